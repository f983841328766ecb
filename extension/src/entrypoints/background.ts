// Service worker: asks Chrome for a tab's sound, sees that the offscreen document is there, keeps the settings. It remembers nothing.
import * as z from 'zod/mini';
import { SubcamError, systemClock, toSubcamError } from '@subcam/shared';
import { MEET_ORIGIN } from '@subcam/shared/meet';
import { extensionConfig } from '../bus/extension-config.ts';
import { RELOAD_PAGE_SENTENCE, needsReload } from '../bus/meeting-page-check.ts';
import { isExtensionItself, isMeetingScript } from '../bus/message-sender.ts';
import { CAMERA_CHANGED, CONNECT_NOW, backgroundRequest, meetingRequest, readAnswer, serveMessages } from '../bus/runtime-messages.ts';
import { createConfigStore } from '../state/config-store.ts';
import { createKeptBridges } from '../state/kept-bridges.ts';
import { injectMeetingScript } from '../state/meeting-script.ts';
import { resumeMeetings } from '../state/resumed-meetings.ts';
import { TOGGLE_COMMAND, createShortcutFailure } from '../state/shortcut.ts';
import type { ExtensionConfig } from '../bus/extension-config.ts';
import type { ExtensionStatus } from '../bus/extension-status.ts';
import type { Started } from '../bus/extension-remote.ts';
import type {
  BackgroundAnswers,
  BackgroundRequest,
  MeetingAnswers,
  MeetingRequest,
  OffscreenAnswers,
  OffscreenRequest,
} from '../bus/runtime-messages.ts';

z.config({ jitless: true });

const OFFSCREEN_PAGE = 'offscreen.html';

const store = createConfigStore(chrome.storage.local);
const shortcutFailure = createShortcutFailure(chrome.storage.session);
const bridges = createKeptBridges(chrome.storage.local);

function report(thrown: unknown): void {
  const error = toSubcamError(thrown);
  console.error('subcam: a part of the service worker failed', { code: error.code, message: error.message });
}

const resumed = resumeMeetings({ bridges, life: chrome.storage.session, inject: injectMeetingScript, clock: systemClock }).catch(report);
// So that Chrome starts this worker after an update.
chrome.runtime.onInstalled.addListener(() => void resumed);

/** Two calls at once must not both create the document: Chrome allows one and throws at the second. */
let creating: Promise<void> | null = null;

async function hasOffscreen(): Promise<boolean> {
  const contexts = await chrome.runtime.getContexts({ contextTypes: ['OFFSCREEN_DOCUMENT'] });
  return contexts.length > 0;
}

async function ensureOffscreen(): Promise<void> {
  if (await hasOffscreen()) return;
  creating ??= chrome.offscreen
    .createDocument({ url: OFFSCREEN_PAGE, reasons: ['USER_MEDIA'], justification: 'Captures the sound of the meeting for its subtitles.' })
    .finally(() => {
      creating = null;
    });
  await creating;
}

async function askOffscreen<T extends OffscreenRequest>(request: T): Promise<OffscreenAnswers[T['type']]> {
  // The answer is as typed as the question: both ends are built from the same source.
  return readAnswer(await chrome.runtime.sendMessage(request)) as OffscreenAnswers[T['type']];
}

async function captureStatus(): Promise<OffscreenAnswers['status']> {
  return (await hasOffscreen()) ? askOffscreen({ to: 'offscreen', type: 'status' }) : null;
}

async function status(): Promise<ExtensionStatus> {
  const [config, capture] = await Promise.all([store.read(), captureStatus(), resumed]);
  return { paired: config.token !== null, capture };
}

/** An address without what is nobody's business: account, invitation and tracking parameters. */
function meetingUrlOf(address: string | undefined): string | null {
  const url = address === undefined ? null : URL.parse(address);
  return url === null || !url.protocol.startsWith('http') ? null : `${url.origin}${url.pathname}`.slice(0, 2000);
}

async function startOn(tab: chrome.tabs.Tab): Promise<Started> {
  const tabId = tab.id;
  if (tabId === undefined) throw new SubcamError('browser', 'This tab cannot be captured: choose the tab of the meeting.');
  const config = await store.read();
  if (config.token === null) throw new SubcamError('unauthorized', 'Pair the extension first: run `subcam pair` and type its code here.');
  const running = await captureStatus();
  if (running !== null && running.tabId === tabId && running.phase === 'capturing') {
    return { sessionId: running.sessionId, captureId: running.captureId };
  }
  await resumed;
  if (await needsReload(tab)) throw new SubcamError('browser', RELOAD_PAGE_SENTENCE, { retryable: true });
  await ensureOffscreen();
  const streamId = await chrome.tabCapture.getMediaStreamId({ targetTabId: tabId }).catch((thrown: unknown) => {
    const why = toSubcamError(thrown).message;
    throw new SubcamError(
      'browser',
      `Chrome does not let this tab be captured (${why}): click Subcam's button on the tab of the meeting.`,
      {
        cause: thrown,
      },
    );
  });
  const { version } = chrome.runtime.getManifest();
  const started = await askOffscreen({
    to: 'offscreen',
    type: 'start',
    streamId,
    tabId,
    meetingUrl: meetingUrlOf(tab.url),
    version,
    config,
  });
  // The page connects by itself within two seconds; this spares it the wait. A page without our script has nobody to hear it.
  await chrome.tabs.sendMessage(tabId, { type: CONNECT_NOW }).catch(() => undefined);
  return started;
}

async function stop(): Promise<OffscreenAnswers['stop']> {
  return (await hasOffscreen()) ? askOffscreen({ to: 'offscreen', type: 'stop' }) : null;
}

/** Every meeting page learns that another camera was chosen, whether or not subtitles run there. */
async function tellCameraChanged(): Promise<void> {
  const tabs = await chrome.tabs.query({ url: `${MEET_ORIGIN}/*` });
  // A tab that was open before the extension came has no script of ours: nobody is there to hear it.
  const tell = (tabId: number): Promise<unknown> => chrome.tabs.sendMessage(tabId, { type: CAMERA_CHANGED }).catch(() => undefined);
  await Promise.all(tabs.flatMap(({ id }) => (id === undefined ? [] : [tell(id)])));
}

/** Stores them; the camera changes at once. Returns what they were. */
async function storeSettings(config: ExtensionConfig): Promise<ExtensionConfig> {
  const before = await store.read();
  await store.write(config);
  if (JSON.stringify(config.camera) !== JSON.stringify(before.camera)) await tellCameraChanged();
  return before;
}

/** Stores them. How the tile looks is shown at once; the rest is for the next capture. */
async function applySettings(config: ExtensionConfig): Promise<void> {
  const before = await storeSettings(config);
  if (JSON.stringify(config.tile) === JSON.stringify(before.tile) || !(await hasOffscreen())) return;
  await askOffscreen({ to: 'offscreen', type: 'tile', tile: config.tile });
}

/** The shortcut: starts on the tab where it was pressed, or stops what runs. */
async function toggle(tab: chrome.tabs.Tab | undefined): Promise<void> {
  const running = await captureStatus();
  if (running !== null && running.phase !== 'ended') await stop();
  else if (tab === undefined) throw new SubcamError('browser', 'There is no tab here that could be captured.');
  else await startOn(tab);
}

/** Nobody sees a page of ours when it is pressed: what it could not do is marked on the toolbar's button and told in the popup. */
async function toggleByShortcut(tab: chrome.tabs.Tab | undefined): Promise<void> {
  const failure = await toggle(tab).then(
    () => null,
    (thrown: unknown) => toSubcamError(thrown).message,
  );
  await Promise.all([shortcutFailure.write(failure), chrome.action.setBadgeText({ text: failure === null ? '' : '!' })]);
}

chrome.commands.onCommand.addListener((command, tab) => {
  if (command === TOGGLE_COMMAND) void toggleByShortcut(tab).catch(report);
});

serveMessages<BackgroundRequest, BackgroundAnswers>(chrome.runtime.onMessage, {
  isAsker: isExtensionItself(chrome.runtime.id),
  schema: backgroundRequest,
  handlers: {
    status,
    'read-config': () => store.read(),
    configure: async ({ config }) => {
      await applySettings(config);
      return null;
    },
    start: async ({ tabId }) => startOn(await chrome.tabs.get(tabId)),
    stop,
  },
});

serveMessages<MeetingRequest, MeetingAnswers>(chrome.runtime.onMessage, {
  isAsker: isMeetingScript(chrome.runtime.id),
  schema: meetingRequest,
  handlers: {
    'page-camera': async () => (await store.read()).camera,
    'keep-bridge': async ({ channel, nonce }, { documentId, tab }) => {
      if (documentId !== undefined && tab?.id !== undefined) await bridges.keep({ documentId, tabId: tab.id, channel, nonce });
      return null;
    },
  },
});

// Content scripts live in the renderer of a page that is not trusted: the token is none of their business.
void chrome.storage.local.setAccessLevel({ accessLevel: 'TRUSTED_CONTEXTS' });

/** Over the pipe an error arrives as its text alone. */
async function told<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (thrown) {
    const error = toSubcamError(thrown);
    throw new SubcamError(error.code, `${error.code}: ${error.message}`, { retryable: error.retryable, cause: thrown });
  }
}

globalThis.subcam = {
  configure: (given) =>
    told(
      (async () => {
        const parsed = extensionConfig.safeParse(given);
        if (!parsed.success)
          throw new SubcamError('configuration', `The extension was given a wrong setting: ${z.prettifyError(parsed.error)}`);
        await storeSettings(parsed.data);
      })(),
    ),
  start: ({ urlPrefix }) =>
    told(
      (async () => {
        const tabs = await chrome.tabs.query({});
        const tab = tabs.find((one) => one.url?.startsWith(urlPrefix));
        if (tab === undefined) throw new SubcamError('browser', `No open tab's address begins with ${urlPrefix}.`, { retryable: true });
        return startOn(tab);
      })(),
    ),
  stop: () => told(stop()),
  status: () => told(status()),
};
