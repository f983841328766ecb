// Popup: pairing, start and stop, and what is changed every day. The click in it is the person's gesture that Chrome wants for a capture.
import * as z from 'zod/mini';
import { SubcamError, systemClock } from '@subcam/shared';
import { RELOAD_PAGE_SENTENCE, needsReload } from '../bus/meeting-page-check.ts';
import { createShortcutFailure } from '../state/shortcut.ts';
import { askBackground } from '../ui/background-question.ts';
import { bindCaptureFacts } from '../ui/capture-facts.ts';
import { mayUseMicrophone } from '../ui/microphone-switch.ts';
import { pageElement, say } from '../ui/page-element.ts';
import { bindPageFailure } from '../ui/page-failure.ts';
import { openSettingsPanel } from '../ui/settings-panel.ts';
import { openShortcutsPage, showShortcut } from '../ui/shortcut-hint.ts';
import { followStatus } from '../ui/status-follower.ts';
import type { PopupView } from '../state/popup-view.ts';

z.config({ jitless: true });

const pairing = pageElement('pairing', HTMLElement);
const controls = pageElement('controls', HTMLElement);
const action = pageElement('action', HTMLButtonElement);
const look = pageElement('look', HTMLElement);
const settledAtStart = [pageElement('languages', HTMLElement), pageElement('microphone-label', HTMLElement)];

const failure = bindPageFailure();
const facts = bindCaptureFacts();
const tell = (thrown: unknown): void => failure.tell(thrown);
const shortcutFailure = createShortcutFailure(chrome.storage.session);

async function activeTab(): Promise<chrome.tabs.Tab | undefined> {
  const [tab] = await chrome.tabs.query({ active: true, lastFocusedWindow: true });
  return tab;
}

async function tabBelow(): Promise<number> {
  const tab = await activeTab();
  if (tab?.id === undefined) throw new SubcamError('browser', 'There is no tab here that could be captured.');
  return tab.id;
}

async function startOrStop(): Promise<void> {
  if (action.getAttribute('aria-disabled') === 'true') return;
  if (action.dataset['does'] === 'stop') await askBackground({ to: 'background', type: 'stop' });
  else await askBackground({ to: 'background', type: 'start', tabId: await tabBelow() });
}

async function openOptionsAt(section: string): Promise<void> {
  await chrome.tabs.create({ url: chrome.runtime.getURL(`options.html#${section}`) });
}

/** A popup closes when Chrome asks for the microphone: the options page does that. */
async function allowMicrophone(): Promise<boolean> {
  if (await mayUseMicrophone(navigator.permissions)) return true;
  await openOptionsAt('own-microphone-title');
  return false;
}

function on(id: string, work: () => Promise<void>): void {
  pageElement(id, HTMLButtonElement).addEventListener('click', () => void failure.during(work).then(() => status.refresh()));
}

const panel = openSettingsPanel({ ask: askBackground, failure, allowMicrophone });

function show(view: PopupView): void {
  const justPaired = view.paired && !pairing.hidden && pairing.contains(document.activeElement);
  pairing.hidden = view.paired;
  controls.hidden = !view.paired;
  if (justPaired) action.focus();
  facts.show(view);
  // What can't be changed under running subtitles gives its place to what they do.
  for (const setting of settledAtStart) setting.hidden = view.running;
  // A popup is 600 px high at most: what is wrong, or may be lost, takes the place of the looks, which the options page has too.
  look.hidden = view.trouble.text !== '' || view.keeping.text !== '';
  say(action, view.action.label);
  action.dataset['does'] = view.action.does;
  // Not `disabled`: the keyboard would lose its place.
  action.setAttribute('aria-disabled', String(!view.action.enabled || failure.busy));
  void panel.then((settings) => settings.lock(view.settingsLocked), tell);
}

async function tellShortcut(): Promise<void> {
  const keys = await showShortcut();
  if (keys !== '') action.setAttribute('aria-keyshortcuts', keys.replaceAll('Ctrl', 'Control'));
}

/** What a press of the shortcut could not do, told once. */
async function tellShortcutFailure(): Promise<void> {
  const message = await shortcutFailure.read();
  if (message === null) return;
  failure.tell(new SubcamError('browser', message));
  await shortcutFailure.write(null);
  await chrome.action.setBadgeText({ text: '' });
}

/** A page that our script never came to, or was left by its extension, looks like any other: said before anybody presses start. */
async function tellReload(): Promise<void> {
  const tab = await activeTab();
  // Once it answers, pages that were open before an update have the script of this version.
  await askBackground({ to: 'background', type: 'status' });
  if (tab !== undefined && (await needsReload(tab))) failure.tell(new SubcamError('browser', RELOAD_PAGE_SENTENCE));
}

on('action', startOrStop);
on('open-options', () => chrome.runtime.openOptionsPage());
on('how-to-pair', () => openOptionsAt('pairing-title'));
on('change-shortcut', openShortcutsPage);

const status = followStatus({ ask: askBackground, clock: systemClock, show });
void status.refresh();
void Promise.all([panel, tellShortcut(), tellShortcutFailure(), tellReload()]).catch(tell);
