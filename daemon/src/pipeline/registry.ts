// Hellos -> sessions: which captures run, who is connected to each, and what happens when a client goes away.
import {
  baseLanguage,
  sameLanguage,
  SAMPLE_RATE_HZ,
  SubcamError,
  type AudioAccount,
  type AudioGap,
  type CueUpdate,
  type MeetingEvent,
  type SessionState,
  type TileReport,
  type TileSettings,
} from '@subcam/shared';
import type { CaptureHello, CaptureWelcome, PcmPacket } from '@subcam/shared/wire';
import { createMeetingTimeline, type MeetingTimeline } from '../attribute/index.ts';
import type { CaptureClient, Happening, HappeningListener } from './happening.ts';
import { LiveSession } from './live-session.ts';
import type { SessionDeps, SessionSettings } from './session.ts';
import { createTileDesk } from './tile-desk.ts';

export interface PipelineSettings extends SessionSettings {
  /** Captures that may run at once. */
  readonly maxSessions: number;
  /** How long a session waits for its client to come back. */
  readonly graceMs: number;
}

export interface RegistryDeps extends SessionDeps {
  readonly settings: PipelineSettings;
}

/** What a connected client can do with its capture; once a newer connection has taken over, everything throws `stale-connection`. */
export interface Attachment {
  readonly welcome: CaptureWelcome;
  /** Throws `stale-connection` for a packet of another epoch, `frame-out-of-order` on a hole. */
  audio(packet: PcmPacket): void;
  gap(gap: AudioGap): Promise<void>;
  meeting(event: MeetingEvent): Promise<void>;
  tile(report: TileReport): void;
  /** How the tile of the session looks from now on, clamped to the contract's limits: every client of the session is told. */
  tileSettings(settings: TileSettings): void;
  /** Resolves when everything before `nextSample` is settled. */
  end(nextSample: number): Promise<AudioAccount>;
  /** The connection is gone; the session waits for the next one. Idempotent. */
  detach(): void;
}

export interface SessionRegistry {
  /**
   * Opens the capture, or takes it up where it was. `clientName` is for the record.
   * Rejects with `sample-rate`, `bad-request`, `stale-connection`, `session-limit`, `storage`, `engine-unavailable`.
   */
  attach(hello: CaptureHello, client: CaptureClient, clientName: string): Promise<Attachment>;
  /** Every happening from now on, in order; returns the way to stop. */
  subscribe(listener: HappeningListener): () => void;
  sessions(): readonly SessionState[];
  /** As a client's `tileSettings`, by whoever else may. Throws `session-unknown` for a session that does not run. */
  setTileSettings(sessionId: string, settings: TileSettings): void;
  /** Shows a cue that comes from elsewhere than the session's own sound. Throws `session-unknown`. */
  showCue(sessionId: string, update: CueUpdate): void;
  /**
   * No new captures; sessions whose client is connected are suspended (it sends the rest again to the next daemon), those that
   * wait for a client are ended with what they have.
   */
  close(): Promise<void>;
}

/** How long `close` waits for sessions without a client to become final. */
const CLOSE_LIMIT_MS = 5_000;

interface Live {
  readonly session: LiveSession;
  /** Aborted when the client is back. */
  waiting: AbortController | null;
  /** Settled when the session that was given up is gone: a client that comes back too late starts from the store. */
  losing: Promise<void> | null;
}

export function openRegistry(deps: RegistryDeps): SessionRegistry {
  const { store, clock, log, settings } = deps;
  const live = new Map<string, Live>();
  /** Captures that are being opened, with their session: they count for the limit, and their session is not over. */
  const opening = new Map<string, string>();
  /** Hellos of one capture take turns. */
  const turns = new Map<string, Promise<unknown>>();
  /** Who is in the meeting is known by session: its captures share it. */
  const timelines = new Map<string, Promise<MeetingTimeline>>();
  const tiles = createTileDesk(settings.tile);
  const listeners = new Set<HappeningListener>();
  let closed = false;

  const happen = (happening: Happening): void => {
    for (const listener of listeners) listener(happening);
  };

  async function open(hello: CaptureHello, clientName: string): Promise<Live> {
    const { sessionId, captureId } = hello;
    await live.get(captureId)?.losing;
    if (!live.has(captureId) && live.size + opening.size >= settings.maxSessions) {
      throw new SubcamError('session-limit', `This daemon runs at most ${settings.maxSessions} captures at once: end one and try again.`, {
        retryable: true,
      });
    }
    opening.set(captureId, sessionId);
    try {
      const { meetingUrl, sourceLanguage, targetLanguages, source, startedAtMs, connectionEpoch } = hello;
      const capture = await store.openCapture(
        { sessionId, meetingUrl, client: clientName, sourceLanguage, targetLanguages, openedAtMs: clock.nowMs() },
        { captureId, sessionId, source, startedAtMs, connectionEpoch },
      );
      if (tiles.hello(sessionId, captureId, hello.tile)) tellTileSettings(sessionId);
      const known = live.get(captureId);
      if (known !== undefined) return known;
      const session = await LiveSession.open(deps, {
        hello,
        capture,
        timeline: await timelineOf(sessionId),
        tileSettings: () => tiles.of(sessionId),
        otherCues: () => tiles.cuesOf(sessionId),
        answersFor: (other) => other === captureId || !live.has(other),
        happen,
        onFailed: (error) => {
          log.error({ error, captureId }, 'A session failed; its next connection starts from the last commit.');
          forget(captureId);
        },
      });
      const entry: Live = { session, waiting: null, losing: null };
      live.set(captureId, entry);
      session.start();
      log.info({ sessionId, captureId, committedThrough: capture.committedThrough }, 'A session is open.');
      return entry;
    } finally {
      opening.delete(captureId);
      if (!sessionRuns(sessionId)) tiles.forget(sessionId);
    }
  }

  /** Captures of a session that are opened at the same time wait for the same one. */
  function timelineOf(sessionId: string): Promise<MeetingTimeline> {
    const known = timelines.get(sessionId);
    if (known !== undefined) return known;
    const reading = readTimeline(sessionId);
    timelines.set(sessionId, reading);
    // Whoever asked hears of it; the next one reads again.
    reading.catch(() => timelines.delete(sessionId));
    return reading;
  }

  async function readTimeline(sessionId: string): Promise<MeetingTimeline> {
    const [finals, events] = await Promise.all([store.transcripts(sessionId), store.meetingEvents(sessionId)]);
    const timeline = createMeetingTimeline({ given: finals.map(({ attribution }) => attribution) });
    for (const event of events) timeline.record(event);
    return timeline;
  }

  function forget(captureId: string): void {
    const entry = live.get(captureId);
    if (entry === undefined) return;
    entry.waiting?.abort();
    live.delete(captureId);
    if (sessionRuns(entry.session.sessionId)) return;
    timelines.delete(entry.session.sessionId);
    tiles.forget(entry.session.sessionId);
  }

  function sessionRuns(sessionId: string): boolean {
    return [...opening.values()].includes(sessionId) || [...live.values()].some(({ session }) => session.sessionId === sessionId);
  }

  function setTileSettings(sessionId: string, given: TileSettings): void {
    tiles.set(sessionId, given);
    tellTileSettings(sessionId);
  }

  /** Clients of the session each, readers once. */
  function tellTileSettings(sessionId: string): void {
    const captures = [...live.values()].filter(({ session }) => session.sessionId === sessionId);
    for (const { session } of captures) session.tileSettingsChanged();
    const event = { type: 'tile-settings', atMs: clock.nowMs(), sessionId, settings: tiles.of(sessionId) } as const;
    if (captures.length > 0) happen({ type: 'event', sessionId, event });
  }

  /** After its account: the capture is no longer live, and with its last capture the session is closed. */
  async function conclude(session: LiveSession): Promise<void> {
    if (live.get(session.captureId)?.session !== session) return;
    forget(session.captureId);
    log.info({ sessionId: session.sessionId, captureId: session.captureId }, 'A session has ended.');
    if (!sessionRuns(session.sessionId)) await store.closeSession(session.sessionId, clock.nowMs());
  }

  async function endSession(session: LiveSession, nextSample: number): Promise<AudioAccount> {
    const account = await session.end(nextSample);
    await conclude(session);
    return account;
  }

  /** Never rejects. */
  function loseClient(entry: Live): Promise<void> {
    const { session } = entry;
    log.warn({ captureId: session.captureId }, 'The client did not come back: its session ends.');
    entry.losing ??= session
      .lose()
      .then(() => conclude(session))
      .catch((error: unknown) => {
        log.error(
          { error, captureId: session.captureId },
          'A session without a client could not be ended; its next connection takes it up.',
        );
        forget(session.captureId);
      });
    return entry.losing;
  }

  function waitForClient(entry: Live): void {
    const waiting = new AbortController();
    entry.waiting = waiting;
    void clock.sleep(settings.graceMs, waiting.signal).then(
      () => loseClient(entry),
      () => {
        // Cancelled: the client is back, or the session is over.
      },
    );
  }

  function attachmentOf(entry: Live, hello: CaptureHello, client: CaptureClient): Attachment {
    const { session } = entry;
    entry.waiting?.abort();
    entry.waiting = null;
    const welcome = session.attach(hello, client);
    const current = (): LiveSession => {
      if (session.isAttached(client)) return session;
      throw new SubcamError('stale-connection', 'A newer connection of this capture has taken over: say hello again with a higher epoch.');
    };
    return {
      welcome,
      audio: (packet) => {
        if (packet.connectionEpoch !== hello.connectionEpoch) {
          throw new SubcamError(
            'stale-connection',
            `This packet is of connection ${packet.connectionEpoch}, not ${hello.connectionEpoch}.`,
          );
        }
        current().audio(packet.frame);
      },
      gap: async (gap) => current().gap(gap),
      meeting: async (event) => current().meeting(event),
      tile: (report) => current().tile(report),
      tileSettings: (given) => setTileSettings(current().sessionId, given),
      end: async (nextSample) => endSession(current(), nextSample),
      detach: () => {
        if (session.detach(client) && live.get(session.captureId) === entry && !closed) waitForClient(entry);
      },
    };
  }

  return {
    attach: async (hello, client, clientName) => {
      checkHello(hello, deps);
      const { captureId } = hello;
      const turn = (turns.get(captureId) ?? Promise.resolve()).then(async () => {
        if (closed) throw new SubcamError('engine-unavailable', 'The daemon is stopping: connect again later.', { retryable: true });
        return attachmentOf(await open(hello, clientName), hello, client);
      });
      const settled = turn.catch(() => undefined);
      turns.set(captureId, settled);
      try {
        return await turn;
      } finally {
        if (turns.get(captureId) === settled) turns.delete(captureId);
      }
    },
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    sessions: () => [...live.values()].map(({ session }) => session.state()),
    setTileSettings: (sessionId, given) => {
      if (!sessionRuns(sessionId)) throw unknownSession();
      setTileSettings(sessionId, given);
    },
    showCue: (sessionId, update) => {
      const captures = [...live.values()].filter(({ session }) => session.sessionId === sessionId);
      if (captures.length === 0) throw unknownSession();
      tiles.show(sessionId, update);
      for (const { session } of captures) session.show(update);
      happen({ type: 'event', sessionId, event: { type: 'cue', atMs: clock.nowMs(), sessionId, update } });
    },
    close: async () => {
      closed = true;
      await Promise.allSettled(turns.values());
      const limit = new AbortController();
      const overdue = clock.sleep(CLOSE_LIMIT_MS, limit.signal);
      const closing = [...live.values()].map(async (entry) => {
        if (entry.waiting !== null) {
          entry.waiting.abort();
          await Promise.race([loseClient(entry), overdue]);
        }
        await entry.session.suspend();
      });
      await Promise.allSettled(closing);
      limit.abort();
      await Promise.allSettled([overdue]);
      live.clear();
    },
  };
}

function unknownSession(): SubcamError {
  return new SubcamError('session-unknown', 'No session of this id runs on this daemon.');
}

/** What a hello may ask for. Throws `sample-rate` or `bad-request`. */
function checkHello(hello: CaptureHello, { stt, translator }: Pick<SessionDeps, 'stt' | 'translator'>): void {
  if (hello.sampleRateHz !== SAMPLE_RATE_HZ) {
    throw new SubcamError('sample-rate', `Sound is taken at ${SAMPLE_RATE_HZ} Hz, not at ${hello.sampleRateHz}: resample it first.`);
  }
  if (hello.nextSample < hello.oldestSample) {
    throw new SubcamError('bad-request', 'A hello whose newest sample is older than its oldest makes no sense.');
  }
  const { sourceLanguage } = hello;
  if (sourceLanguage !== 'auto' && stt.languages?.some((language) => sameLanguage(language, sourceLanguage)) === false) {
    throw new SubcamError(
      'bad-request',
      `The recogniser in use (${stt.info.name}) reads ${stt.languages.join(', ')}, not ${baseLanguage(sourceLanguage)}: choose another language or another recogniser.`,
    );
  }
  for (const target of hello.targetLanguages) {
    if (translator === null) {
      throw new SubcamError(
        'bad-request',
        'This daemon was started without a translator: ask for no target language, or start it with one.',
      );
    }
    const isSpoken = sameLanguage(target, hello.sourceLanguage);
    if (isSpoken || hello.sourceLanguage === 'auto' || translator.supports(hello.sourceLanguage, target)) continue;
    throw new SubcamError(
      'bad-request',
      `The translator in use (${translator.info.name}) can't translate ${baseLanguage(hello.sourceLanguage)} into ${baseLanguage(target)}: choose another language or another translator.`,
    );
  }
}
