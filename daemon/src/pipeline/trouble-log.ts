// Engines and the store in trouble -> the log: once when it begins, once when it is over.
import type { Clock, SessionState, Trouble } from '@subcam/shared';
import type { Log } from '../telemetry/index.ts';

export interface TroubleLog {
  /** Call with every state of the session. */
  tell(trouble: Pick<SessionState['trouble'], (typeof ENGINE_PARTS)[number]>): void;
}

/** What is in trouble again so soon after it was told has the same trouble still: a service that is a little too slow, say. */
export const SAME_TROUBLE_MS = 60_000;

const ENGINE_PARTS = ['recogniser', 'partials', 'translator'] as const;

const ENGINE_SENTENCES = { begins: 'An engine does not do its work.', ends: 'The engine works again.' };

/** Of an engine that does its work, but not as fast as people talk. */
const LATE_SENTENCES = { begins: 'What is said is read late.', ends: 'What is said is read in time again.' };

const STORE_SENTENCES = { begins: 'The store does not take what is said.', ends: 'The store works again.' };

/** Of the engines of one session. */
export function createTroubleLog(deps: { readonly sessionId: string; readonly clock: Clock; readonly log: Log }): TroubleLog {
  const { sessionId, ...rest } = deps;
  const parts = ENGINE_PARTS.map((part) => ({ part, follow: followTrouble({ ...rest, about: { sessionId, part }, ...ENGINE_SENTENCES }) }));
  return {
    tell: (trouble) => {
      for (const { part, follow } of parts) follow(trouble[part] ?? null);
    },
  };
}

/** Of the store, which is one for all sessions. Call what it returns with its trouble whenever that may be another. */
export function storeTroubleLog(deps: { readonly clock: Clock; readonly log: Log }): (trouble: Trouble | null) => void {
  return followTrouble({ ...deps, about: { part: 'store' }, ...STORE_SENTENCES });
}

function followTrouble(followed: {
  readonly clock: Clock;
  readonly log: Log;
  readonly about: Readonly<Record<string, string>>;
  readonly begins: string;
  readonly ends: string;
}): (trouble: Trouble | null) => void {
  const { clock, log, about } = followed;
  const sentencesOf = ({ code }: Trouble) => (code === 'overloaded' ? LATE_SENTENCES : followed);
  let before: Trouble | null = null;
  // Both monotonic.
  let toldAtMs = -Infinity;
  let beganAtMs = 0;
  let level: 'warn' | 'debug' = 'warn';
  return (trouble) => {
    const was = before;
    before = trouble;
    if (was === null && trouble !== null) {
      beganAtMs = clock.monotonicMs();
      level = beganAtMs - toldAtMs < SAME_TROUBLE_MS ? 'debug' : 'warn';
      if (level === 'warn') toldAtMs = beganAtMs;
      const { code, message, work } = trouble;
      log[level]({ ...about, ...engineOf(trouble), code, reason: message, work }, sentencesOf(trouble).begins);
    }
    if (was !== null && trouble === null) {
      const afterMs = clock.monotonicMs() - beganAtMs;
      log[level === 'warn' ? 'info' : 'debug']({ ...about, ...engineOf(was), afterMs }, sentencesOf(was).ends);
    }
  };
}

function engineOf(trouble: Trouble): Readonly<Record<string, unknown>> {
  return 'engine' in trouble ? { engine: trouble.engine } : {};
}
