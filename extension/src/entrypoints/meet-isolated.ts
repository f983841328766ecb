// Isolated script of a meeting page: observes the meeting, draws the tile's letters, mounts the frame clock.
import * as z from 'zod/mini';
import { steadyClock, systemClock } from '@subcam/shared';
import { keepPort } from '../bus/kept-port.ts';
import { MEETING_PORT } from '../bus/meeting-port.ts';
import { isExtensionItself } from '../bus/message-sender.ts';
import { CAMERA_THERE_QUESTION } from '../bus/meeting-page-check.ts';
import { openIsolatedEnd } from '../bus/page-bridge.ts';
import { PAGE_CAMERAS_QUESTION } from '../bus/page-cameras.ts';
import { CAMERA_CHANGED, CONNECT_NOW, readAnswer } from '../bus/runtime-messages.ts';
import { createTileHost } from '../camera/tile-host.ts';
import { mountClockFrame } from '../meet/clock-frame.ts';
import { observeMeeting } from '../meet/meeting-observer.ts';
import type { PageCameras } from '../bus/page-cameras.ts';
import type { MeetingAnswers, MeetingRequest } from '../bus/runtime-messages.ts';

z.config({ jitless: true });

/** How often the count of foreign messages on the bridge is looked at. */
const MALFORMED_INTERVAL_MS = 5_000;

/** Begins with the page, as the clock of the page's camera does. */
const steady = steadyClock(systemClock);
const life = new AbortController();
/** What the script before this one, of an extension that has been updated since, agreed on with the page's camera. */
const resumed = globalThis.subcamMeeting?.resumed ?? null;
globalThis.subcamMeeting = { resumed: null };
const bridge = openIsolatedEnd(document, resumed ?? undefined);
let observed = false;
let cameraReady = false;
/** Whether anything has come from the offscreen document since it was last gone. */
let isFed = false;
let malformedTold = 0;
/** null until the camera has looked. */
let cameras: PageCameras['cameras'] | null = null;
let backdrop: PageCameras['backdrop'] = 'off';

async function showChosenCamera(): Promise<void> {
  const question: MeetingRequest = { to: 'background', type: 'page-camera' };
  const camera = readAnswer(await chrome.runtime.sendMessage(question)) as MeetingAnswers['page-camera'];
  host.show({ type: 'backdrop', camera });
}

/** A service worker that could not be asked, as after a reload of the extension, leaves the tile as it is. */
function followChosenCamera(): void {
  showChosenCamera().catch((thrown: unknown) => console.warn('Subcam: the chosen camera is not known:', thrown));
}

const observer = observeMeeting({
  document,
  clock: systemClock,
  onEvent: (event) => {
    if (observed) port.send({ type: 'meeting', event });
  },
  onMicrophone: (state) => {
    if (observed) port.send({ type: 'microphone', state });
  },
  onReading: (reading) => {
    if (observed) port.send({ type: 'reading', reading });
  },
  signal: life.signal,
});

const port = keepPort({
  connect: () => {
    const opened = chrome.runtime.connect(undefined, { name: MEETING_PORT });
    // Looked at, or Chrome writes into the page's console that nobody was there.
    opened.onDisconnect.addListener(() => void chrome.runtime.lastError);
    return opened;
  },
  onMessage: (message) => {
    isFed = true;
    if (message.type !== 'observe') {
      host.show(message);
      return;
    }
    observed = true;
    // What was posted while the other end was still loading may have been lost (seen under load): say it again.
    if (cameraReady) port.send({ type: 'ready' });
    for (const event of observer.standing()) port.send({ type: 'meeting', event });
    port.send({ type: 'microphone', state: observer.microphone });
    if (observer.reading !== null) port.send({ type: 'reading', reading: observer.reading });
  },
  onConnect: () => {
    observed = false;
    malformedTold = 0;
    if (cameraReady) queueMicrotask(() => port.send({ type: 'ready' }));
  },
  onDisconnect: () => {
    if (isFed) host.show({ type: 'gone' });
    isFed = false;
  },
  onOrphaned: () => life.abort(new Error('The extension was reloaded or removed.')),
  clock: systemClock,
  signal: life.signal,
});

const host = createTileHost({
  document,
  nowMs: () => steady.nowMs(),
  wallClockMs: () => systemClock.nowMs(),
  monotonicMs: () => steady.monotonicMs(),
  // Milliseconds pass faster than pictures.
  firstVersion: resumed === null ? 0 : systemClock.nowMs(),
  send: (message) => bridge.send(message),
  takeCanvas: () => bridge.takeCanvas(),
  requestFonts: (scripts) => port.send({ type: 'fonts-wanted', scripts }),
});

bridge.onMessage((message) => {
  switch (message.type) {
    case 'cameras':
      cameras = message.cameras;
      return;
    case 'backdrop':
      backdrop = message.status;
      return;
    case 'paint':
    case 'feeder-lost':
      host.answer(message);
      return;
    case 'ready':
      cameraReady = true;
      break;
    case 'tile':
    case 'fonts-wanted':
      break;
  }
  port.send(message);
});
followChosenCamera();

async function keepBridge(): Promise<void> {
  const { channel, nonce } = await bridge.agreement;
  const question: MeetingRequest = { to: 'background', type: 'keep-bridge', channel, nonce };
  readAnswer(await chrome.runtime.sendMessage(question));
}
// Without it this page will have to be reloaded after an update.
keepBridge().catch((thrown: unknown) => console.warn('Subcam: this page will not be resumed after an update:', thrown));
// The extension was updated, and its new script has come into this page.
bridge.onReplaced(() => life.abort(new Error('Another script of the extension has taken this page over.')));

const malformedTimer = setInterval(() => {
  if (bridge.malformedCount === malformedTold) return;
  malformedTold = bridge.malformedCount;
  port.send({ type: 'malformed', count: malformedTold });
}, MALFORMED_INTERVAL_MS);

const isOurs = isExtensionItself(chrome.runtime.id);
chrome.runtime.onMessage.addListener((message: unknown, sender, respond: (answer: PageCameras | boolean | null) => void) => {
  if (!isOurs(sender) || typeof message !== 'object' || message === null || !('type' in message)) return;
  if (message.type === CONNECT_NOW) port.connectNow();
  if (message.type === CAMERA_THERE_QUESTION) respond(cameraReady);
  if (message.type === CAMERA_CHANGED) followChosenCamera();
  if (message.type === PAGE_CAMERAS_QUESTION) respond(cameras === null ? null : { cameras, backdrop });
});

life.signal.addEventListener(
  'abort',
  // The bridge stays, unless it has been taken over: the camera of this page goes on without the extension, and says so on its tile.
  () => clearInterval(malformedTimer),
  { once: true },
);

mountClockFrame({ document, frameUrl: chrome.runtime.getURL('frame-clock.html'), bridge, signal: life.signal });
