// Offscreen document: owns the capture, the link and the port hub; goes on when the service worker dies.
import * as z from 'zod/mini';
import { steadyClock, SubcamError, systemClock, tileStateOf, toSubcamError } from '@subcam/shared';
import { tileFontMessages } from '../bus/tile-font-files.ts';
import { MEETING_PORT } from '../bus/meeting-port.ts';
import { isExtensionItself } from '../bus/message-sender.ts';
import { FEEDER_BEAT_MS } from '../bus/page-messages.ts';
import { createPortHub } from '../bus/port-hub.ts';
import { offscreenRequest, serveMessages } from '../bus/runtime-messages.ts';
import { openMicrophoneSound } from '../capture/microphone-sound.ts';
import { openTabSound } from '../capture/tab-sound.ts';
import { openSocketIoConnection } from '../link/socketio-connection.ts';
import { watchOutages } from '../link/outage-watch.ts';
import { tileMarks } from '../state/tile-marks.ts';
import { openOwnMicrophone } from './own-microphone.ts';
import { startSoundStream } from './sound-stream.ts';
import type { AudioAccount, HeardTileReport, MeetingEvent, TileReport, TileSettings } from '@subcam/shared';
import type { CaptureStatus, MeetingReading, MicrophoneInMeeting } from '../bus/extension-status.ts';
import type { OffscreenAnswers, OffscreenRequest } from '../bus/runtime-messages.ts';

z.config({ jitless: true });

type StartRequest = Extract<OffscreenRequest, { readonly type: 'start' }>;

/** How often the marks are looked at again: sound that stops coming changes them without any message. */
const MARKS_INTERVAL_MS = 500;

/** Meeting events that are kept while a capture begins: several for each participant that a page can show. */
const MAX_EARLY_EVENTS = 2_000;

interface CaptureRun {
  readonly tabId: number;
  status(): CaptureStatus;
  meeting(event: MeetingEvent): void;
  tile(report: TileReport): void;
  setTile(settings: TileSettings): void;
  stop(): Promise<AudioAccount | null>;
}

const clock = systemClock;

async function readPackaged(path: string): Promise<Uint8Array> {
  const response = await fetch(chrome.runtime.getURL(path));
  return new Uint8Array(await response.arrayBuffer());
}

function report(thrown: unknown): void {
  const error = toSubcamError(thrown);
  console.error('subcam: a part of the capture failed', { code: error.code, message: error.message });
}

let run: CaptureRun | null = null;
let microphoneInMeeting: MicrophoneInMeeting = 'unknown';
let reading: MeetingReading | null = null;

/** One start at a time; a running capture is never replaced behind somebody's back. */
let starting: Promise<CaptureRun> | null = null;
/** What the page told before the capture had begun: who is there is told once. */
let earlyEvents: MeetingEvent[] = [];

const hub = createPortHub({
  fonts: (scripts) => tileFontMessages(scripts, readPackaged),
  onMeeting: (event) => {
    if (starting === null) run?.meeting(event);
    else if (earlyEvents.length < MAX_EARLY_EVENTS) earlyEvents.push(event);
  },
  onTile: (tile) => run?.tile(tile),
  onMicrophone: (state) => {
    microphoneInMeeting = state;
  },
  onReading: (said) => {
    reading = said;
  },
  onError: report,
});

async function startRun(request: StartRequest): Promise<CaptureRun> {
  const { config, tabId } = request;
  const token = config.token;
  if (token === null)
    throw new SubcamError('unauthorized', 'Pair the extension first: run `subcam pair` and type its code into the popup.');

  const sessionId = crypto.randomUUID();
  const captureId = crypto.randomUUID();
  const microphoneId = crypto.randomUUID();
  const { meetingUrl } = request;
  const { sourceLanguage, targetLanguages, twoWay } = config;
  const spoken = config.spoken.length === 0 ? {} : { spoken: [...config.spoken] };
  const languages = { sourceLanguage, ...spoken, targetLanguages: [...targetLanguages], twoWay };
  const identity = { sessionId, meetingUrl, ...languages, pace: 'live' as const };
  const openConnection = openSocketIoConnection({ daemonUrl: config.daemonUrl, token, client: `extension ${request.version}` });
  // Sound and what happens in the meeting are put side by side by their instants, for as long as the capture lasts.
  const steady = steadyClock(clock);
  const ports = { openConnection, clock: steady, random: Math.random, report };
  const outages = watchOutages({ clock, onOutage: (id) => hub.pause(id, clock.nowMs()) });
  let tile: HeardTileReport | null = null;

  const sound = await startSoundStream({
    ...ports,
    identity: { ...identity, captureId, source: 'tab', tile: config.tile },
    openSound: (onPiece) => openTabSound({ streamId: request.streamId, playBack: config.role === 'person', clock: steady, onPiece }),
    listener: {
      onWelcome: (welcome) => {
        hub.settings(welcome.tile);
        hub.cues(captureId, welcome.cues);
      },
      onCue: (update) => hub.cue(update),
      onTileSettings: (settings) => hub.settings(settings),
      onChange: mark,
      onEnded: () => {
        clearInterval(marking);
        hub.cues(captureId, []);
        mark();
        void microphone?.stop();
      },
    },
  });
  const microphone = config.microphone
    ? openOwnMicrophone({
        ...ports,
        identity: { ...identity, captureId: microphoneId, source: 'microphone' },
        inMeeting: () => microphoneInMeeting,
        openSound: (onPiece) => openMicrophoneSound({ isHeard: () => microphoneInMeeting === 'on', clock: steady, onPiece }),
        listener: {
          onWelcome: (welcome) => hub.cues(microphoneId, welcome.cues),
          onCue: (update) => hub.cue(update),
          onChange: mark,
          onEnded: () => hub.cues(microphoneId, []),
        },
      })
    : null;
  const marking = setInterval(mark, MARKS_INTERVAL_MS);

  function status(): CaptureStatus {
    const { counts, ...status } = sound.status();
    return {
      ...status,
      tabId,
      counts: { ...counts, malformedPageMessages: hub.malformed },
      tile: tile === null ? null : tileStateOf(tile, clock),
      reading,
      microphone: microphone?.status() ?? null,
    };
  }

  function mark(): void {
    const now = status();
    hub.marks(tileMarks(now));
    outages.look(captureId, now.link.phase);
    if (now.microphone !== null) outages.look(microphoneId, now.microphone.link?.phase ?? 'connecting');
  }

  return {
    tabId,
    status,
    // The page stamps with its wall clock.
    meeting: (event) => sound.meeting({ ...event, atMs: steady.nowMs() - (clock.nowMs() - event.atMs) }),
    tile: (given) => {
      tile = { report: given, monotonicMs: clock.monotonicMs() };
      sound.tile(given);
    },
    setTile: (settings) => sound.setTile(settings),
    async stop() {
      const [account] = await Promise.all([sound.stop(), microphone?.stop()]);
      return account;
    },
  };
}

async function start(request: StartRequest): Promise<OffscreenAnswers['start']> {
  if (starting !== null || (run !== null && run.status().phase !== 'ended')) {
    throw new SubcamError('session-limit', 'Subtitles already run: stop them before you start them on another tab.');
  }
  hub.settings(request.config.tile);
  hub.select(request.tabId);
  earlyEvents = [];
  try {
    starting = startRun(request);
    run = await starting;
    for (const event of earlyEvents.splice(0)) run.meeting(event);
  } finally {
    starting = null;
  }
  const { sessionId, captureId } = run.status();
  return { sessionId, captureId };
}

serveMessages<OffscreenRequest, OffscreenAnswers>(chrome.runtime.onMessage, {
  isAsker: isExtensionItself(chrome.runtime.id),
  schema: offscreenRequest,
  handlers: {
    start,
    stop: async () => (await run?.stop()) ?? null,
    status: () => Promise.resolve(run?.status() ?? null),
    tile: ({ tile }) => {
      hub.settings(tile);
      run?.setTile(tile);
      return Promise.resolve(null);
    },
  },
});

setInterval(() => hub.beat(), FEEDER_BEAT_MS);

chrome.runtime.onConnect.addListener((port) => {
  const tabId = port.sender?.tab?.id;
  if (port.name === MEETING_PORT && tabId !== undefined) hub.connect(port, tabId);
});
