// Popup: pairing, languages, state, start and stop. The click in it is the person's gesture that Chrome wants for a capture.
import * as z from 'zod/mini';
import { SubcamError, toSubcamError } from '@subcam/shared';
import { readAnswer } from '../bus/runtime-messages.ts';
import { normalizeDaemonUrl, normalizePairingCode, pairWithDaemon } from '../state/pairing.ts';
import { popupView } from '../state/popup-view.ts';
import type { BackgroundAnswers, BackgroundRequest } from '../bus/runtime-messages.ts';
import type { ExtensionConfig } from '../bus/extension-config.ts';
import type { PopupView } from '../state/popup-view.ts';

z.config({ jitless: true });

/** Often enough for a meter that looks alive. */
const REFRESH_MS = 250;

/** Offered here; which of them the engines can do is the daemon's to say. */
const LANGUAGES = ['en', 'es', 'ca', 'de', 'fr', 'gl', 'it', 'pt', 'pl', 'uk', 'ru', 'hi', 'zh', 'ja'];
const ORIGINAL_ONLY = '';

async function ask<T extends BackgroundRequest>(request: T): Promise<BackgroundAnswers[T['type']]> {
  return readAnswer(await chrome.runtime.sendMessage(request)) as BackgroundAnswers[T['type']];
}

function element<T extends HTMLElement>(id: string, type: new () => T): T {
  const found = document.getElementById(id);
  if (!(found instanceof type)) throw new SubcamError('internal', `The popup has no ${type.name} called ${id}.`);
  return found;
}

const link = element('link', HTMLParagraphElement);
const pairing = element('pairing', HTMLElement);
const pairingForm = element('pairing-form', HTMLFormElement);
const code = element('code', HTMLInputElement);
const daemonUrl = element('daemon-url', HTMLInputElement);
const controls = element('controls', HTMLElement);
const sourceLanguage = element('source-language', HTMLSelectElement);
const targetLanguage = element('target-language', HTMLSelectElement);
const action = element('action', HTMLButtonElement);
const level = element('level', HTMLMeterElement);
const sound = element('sound', HTMLSpanElement);
const engines = element('engines', HTMLElement);
const latency = element('latency', HTMLElement);
const losses = element('losses', HTMLElement);
const unpair = element('unpair', HTMLButtonElement);
const error = element('error', HTMLParagraphElement);

/** Text that did not change is not set again: a live region would be read out anew. */
function say(target: HTMLElement, text: string): void {
  if (target.textContent !== text) target.textContent = text;
}

function show(view: PopupView): void {
  pairing.hidden = view.paired;
  controls.hidden = !view.paired;
  say(link, view.link.text);
  link.dataset['tone'] = view.link.tone;
  level.value = view.sound.level;
  // A level that changes four times a second is for the eye; the live region speaks of states only.
  sound.setAttribute('aria-live', view.sound.tone === 'good' ? 'off' : 'polite');
  say(sound, view.sound.text);
  say(engines, view.engines === '' ? '–' : view.engines);
  say(latency, view.latency === '' ? '–' : view.latency);
  say(losses, view.losses === '' ? 'nothing' : view.losses);
  say(action, view.action.label);
  action.dataset['does'] = view.action.does;
  action.disabled = !view.action.enabled || busy;
  for (const select of [sourceLanguage, targetLanguage]) select.disabled = view.settingsLocked;
  unpair.hidden = view.settingsLocked;
}

let busy = false;

async function refresh(): Promise<void> {
  show(popupView(await ask({ to: 'background', type: 'status' })));
}

/** One thing at a time; what goes wrong is said where it happened. */
async function during(work: () => Promise<void>): Promise<void> {
  if (busy) return;
  busy = true;
  error.hidden = true;
  try {
    await work();
  } catch (thrown) {
    error.textContent = toSubcamError(thrown).message;
    error.hidden = false;
  } finally {
    busy = false;
    await refresh();
  }
}

async function change(patch: Partial<ExtensionConfig>): Promise<void> {
  const config = await ask({ to: 'background', type: 'read-config' });
  await ask({ to: 'background', type: 'configure', config: { ...config, ...patch } });
}

async function pair(): Promise<void> {
  const request = { daemonUrl: normalizeDaemonUrl(daemonUrl.value), code: normalizePairingCode(code.value) };
  await change({ daemonUrl: request.daemonUrl, token: await pairWithDaemon(request) });
  code.value = '';
}

async function startOrStop(): Promise<void> {
  if (action.dataset['does'] === 'stop') {
    await ask({ to: 'background', type: 'stop' });
    return;
  }
  const [tab] = await chrome.tabs.query({ active: true, lastFocusedWindow: true });
  if (tab?.id === undefined) throw new SubcamError('browser', 'There is no tab here that could be captured.');
  await ask({ to: 'background', type: 'start', tabId: tab.id });
}

function fill(select: HTMLSelectElement, chosen: string, first: readonly HTMLOptionElement[]): void {
  const names = new Intl.DisplayNames(['en'], { type: 'language' });
  const codes = LANGUAGES.includes(chosen) || chosen === ORIGINAL_ONLY ? LANGUAGES : [...LANGUAGES, chosen];
  const options = codes.map((language) => new Option(names.of(language) ?? language, language));
  select.replaceChildren(...first, ...options);
  select.value = chosen;
}

async function open(): Promise<void> {
  const config = await ask({ to: 'background', type: 'read-config' });
  daemonUrl.value = config.daemonUrl;
  fill(sourceLanguage, config.sourceLanguage, []);
  fill(targetLanguage, config.targetLanguages[0] ?? ORIGINAL_ONLY, [new Option('Original only', ORIGINAL_ONLY)]);
  await refresh();
}

function on(target: HTMLElement, type: string, work: () => Promise<void>): void {
  target.addEventListener(type, (event) => {
    event.preventDefault();
    void during(work);
  });
}

on(pairingForm, 'submit', pair);
on(action, 'click', startOrStop);
on(unpair, 'click', () => change({ token: null }));
on(sourceLanguage, 'change', () => change({ sourceLanguage: sourceLanguage.value }));
on(targetLanguage, 'change', () => change({ targetLanguages: targetLanguage.value === ORIGINAL_ONLY ? [] : [targetLanguage.value] }));

void during(open);
setInterval(() => {
  if (!busy) refresh().catch((thrown: unknown) => say(link, toSubcamError(thrown).message));
}, REFRESH_MS);
