// Sessions that somebody ends who is none of their clients -> closed for good: nothing more is taken of them.
import { SubcamError, type Clock, type Journal } from '@subcam/shared';
import type { Log } from '../telemetry/index.ts';
import type { Session } from './session.ts';

export interface EndedSessions {
  has(sessionId: string): boolean;
  /** Throws `session-unknown` for one that was ended. */
  check(sessionId: string): void;
  /** As `SessionRegistry.end`. */
  end(sessionId: string): Promise<void>;
}

/** Sessions that are known as ended, the latest. A client that was away comes back within hours, and a daemon ends less in that time. */
const MAX_ENDED = 1_000;

/** How often it is looked whether a hello has been answered. */
const HELLO_LOOK_MS = 10;

const ended = (): SubcamError =>
  new SubcamError(
    'session-unknown',
    'This session was ended from elsewhere, so that what was said in it can be deleted: begin a new one to go on.',
  );

/** `signal`: the daemon stops. */
export function createEndedSessions(
  deps: {
    readonly sessionOf: (sessionId: string) => Pick<Session, 'end' | 'isOccupied'> | undefined;
    readonly store: Pick<Journal, 'closeSession' | 'openSessions'>;
    readonly clock: Clock;
    readonly log: Log;
  },
  signal: AbortSignal,
): EndedSessions {
  const { sessionOf, store, clock, log } = deps;
  /** The latest last. */
  const known = new Set<string>();
  return {
    has: (sessionId) => known.has(sessionId),
    check: (sessionId) => {
      if (known.has(sessionId)) throw ended();
    },
    end: async (sessionId) => {
      log.info({ sessionId }, 'A session is ended from elsewhere.');
      known.add(sessionId);
      const [oldest] = known;
      if (known.size > MAX_ENDED && oldest !== undefined) known.delete(oldest);
      for (;;) {
        const session = sessionOf(sessionId);
        await session?.end(ended());
        if (session?.isOccupied !== true) break;
        // Somebody said hello to it just before, and is told when that has been answered.
        await clock.sleep(HELLO_LOOK_MS, signal);
      }
      if ((await store.openSessions()).includes(sessionId)) await store.closeSession(sessionId, clock.nowMs());
    },
  };
}
