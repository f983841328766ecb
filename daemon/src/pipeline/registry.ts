// Hellos -> sessions: which of them run, within which limits, and what becomes of those whose client does not come back.
import {
  NO_OMISSIONS,
  SubcamError,
  withOmission,
  type CueUpdate,
  type Omission,
  type OmissionCounts,
  type SessionState,
  type TileSettings,
  type Trouble,
} from '@subcam/shared';
import type { CaptureHello } from '@subcam/shared/wire';
import { createBacklog } from '../audio/index.ts';
import { checkHello } from './check-hello.ts';
import type { Attachment } from './attachment.ts';
import type { PipelineDeps, SessionDeps } from './pipeline-deps.ts';
import { countMessage } from './count-events.ts';
import { figuresOf, type PipelineFigures } from './pipeline-figures.ts';
import { createOwedTranslations } from './owed-translations.ts';
import { createEndedSessions } from './ended-sessions.ts';
import { createRequestWatch } from './request-watch.ts';
import { sessionToGiveUp } from './session-to-give-up.ts';
import { Session } from './session.ts';
import type { CaptureClient, SessionListener, SessionMessage } from './session-messages.ts';
import { createTalk, type Talk } from './talk.ts';
import { storeTroubleLog } from './trouble-log.ts';
import { watchedStore } from './watched-store.ts';

export interface SessionRegistry {
  /**
   * Opens the capture, or takes it up where it was. `clientName` is for the record.
   * Rejects with `sample-rate`, `bad-request`, `stale-connection`, `session-limit`, `storage`, `engine-unavailable`.
   */
  attach(hello: CaptureHello, client: CaptureClient, clientName: string): Promise<Attachment>;
  /** Everything that becomes true from now on, in order; returns the way to stop. */
  subscribe(listener: SessionListener): () => void;
  /** Those that have a capture, in the order in which they were opened. */
  sessions(): readonly SessionState[];
  /** Throws `sample-rate` or `bad-request` for a hello that this daemon can't do what it asks for. */
  check(hello: CaptureHello): void;
  /**
   * Keeps a session that runs open while none of its captures does, as one whose client is away. Returns the way to let go; `onGivenUp`: it was
   * ended all the same, to make room for another. Throws `session-unknown`.
   */
  hold(sessionId: string, onGivenUp: () => void): () => void;
  /** null for one that has no capture. */
  session(sessionId: string): SessionState | null;
  /** What keeps the store from taking what is to be kept; null: nothing, as far as is known. */
  storageTrouble(): Trouble | null;
  /** Segments of which something was not shown since the start, by reason. */
  omissions(): OmissionCounts;
  /** How many people talk now, and how many may. */
  talk(): Pick<Talk, 'talkers' | 'follows'>;
  /** How much runs and waits now. */
  figures(): PipelineFigures;
  /** As a client's `tileSettings`, by whoever else may. Rejects with `session-unknown` for a session that does not run, or `storage`. */
  setTileSettings(sessionId: string, settings: TileSettings): Promise<void>;
  /** The daemon's own settings of tiles are others now: sessions for whose tile nobody has asked for anything follow them. */
  tileDefaultsChanged(): void;
  /**
   * Ends a session for good: its clients are told so, what they sent becomes final, and it is closed in the store when this resolves, also where an
   * earlier daemon left it open. Whoever says hello to it from then on is refused, so that nothing more is stored of it. Rejects with `storage`.
   */
  end(sessionId: string): Promise<void>;
  /** Shows a cue that comes from elsewhere than the session's own sound. Throws `session-unknown`. */
  showCue(sessionId: string, update: CueUpdate): void;
  /**
   * No new captures; those whose client is connected are suspended (it sends the rest again to the next daemon), those that wait for a
   * client are ended with what they have. Idempotent.
   */
  close(): Promise<void>;
}

function tooMany(maxSessions: number): SubcamError {
  const problem = `This daemon runs at most ${maxSessions} sessions at once: end one and try again, or raise limits.maxSessions.`;
  return new SubcamError('session-limit', problem, { retryable: true });
}

/** Must be the only one on its store: sessions that it finds open there are its own to close. */
export function openRegistry(deps: PipelineDeps): SessionRegistry {
  const { clock, log, metrics, settings } = deps;
  const sessions = new Map<string, Session>();
  /** They are being ended, and count no more. */
  const givenUp = new Set<Session>();
  const listeners = new Set<SessionListener>();
  const over = new AbortController();
  const tellStoreTrouble = storeTroubleLog({ clock, log });
  const storeWatch = createRequestWatch<Trouble>(
    {
      name: () => 'The database',
      describe: (trouble) => trouble,
      isTrouble: ({ code }) => code === 'storage',
      clock,
      onChange: () => {
        tellStoreTrouble(storeWatch.trouble);
        for (const session of sessions.values()) if (session.isRunning) session.tellState();
      },
    },
    over.signal,
  );
  const tellRoutes = (): void => {
    for (const session of sessions.values()) if (session.isRunning) session.tellState();
  };
  over.signal.addEventListener('abort', deps.engines.onRoute(tellRoutes), { once: true });
  const store = watchedStore(deps.store, storeWatch, deps);
  const backlog = createBacklog(() => settings.maxBacklogBytes);
  let omissions = NO_OMISSIONS;
  const countOmission = ({ reason }: Omission): void => {
    omissions = withOmission(omissions, reason);
  };
  const talk = createTalk(deps);
  const owed = createOwedTranslations();
  const sessionDeps: SessionDeps = { ...deps, store, backlog, countOmission, talk, owed, storageTrouble: () => storeWatch.trouble };

  const ended = createEndedSessions({ sessionOf: (sessionId) => sessions.get(sessionId), store, clock, log }, over.signal);

  const publish = (message: SessionMessage): void => {
    countMessage(message, metrics);
    for (const listener of listeners) listener(message);
  };

  const sessionOf = (sessionId: string): Session => {
    const known = sessions.get(sessionId);
    if (known !== undefined) return known;
    const session = new Session(sessionDeps, {
      sessionId,
      listener: publish,
      onEmpty: (isOpen) => {
        if (sessions.get(sessionId) === session) sessions.delete(sessionId);
        if (isOpen) void settleUnlessBack([sessionId]);
      },
    });
    sessions.set(sessionId, session);
    return session;
  };

  const running = (sessionId: string): Session => {
    const session = sessions.get(sessionId);
    if (session?.isRunning === true) return session;
    throw new SubcamError('session-unknown', 'No session of this id runs on this daemon.');
  };

  /** Of sessions whose clients are away, one makes room for one whose client is here. Throws `session-limit`. */
  const checkLimit = (sessionId: string, clientName: string): void => {
    if (sessions.get(sessionId)?.isOccupied === true) return;
    const counted = [...sessions.values()].filter((session) => session.isOccupied && !givenUp.has(session));
    if (counted.length < settings.maxSessions) return;
    const away = sessionToGiveUp(counted, clientName);
    if (away === null) throw tooMany(settings.maxSessions);
    log.warn(
      { sessionId: away.sessionId },
      'A session whose client is away is ended early, since there are as many sessions as there may be.',
    );
    givenUp.add(away);
    void away.giveUp().finally(() => givenUp.delete(away));
  };

  /** Sessions that are open in the store and have no capture: their clients are waited for as long as any other. Never rejects. */
  const settleUnlessBack = async (sessionIds: readonly string[]): Promise<void> => {
    await Promise.allSettled([clock.sleep(settings.graceMs, over.signal)]);
    for (const sessionId of sessionIds) {
      if (over.signal.aborted) return;
      try {
        if (sessions.get(sessionId)?.isOccupied !== true && !ended.has(sessionId)) await sessionOf(sessionId).settleAbandoned();
      } catch (error) {
        log.error({ error, sessionId }, 'A session whose client did not come back could not be closed; the next start tries again.');
      }
    }
  };

  const lookForLeftOpen = async (): Promise<void> => {
    try {
      const sessionIds = await store.openSessions();
      void settleUnlessBack(sessionIds);
    } catch (error) {
      log.error({ error }, 'It is not known which sessions an earlier daemon left open.');
    }
  };
  const leftOpen = lookForLeftOpen();

  return {
    attach: async (hello, client, clientName) => {
      checkHello(hello, deps);
      if (over.signal.aborted)
        throw new SubcamError('engine-unavailable', 'The daemon is stopping: connect again later.', { retryable: true });
      ended.check(hello.sessionId);
      checkLimit(hello.sessionId, clientName);
      return sessionOf(hello.sessionId).attach(hello, client, clientName);
    },
    check: (hello) => checkHello(hello, deps),
    hold: (sessionId, onGivenUp) => running(sessionId).hold(onGivenUp),
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    sessions: () => [...sessions.values()].filter(({ isRunning }) => isRunning).map((session) => session.state()),
    session: (sessionId) => {
      const session = sessions.get(sessionId);
      return session?.isRunning === true ? session.state() : null;
    },
    storageTrouble: () => storeWatch.trouble,
    omissions: () => omissions,
    figures: () =>
      figuresOf(
        [...sessions.values()].filter(({ isRunning }) => isRunning),
        { backlog, talk, owed },
      ),
    talk: () => ({ talkers: talk.talkers, follows: talk.follows }),
    setTileSettings: async (sessionId, given) => running(sessionId).setTileSettings(given),
    end: (sessionId) => ended.end(sessionId),
    tileDefaultsChanged: () => {
      for (const session of sessions.values()) if (session.isRunning) session.tileDefaultsChanged();
    },
    showCue: (sessionId, update) => running(sessionId).showCue(update),
    close: async () => {
      over.abort(new SubcamError('aborted', 'The daemon is stopping.'));
      await leftOpen;
      await Promise.all([...sessions.values()].map((session) => session.suspend()));
      sessions.clear();
    },
  };
}
