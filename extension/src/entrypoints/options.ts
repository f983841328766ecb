// Options page: everything that can be set, with the tile as participants see it; and the one place where Chrome asks for the microphone.
import * as z from 'zod/mini';
import { systemClock } from '@subcam/shared';
import { askBackground } from '../ui/background-question.ts';
import { bindCaptureFacts } from '../ui/capture-facts.ts';
import { askForMicrophone } from '../ui/microphone-switch.ts';
import { pageElement, say } from '../ui/page-element.ts';
import { bindPageFailure } from '../ui/page-failure.ts';
import { openSettingsPanel } from '../ui/settings-panel.ts';
import { openShortcutsPage, showShortcut } from '../ui/shortcut-hint.ts';
import { followStatus } from '../ui/status-follower.ts';
import type { SettingsPanel } from '../ui/settings-panel.ts';
import type { PopupView } from '../state/popup-view.ts';

z.config({ jitless: true });

const pairing = pageElement('pairing', HTMLElement);
const paired = pageElement('paired', HTMLElement);
const title = pageElement('pairing-title', HTMLElement);
const pairedUrl = pageElement('paired-url', HTMLElement);
const unpair = pageElement('unpair', HTMLButtonElement);
const running = pageElement('running', HTMLElement);
const action = pageElement('action', HTMLButtonElement);
const locked = pageElement('locked', HTMLElement);
const play = pageElement('play', HTMLButtonElement);

const failure = bindPageFailure();
const facts = bindCaptureFacts();
const tell = (thrown: unknown): void => failure.tell(thrown);

async function allowMicrophone(): Promise<boolean> {
  await askForMicrophone(navigator.mediaDevices);
  return true;
}

async function openPanel(): Promise<SettingsPanel> {
  const settings = await openSettingsPanel({ ask: askBackground, failure, allowMicrophone });
  const showUrl = (): void => say(pairedUrl, settings.config.current.daemonUrl);
  settings.config.onChange(showUrl);
  showUrl();
  return settings;
}

const panel = openPanel();

function show(view: PopupView): void {
  const justPaired = view.paired && !pairing.hidden && pairing.contains(document.activeElement);
  pairing.hidden = view.paired;
  paired.hidden = !view.paired;
  if (justPaired) title.focus();
  running.hidden = !view.running;
  locked.hidden = !view.settingsLocked;
  unpair.disabled = view.settingsLocked;
  facts.show(view);
  say(action, view.running ? view.action.label : 'Stop subtitles');
  action.setAttribute('aria-disabled', String(!view.action.enabled || failure.busy));
  void panel.then((settings) => settings.lock(view.settingsLocked), tell);
}

async function playOrStand(): Promise<void> {
  const { preview } = await panel;
  if (preview.playing) preview.stand();
  else preview.play();
  say(play, preview.playing ? 'Stop' : 'Play');
}

function on(button: HTMLButtonElement, work: () => Promise<void>): void {
  button.addEventListener('click', () => void failure.during(work).then(() => status.refresh()));
}

on(action, async () => void (await askBackground({ to: 'background', type: 'stop' })));
on(unpair, async () => {
  await (await panel).config.change({ token: null });
  // The button goes: the keyboard goes on where it stood.
  title.focus();
});
on(play, playOrStand);
on(pageElement('change-shortcut', HTMLButtonElement), openShortcutsPage);

const status = followStatus({ ask: askBackground, clock: systemClock, show });
void status.refresh();
void Promise.all([panel, showShortcut()]).catch(tell);
