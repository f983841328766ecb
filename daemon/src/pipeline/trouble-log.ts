// Engines in trouble -> the log: once when it begins, once when it is over.
import type { Clock, EngineTrouble, SessionState } from '@subcam/shared';
import type { Log } from '../telemetry/index.ts';

export interface TroubleLog {
  /** Call with every state of the session. */
  tell(trouble: SessionState['trouble']): void;
}

const ENGINES = ['recogniser', 'translator'] as const;

export function createTroubleLog(deps: { readonly sessionId: string; readonly clock: Clock; readonly log: Log }): TroubleLog {
  const { sessionId, clock, log } = deps;
  const before: Record<(typeof ENGINES)[number], EngineTrouble | null> = { recogniser: null, translator: null };
  return {
    tell: (trouble) => {
      for (const part of ENGINES) {
        const [was, is] = [before[part], trouble[part]];
        before[part] = is;
        if (was === null && is !== null) {
          const { engine, code, message, work } = is;
          log.warn({ sessionId, part, engine, code, reason: message, work }, 'An engine does not do its work.');
        }
        if (was !== null && is === null) {
          log.info({ sessionId, part, engine: was.engine, afterMs: clock.nowMs() - was.sinceMs }, 'The engine works again.');
        }
      }
    },
  };
}
