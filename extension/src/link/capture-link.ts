// CaptureLink: one capture to the daemon over however many connections it takes; nothing captured is lost, nothing is sent unasked.
import { backoffMs, SAMPLES_PER_MS, SAMPLE_RATE_HZ, SubcamError, toSubcamError, withinTime } from '@subcam/shared';
import { encodePcmFrame } from '@subcam/shared/wire';
import { createMeetingMemory } from './meeting-memory.ts';
import { createSendCursor } from './send-cursor.ts';
import type { AudioAccount, Clock, CueUpdate, MeetingEvent, SessionState, TileReport, TileSettings } from '@subcam/shared';
import type { CaptureHello, CaptureWelcome, WireError } from '@subcam/shared/wire';
import type { LinkPhase, LinkStatus } from '../bus/extension-status.ts';
import type { LinkConnection, LinkConnectionListener, OpenLinkConnection } from './link-connection.ts';
import type { RetainedBuffer } from './retained-buffer.ts';
import type { SendCursor } from './send-cursor.ts';

/** Items handed to the socket in one go (1 s of sound), and the pause before the next: a resend runs at a hundred times real time. */
const BURST_ITEMS = 50;
const BURST_PAUSE_MS = 10;

/** How long the daemon may take to open, to greet, and to settle what was said before the end. */
const OPEN_DEADLINE_MS = 3_000;
const HELLO_DEADLINE_MS = 5_000;
const END_DEADLINE_MS = 20_000;

/** How long an end waits for a daemon that is not there when it is asked for. */
const END_UNREACHED_DEADLINE_MS = 5_000;

/**
 * The waits between connections, without jitter: a daemon that restarts is back within a second or two, and the tile has five (design:
 * recovery). The shortest is for the loss of a good connection; one that never came about begins with the second.
 */
export const RECONNECT = { firstMs: 100, maxMs: 1_000 } as const;

/** A connection that lived this long was a good one: the next loss starts with the shortest wait again. */
const GOOD_CONNECTION_MS = 2_000;

/** Speaking marks from shortly before the resume point belong to its first words. */
const MARKS_MARGIN_MS = 5_000;

/** Tile reports kept while there is no connection. */
export const MAX_WAITING_TILE_REPORTS = 100;

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

function wireErrorOf(error: SubcamError): WireError {
  return { code: error.code, message: error.message, retryable: error.retryable };
}

/** What a time limit says when the daemon did not do `what`. */
function tooLate(what: string, limitMs: number): () => SubcamError {
  return () => new SubcamError('timeout', `The daemon did not ${what} within ${limitMs / 1000} s; it is tried again.`, { retryable: true });
}

interface Live {
  readonly connection: LinkConnection;
  readonly cursor: SendCursor;
  readonly epoch: number;
}

/** Opens the link of one capture; nothing happens before `run`. */
export function createCaptureLink(options: CaptureLinkOptions): CaptureLink {
  const { buffer, clock, identity, listener } = options;
  const memory = createMeetingMemory();
  const waitingReports: TileReport[] = [];
  const account = Promise.withResolvers<AudioAccount | null>();
  const stop = new AbortController();
  let status: LinkStatus = { phase: 'connecting', error: null, connectionEpoch: 0 };
  let live: Live | null = null;
  let everLive = false;
  let pausedUntilNextTurn = false;
  let ending = false;
  let endSent = false;
  let ackedThrough = 0;
  let droppedTileReports = 0;
  let tile = identity.tile;
  let toldTile = identity.tile;
  /** Changes that this connection has told and the daemon has not confirmed: until it has, what it says is of before them. */
  let unconfirmed = 0;

  function become(phase: LinkPhase, error: WireError | null = null, connectionEpoch = status.connectionEpoch): void {
    status = { phase, error, connectionEpoch };
    listener.onStatus(status);
  }

  function sendItems(current: Live): boolean {
    for (let sent = 0; sent < BURST_ITEMS; sent += 1) {
      const item = current.cursor.next();
      if (item === null) return false;
      if (item.type === 'gap') current.connection.gap(item.gap);
      else current.connection.audio(encodePcmFrame({ connectionEpoch: current.epoch, frame: item.frame }));
    }
    return true;
  }

  async function pumpAfterPause(): Promise<void> {
    pausedUntilNextTurn = true;
    await clock.sleep(BURST_PAUSE_MS);
    pausedUntilNextTurn = false;
    pump();
  }

  function pump(): void {
    const current = live;
    if (current === null || pausedUntilNextTurn) return;
    if (sendItems(current)) {
      void pumpAfterPause();
      return;
    }
    if (ending && !endSent) {
      endSent = true;
      current.connection.end(buffer.nextSample).then(
        (settled) => account.resolve(settled),
        // The connection went first: the next one sends what is missing and asks again.
        (thrown: unknown) => {
          endSent = false;
          const error = toSubcamError(thrown, 'network');
          if (!error.retryable) account.resolve(null);
        },
      );
    }
  }

  /** One connection from its opening to its end; resolves with why it ended. Rejects with what kept it from being opened or greeted. */
  async function connectOnce(signal: AbortSignal): Promise<SubcamError> {
    const closed = Promise.withResolvers<SubcamError>();
    const close = (error: SubcamError): void => {
      // At once: what is told between now and the next turn must wait for the next connection.
      live = null;
      closed.resolve(error);
    };
    const mine: LinkConnectionListener = {
      onAck: (ack) => {
        if (ack.captureId !== identity.captureId || live === null) return;
        ackedThrough = Math.max(ackedThrough, Math.min(ack.throughSample, live.cursor.position));
        buffer.release(ackedThrough);
      },
      onCue: (update) => listener.onCue(update),
      onState: (state) => listener.onState(state),
      onTileSettings: (settings) => {
        unconfirmed = Math.max(0, unconfirmed - 1);
        if (unconfirmed > 0) return;
        tile = settings;
        listener.onTileSettings(settings);
      },
      onFault: (error) => close(new SubcamError(error.code, error.message, { retryable: error.retryable })),
      onClosed: (reason) => close(new SubcamError('network', `The daemon's connection was lost (${reason}).`, { retryable: true })),
    };
    const open = async (inTime: AbortSignal): Promise<LinkConnection> => {
      const opened = await options.open(mine, inTime);
      // It came all the same, after it was given up.
      if (inTime.aborted) opened.close();
      return opened;
    };
    const connection = await withinTime(OPEN_DEADLINE_MS, open, { clock, signal, late: tooLate('answer', OPEN_DEADLINE_MS) });
    try {
      const epoch = status.connectionEpoch + 1;
      become(status.phase, status.error, epoch);
      const { oldestSample, nextSample } = buffer;
      toldTile = tile;
      const wanted = tile === undefined ? {} : { tile };
      const hello: CaptureHello = {
        ...identity,
        ...wanted,
        sampleRateHz: SAMPLE_RATE_HZ,
        connectionEpoch: epoch,
        oldestSample,
        nextSample,
      };
      const greeted = withinTime(HELLO_DEADLINE_MS, () => connection.hello(hello), {
        clock,
        signal,
        late: tooLate('greet', HELLO_DEADLINE_MS),
      });
      const welcome = await Promise.race([greeted, closed.promise.then((error) => Promise.reject(error))]);
      goLive({ connection, epoch, cursor: createSendCursor(buffer, resumePoint(welcome)) }, welcome);
      const aborted = Promise.withResolvers<SubcamError>();
      const onAbort = (): void => aborted.resolve(toSubcamError(signal.reason, 'aborted'));
      signal.addEventListener('abort', onAbort, { once: true });
      if (signal.aborted) onAbort();
      try {
        return await Promise.race([closed.promise, aborted.promise]);
      } finally {
        signal.removeEventListener('abort', onAbort);
      }
    } finally {
      live = null;
      connection.close();
    }
  }

  function resumePoint(welcome: CaptureWelcome): number {
    const ahead = buffer.gapAfter(buffer.nextSample);
    const known = ahead === null ? buffer.nextSample : ahead.firstSample + ahead.sampleCount;
    if (welcome.resumeFromSample <= known) return welcome.resumeFromSample;
    throw new SubcamError(
      'frame-out-of-order',
      `The daemon asks for sample ${welcome.resumeFromSample} of a capture that has ${known}: stop and start the subtitles again.`,
    );
  }

  function tellTile(connection: LinkConnection, settings: TileSettings): void {
    toldTile = settings;
    unconfirmed += 1;
    connection.tileSettings(settings);
  }

  function goLive(next: Live, welcome: CaptureWelcome): void {
    live = next;
    everLive = true;
    endSent = false;
    unconfirmed = 0;
    become('live');
    // What was changed while the hello was under way is news to the daemon, and its welcome is not.
    if (tile === undefined || tile === toldTile) listener.onWelcome(welcome);
    else {
      listener.onWelcome({ ...welcome, tile });
      tellTile(next.connection, tile);
    }
    const resumeAtMs = identity.startedAtMs + welcome.resumeFromSample / SAMPLES_PER_MS;
    for (const event of memory.since(resumeAtMs - MARKS_MARGIN_MS)) next.connection.meeting(event);
    for (const report of waitingReports.splice(0)) next.connection.tile(report);
    pump();
  }

  async function run(signal: AbortSignal): Promise<void> {
    const either = AbortSignal.any([signal, stop.signal]);
    let failures = 0;
    while (!either.aborted) {
      const openedAtMs = clock.nowMs();
      const error = await connectOnce(either).catch((thrown: unknown) => toSubcamError(thrown, 'network'));
      if (either.aborted) break;
      if (!error.retryable) {
        become('refused', wireErrorOf(error));
        account.resolve(null);
        return;
      }
      failures = clock.nowMs() - openedAtMs >= GOOD_CONNECTION_MS && status.phase === 'live' ? 0 : failures + 1;
      become(everLive ? 'reconnecting' : 'connecting', wireErrorOf(error));
      await clock.sleep(backoffMs(failures + 1, { ...RECONNECT, random: options.random }), either).catch(() => undefined);
    }
    become('closed');
    account.resolve(null);
  }

  return {
    run,
    pump,
    meeting(event) {
      memory.record(event);
      live?.connection.meeting(event);
    },
    tile(report) {
      if (live !== null) {
        live.connection.tile(report);
        return;
      }
      waitingReports.push(report);
      if (waitingReports.length > MAX_WAITING_TILE_REPORTS) {
        waitingReports.shift();
        droppedTileReports += 1;
      }
    },
    setTile(settings) {
      tile = settings;
      if (live !== null) tellTile(live.connection, settings);
    },
    async end() {
      ending = true;
      pump();
      const limitMs = live === null ? END_UNREACHED_DEADLINE_MS : END_DEADLINE_MS;
      try {
        return await withinTime(limitMs, () => account.promise, { clock, late: tooLate('settle the end', limitMs) });
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
      return droppedTileReports;
    },
    get forgottenMeetingEvents() {
      return memory.forgotten;
    },
  };
}
