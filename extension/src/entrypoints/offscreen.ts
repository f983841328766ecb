// Offscreen document: owns the capture, the link and the port hub; goes on when the service worker dies.
import * as z from 'zod/mini';
import { SubcamError, systemClock, toSubcamError } from '@subcam/shared';
import { tileFontMessages } from '../bus/tile-font-files.ts';
import { MEETING_PORT } from '../bus/meeting-port.ts';
import { createPortHub } from '../bus/port-hub.ts';
import { offscreenRequest, serveMessages } from '../bus/runtime-messages.ts';
import { createSoundMeter } from '../capture/sound-meter.ts';
import { createSoundSource } from '../capture/sound-source.ts';
import { createWallClockStamp } from '../capture/source-timeline.ts';
import { openTabSound } from '../capture/tab-sound.ts';
import { createCaptureLink } from '../link/capture-link.ts';
import { createRetainedBuffer } from '../link/retained-buffer.ts';
import { openSocketIoConnection } from '../link/socketio-connection.ts';
import { tileMarks } from '../state/tile-marks.ts';
import type { AudioAccount, MeetingEvent, SessionState, TileReport } from '@subcam/shared';
import type { WireError } from '@subcam/shared/wire';
import type { CaptureStatus } from '../bus/extension-status.ts';
import type { OffscreenAnswers, OffscreenRequest } from '../bus/runtime-messages.ts';
import type { CaptureLink } from '../link/capture-link.ts';

z.config({ jitless: true });

type StartRequest = Extract<OffscreenRequest, { readonly type: 'start' }>;

/** How often the marks are looked at again: sound that stops coming changes them without any message. */
const MARKS_INTERVAL_MS = 500;

/** Meeting events that came before the link could be made: it needs the instant of sample 0, a fifth of a second. */
const MAX_EARLY_EVENTS = 1_000;

interface CaptureRun {
  readonly tabId: number;
  status(): CaptureStatus;
  meeting(event: MeetingEvent): void;
  tile(report: TileReport): void;
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

const hub = createPortHub({
  fonts: (scripts) => tileFontMessages(scripts, readPackaged),
  onMeeting: (event) => run?.meeting(event),
  onTile: (tile) => run?.tile(tile),
  onError: report,
});

async function startRun(request: StartRequest): Promise<CaptureRun> {
  const { config, tabId } = request;
  const token = config.token;
  if (token === null)
    throw new SubcamError('unauthorized', 'Pair the extension first: run `subcam pair` and type its code into the popup.');

  const ids = { sessionId: crypto.randomUUID(), captureId: crypto.randomUUID() };
  const life = new AbortController();
  const buffer = createRetainedBuffer();
  const meter = createSoundMeter(clock.nowMs());
  const stamp = createWallClockStamp();
  const earlyEvents: MeetingEvent[] = [];
  let phase: CaptureStatus['phase'] = 'capturing';
  let startedAtMs: number | null = null;
  let link: CaptureLink | null = null;
  let session: SessionState | null = null;
  let account: AudioAccount | null = null;
  let failure: WireError | null = null;
  let sourceGaps = 0;
  let sourceGapSamples = 0;
  let droppedEarlyEvents = 0;

  function status(): CaptureStatus {
    return {
      phase,
      ...ids,
      tabId,
      startedAtMs,
      link: link?.status ?? { phase: 'connecting', error: null, connectionEpoch: 0 },
      sound: meter.status(clock.nowMs()),
      counts: {
        capturedSamples: buffer.nextSample,
        ackedThrough: link?.ackedThrough ?? 0,
        retainedSamples: buffer.nextSample - buffer.oldestSample,
        evictedSamples: buffer.evictedSamples,
        sourceGaps,
        sourceGapSamples,
        droppedMeetingEvents: droppedEarlyEvents + (link?.forgottenMeetingEvents ?? 0),
        droppedTileReports: link?.droppedTileReports ?? 0,
        malformedPageMessages: hub.malformed,
      },
      session,
      failure,
      account,
    };
  }

  function openLink(atMs: number, secret: string): void {
    startedAtMs = atMs;
    link = createCaptureLink({
      open: openSocketIoConnection({
        daemonUrl: config.daemonUrl,
        token: secret,
        client: `extension ${request.version}`,
      }),
      buffer,
      identity: {
        ...ids,
        source: 'tab',
        startedAtMs: atMs,
        meetingUrl: request.meetingUrl,
        sourceLanguage: config.sourceLanguage,
        targetLanguages: [...config.targetLanguages],
        pace: 'live',
      },
      listener: {
        onStatus: () => hub.marks(tileMarks(status())),
        onWelcome: (welcome) => {
          session = welcome.state;
          hub.settings(welcome.tile);
          hub.cues(welcome.cues);
          hub.marks(tileMarks(status()));
        },
        onCue: (update) => hub.cue(update),
        onState: (state) => {
          session = state;
          hub.marks(tileMarks(status()));
        },
        onTileSettings: (settings) => hub.settings(settings),
      },
      clock,
      random: Math.random,
    });
    for (const event of earlyEvents.splice(0)) link.meeting(event);
    void link.run(life.signal).catch(report);
  }

  const source = createSoundSource({
    onFrame: (frame) => {
      buffer.push(frame);
      meter.frame(frame, clock.nowMs());
      link?.pump();
    },
    onGap: (gap) => {
      sourceGaps += 1;
      sourceGapSamples += gap.sampleCount;
      buffer.note(gap);
    },
  });

  const sound = await openTabSound({
    streamId: request.streamId,
    playBack: config.role === 'person',
    clock,
    onPiece: (piece, arrivedAtMs) => {
      const stampedMs = stamp.arrived(
        { timestampUs: piece.timestampUs, frameCount: piece.samples.length, rateHz: piece.rateHz },
        arrivedAtMs,
      );
      source.accept(piece);
      if (stampedMs !== null && link === null) openLink(stampedMs, token);
    },
  });
  const marks = setInterval(() => hub.marks(tileMarks(status())), MARKS_INTERVAL_MS);

  async function settle(): Promise<AudioAccount | null> {
    await sound.ended.catch((thrown: unknown) => {
      const { code, message, retryable } = toSubcamError(thrown);
      failure = { code, message, retryable };
      report(thrown);
    });
    phase = 'ending';
    source.finish();
    account = (await link?.end()) ?? null;
    phase = 'ended';
    clearInterval(marks);
    hub.cues([]);
    hub.marks(tileMarks(status()));
    life.abort(new SubcamError('aborted', 'The capture has ended.'));
    return account;
  }
  // The tab may go by itself: the end is then told in the same order.
  const settled = settle();
  settled.catch(report);

  return {
    tabId,
    status,
    meeting(event) {
      if (link !== null) {
        link.meeting(event);
        return;
      }
      earlyEvents.push(event);
      if (earlyEvents.length > MAX_EARLY_EVENTS) {
        earlyEvents.shift();
        droppedEarlyEvents += 1;
      }
    },
    tile: (tile) => link?.tile(tile),
    stop() {
      sound.stop();
      return settled;
    },
  };
}

/** One start at a time; a running capture is never replaced behind somebody's back. */
let starting: Promise<CaptureRun> | null = null;

async function start(request: StartRequest): Promise<OffscreenAnswers['start']> {
  if (starting !== null || (run !== null && run.status().phase !== 'ended')) {
    throw new SubcamError('session-limit', 'Subtitles already run: stop them before you start them on another tab.');
  }
  hub.settings(request.config.tile);
  hub.select(request.tabId);
  try {
    starting = startRun(request);
    run = await starting;
  } finally {
    starting = null;
  }
  const { sessionId, captureId } = run.status();
  return { sessionId, captureId };
}

serveMessages<OffscreenRequest, OffscreenAnswers>(chrome.runtime.onMessage, {
  extensionId: chrome.runtime.id,
  schema: offscreenRequest,
  handlers: {
    start,
    stop: async () => (await run?.stop()) ?? null,
    status: () => Promise.resolve(run?.status() ?? null),
  },
});

chrome.runtime.onConnect.addListener((port) => {
  const tabId = port.sender?.tab?.id;
  if (port.name === MEETING_PORT && tabId !== undefined) hub.connect(port, tabId);
});
