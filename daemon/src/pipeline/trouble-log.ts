// Engines in trouble -> the log: once when it begins, once when it is over.
import type { Clock, SessionState } from '@subcam/shared';
import type { Log } from '../telemetry/index.ts';

export interface TroubleLog {
  /** Call with every state of the session. */
  tell(trouble: SessionState['trouble']): void;
}

/** An engine that is in trouble again so soon after it was told has the same trouble still: a service that is a little too slow, say. */
export const SAME_TROUBLE_MS = 60_000;

const PARTS = ['recogniser', 'translator'] as const;

export function createTroubleLog(deps: { readonly sessionId: string; readonly clock: Clock; readonly log: Log }): TroubleLog {
  const parts = PARTS.map((part) => ({ part, follow: followPart(part, deps) }));
  return {
    tell: (trouble) => {
      for (const { part, follow } of parts) follow(trouble[part]);
    },
  };
}

type Trouble = SessionState['trouble'][(typeof PARTS)[number]];

/** Follows one engine. */
function followPart(
  part: (typeof PARTS)[number],
  { sessionId, clock, log }: Parameters<typeof createTroubleLog>[0],
): (trouble: Trouble) => void {
  let before: Trouble = null;
  let toldAtMs = -Infinity;
  let level: 'warn' | 'debug' = 'warn';
  return (trouble) => {
    const was = before;
    before = trouble;
    if (was === null && trouble !== null) {
      level = clock.nowMs() - toldAtMs < SAME_TROUBLE_MS ? 'debug' : 'warn';
      if (level === 'warn') toldAtMs = clock.nowMs();
      const { engine, code, message, work } = trouble;
      log[level]({ sessionId, part, engine, code, reason: message, work }, 'An engine does not do its work.');
    }
    if (was !== null && trouble === null) {
      const afterMs = clock.nowMs() - was.sinceMs;
      log[level === 'warn' ? 'info' : 'debug']({ sessionId, part, engine: was.engine, afterMs }, 'The engine works again.');
    }
  };
}
