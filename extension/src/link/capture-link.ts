// CaptureLink: one capture to the daemon over however many connections it takes; nothing captured is lost, nothing is sent before the daemon says where to resume.
import { retry, SAMPLES_PER_MS, SAMPLE_RATE_HZ, SubcamError, withinTime } from '@subcam/shared';
import { createCaptureEnd } from './capture-end.ts';
import { attemptConnection, tooLate } from './connection-attempt.ts';
import { createMeetingMemory } from './meeting-memory.ts';
import { reconnectWaits } from './reconnect-waits.ts';
import { createSoundSender } from './sound-sender.ts';
import { createTileReportQueue } from './tile-report-queue.ts';
import { createTileSettingsSync } from './tile-settings-sync.ts';
import type { AudioAccount, Clock, CueUpdate, MeetingEvent, SessionState, TileReport, TileSettings } from '@subcam/shared';
import type { CaptureAck, CaptureHello, CaptureWelcome, WireError } from '@subcam/shared/wire';
import type { LinkPhase, LinkStatus } from '../bus/extension-status.ts';
import type { LinkConnection, OpenLinkConnection } from './link-connection.ts';
import type { RetainedBuffer } from './retained-buffer.ts';
import type { SoundSender } from './sound-sender.ts';

/** How long the daemon may take to settle what was said before the end. */
const END_LIMIT_MS = 20_000;

/** How long an end waits for a daemon that is not there when it is asked for. */
const END_UNREACHED_LIMIT_MS = 5_000;

/** A connection that lived this long was a good one: the next loss starts with the shortest wait again. */
const GOOD_CONNECTION_MS = 2_000;

/** Speaking marks from shortly before the resume point belong to its first words. */
const MARKS_MARGIN_MS = 5_000;

/** What stays the same on every connection of a capture; `tile` is what it begins with. */
export type CaptureIdentity = Omit<CaptureHello, 'connectionEpoch' | 'oldestSample' | 'nextSample' | 'sampleRateHz'>;

export interface CaptureLinkListener {
  onStatus(status: LinkStatus): void;
  onWelcome(welcome: CaptureWelcome): void;
  onCue(update: CueUpdate): void;
  onState(state: SessionState): void;
  onTileSettings(settings: TileSettings): void;
}

export interface CaptureLinkOptions {
  readonly open: OpenLinkConnection;
  readonly buffer: RetainedBuffer;
  readonly identity: CaptureIdentity;
  readonly listener: CaptureLinkListener;
  readonly clock: Clock;
  /** 0–1, for the jitter of the backoff. */
  readonly random: () => number;
}

export interface CaptureLink {
  /** Connects, and reconnects without end, until the capture has ended in order, the daemon refuses it, or the signal fires. */
  run(signal: AbortSignal): Promise<void>;
  /** To be called after each frame that was pushed into the buffer. */
  pump(): void;
  meeting(event: MeetingEvent): void;
  tile(report: TileReport): void;
  /** The person changed how the tile looks: told at once, and again in the hello of every later connection. */
  setTile(settings: TileSettings): void;
  /** Ends the capture once the buffer is complete. null: the daemon did not settle it within 20 s (5 s when it is not connected), or refused. */
  end(): Promise<AudioAccount | null>;
  readonly status: LinkStatus;
  readonly ackedThrough: number;
  readonly droppedTileReports: number;
  readonly forgottenMeetingEvents: number;
}

/** A greeted connection. */
interface Live {
  readonly connection: LinkConnection;
  readonly sound: SoundSender;
}

/** Opens the link of one capture; nothing happens before `run`. */
export function createCaptureLink(options: CaptureLinkOptions): CaptureLink {
  const { buffer, clock, identity, listener } = options;
  const memory = createMeetingMemory();
  const waitingReports = createTileReportQueue();
  const tile = createTileSettingsSync(identity.tile);
  const captureEnd = createCaptureEnd();
  const stop = new AbortController();
  let status: LinkStatus = { phase: 'connecting', error: null, connectionEpoch: 0 };
  let live: Live | null = null;
  let everLive = false;
  let openedAtMs = -Infinity;
  let ackedThrough = 0;

  function become(phase: LinkPhase, error: WireError | null = null, connectionEpoch = status.connectionEpoch): void {
    status = { phase, error, connectionEpoch };
    listener.onStatus(status);
  }

  function acknowledge(ack: CaptureAck): void {
    if (ack.captureId !== identity.captureId || live === null) return;
    ackedThrough = Math.max(ackedThrough, Math.min(ack.throughSample, live.sound.position));
    buffer.release(ackedThrough);
  }

  function onTileSettings(settings: TileSettings): void {
    if (tile.receive(settings)) listener.onTileSettings(settings);
  }

  function disconnect(): void {
    live?.sound.stop();
    live = null;
  }

  function nextHello(): CaptureHello {
    become(status.phase, status.error, status.connectionEpoch + 1);
    const { oldestSample, nextSample } = buffer;
    const wanted = tile.forHello();
    return {
      ...identity,
      ...(wanted === undefined ? {} : { tile: wanted }),
      sampleRateHz: SAMPLE_RATE_HZ,
      connectionEpoch: status.connectionEpoch,
      oldestSample,
      nextSample,
    };
  }

  function goLive(connection: LinkConnection, welcome: CaptureWelcome): void {
    const { resumeFromSample } = welcome;
    const { connectionEpoch } = status;
    const onDrained = (): void => captureEnd.ask(connection, buffer.nextSample);
    const sound = createSoundSender({ connection, buffer, connectionEpoch, resumeFromSample, clock, onDrained });
    live = { connection, sound };
    everLive = true;
    become('live');
    // The daemon doesn't know yet what was changed while the hello was under way: its welcome names the settings before that.
    const changed = tile.greeted();
    listener.onWelcome(changed === null ? welcome : { ...welcome, tile: changed });
    if (changed !== null) tile.tell(connection);
    const resumeAtMs = identity.startedAtMs + resumeFromSample / SAMPLES_PER_MS;
    for (const event of memory.since(resumeAtMs - MARKS_MARGIN_MS)) connection.meeting(event);
    for (const report of waitingReports.takeAll()) connection.tile(report);
    sound.pump();
  }

  /** Asked when a connection has ended, while the status is still that connection's. */
  const wasGood = (): boolean => status.phase === 'live' && clock.monotonicMs() - openedAtMs >= GOOD_CONNECTION_MS;

  async function connectOnce(signal: AbortSignal): Promise<never> {
    openedAtMs = clock.monotonicMs();
    const incoming = {
      onAck: acknowledge,
      onCue: (update: CueUpdate) => listener.onCue(update),
      onState: (state: SessionState) => listener.onState(state),
      onTileSettings,
    };
    return attemptConnection({ open: options.open, clock, incoming, hello: nextHello, onGreeted: goLive, onEnded: disconnect }, signal);
  }

  async function run(signal: AbortSignal): Promise<void> {
    const either = AbortSignal.any([signal, stop.signal]);
    const onFailure = ({ code, message, retryable }: SubcamError, waitMs: number | null): void => {
      const error = { code, message, retryable };
      if (waitMs === null) become('refused', error);
      else become(everLive ? 'reconnecting' : 'connecting', error);
    };
    const waits = reconnectWaits({ wasGood, random: options.random });
    try {
      await retry(() => connectOnce(either), { clock, signal: either, waits, onFailure, failureCode: 'network' });
    } catch {
      // Refused, which `onFailure` has told, or over.
      if (status.phase !== 'refused') become('closed');
    }
    captureEnd.giveUp();
  }

  return {
    run,
    pump: () => live?.sound.pump(),
    meeting(event) {
      memory.record(event);
      live?.connection.meeting(event);
    },
    tile(report) {
      if (live === null) waitingReports.push(report);
      else live.connection.tile(report);
    },
    setTile(settings) {
      tile.change(settings);
      if (live !== null) tile.tell(live.connection);
    },
    async end() {
      captureEnd.begin();
      live?.sound.pump();
      const limitMs = live === null ? END_UNREACHED_LIMIT_MS : END_LIMIT_MS;
      try {
        return await withinTime(limitMs, () => captureEnd.account, { clock, late: tooLate('settle the end', limitMs) });
      } catch {
        return null;
      } finally {
        stop.abort(new SubcamError('aborted', 'The capture has ended.'));
      }
    },
    get status() {
      return status;
    },
    get ackedThrough() {
      return ackedThrough;
    },
    get droppedTileReports() {
      return waitingReports.dropped;
    },
    get forgottenMeetingEvents() {
      return memory.forgotten;
    },
  };
}
