// Requests to an engine and what became of them -> whether it is in trouble: it fails, or it owes an answer for too long.
import { SubcamError, type Clock, type EngineInfo, type EngineTrouble } from '@subcam/shared';

/**
 * An engine that owes an answer for longer is in trouble. With the half second at most that a client takes to look again, viewers see it
 * within 3 s. Partials are read at once, so that an engine that hangs is found out in the first second of speech.
 */
export const OVERDUE_MS = 2_500;

export interface EngineWatch {
  /** null: it works, as far as is known. */
  readonly trouble: EngineTrouble | null;
  /** Passes the request on and watches what becomes of it. `lane`: requests that fail or work together, such as those into one language. */
  ask<T>(lane: string, request: () => Promise<T>, signal: AbortSignal): Promise<T>;
  /** Work of a lane was left out for good. */
  skipped(lane: string, error: SubcamError): void;
}

interface Lane {
  /** Instants at which the requests were made that have neither been answered nor given up. */
  readonly asked: Set<{ readonly atMs: number }>;
  /** The oldest request that was given up unanswered, when nothing has been answered since. */
  unansweredSinceMs: number | null;
  trouble: EngineTrouble | null;
}

/** `onChange` is called whenever `trouble` is another. Watching ends with the signal. */
export function createEngineWatch(
  deps: {
    /** The engine as it is known now. */
    readonly engine: () => EngineInfo;
    readonly clock: Clock;
    readonly onChange: () => void;
    readonly overdueMs?: number;
  },
  signal: AbortSignal,
): EngineWatch {
  const { engine, clock, onChange, overdueMs = OVERDUE_MS } = deps;
  const lanes = new Map<string, Lane>();
  let timer: AbortController | null = null;

  const laneOf = (name: string): Lane => {
    const known = lanes.get(name);
    if (known !== undefined) return known;
    const lane: Lane = { asked: new Set(), unansweredSinceMs: null, trouble: null };
    lanes.set(name, lane);
    return lane;
  };

  const become = (lane: Lane, trouble: EngineTrouble | null): void => {
    const before = lane.trouble;
    const isSame = before?.code === trouble?.code && before?.message === trouble?.message && before?.work === trouble?.work;
    if (isSame) return;
    lane.trouble = trouble === null || before === null ? trouble : { ...trouble, sinceMs: before.sinceMs };
    onChange();
  };

  /** Since when the lane owes an answer; null: it owes none. */
  const owedSinceMs = ({ asked, unansweredSinceMs }: Lane): number | null => {
    if (asked.size === 0) return null;
    return Math.min(unansweredSinceMs ?? Infinity, ...[...asked].map(({ atMs }) => atMs));
  };

  const look = (): void => {
    timer?.abort();
    timer = null;
    if (signal.aborted) return;
    let nextMs = Infinity;
    for (const lane of lanes.values()) {
      const sinceMs = owedSinceMs(lane);
      if (sinceMs === null) continue;
      const dueInMs = sinceMs + overdueMs - clock.nowMs();
      if (dueInMs > 0) nextMs = Math.min(nextMs, dueInMs);
      // What is wrong already says more.
      else if (lane.trouble === null) become(lane, overdue(sinceMs));
    }
    if (nextMs !== Infinity) void lookAfter(nextMs);
  };

  const lookAfter = async (ms: number): Promise<void> => {
    const mine = new AbortController();
    timer = mine;
    await Promise.allSettled([clock.sleep(ms, AbortSignal.any([signal, mine.signal]))]);
    if (timer === mine) look();
  };

  const overdue = (sinceMs: number): EngineTrouble => {
    const info = engine();
    const message = `${info.name} has not answered for ${overdueMs / 1000} s: is it overloaded, or hanging?`;
    return { engine: info, sinceMs, code: 'timeout', message, work: 'kept' };
  };

  const failed = (lane: Lane, error: SubcamError, work: EngineTrouble['work']): void => {
    lane.unansweredSinceMs = null;
    become(lane, { engine: engine(), sinceMs: clock.nowMs(), code: error.code, message: error.message, work });
  };

  return {
    get trouble() {
      const troubles = [...lanes.values()].flatMap(({ trouble }) => (trouble === null ? [] : [trouble]));
      return troubles.toSorted((a, b) => a.sinceMs - b.sinceMs)[0] ?? null;
    },
    ask: async (name, request, asking) => {
      const lane = laneOf(name);
      const asked = { atMs: clock.nowMs() };
      lane.asked.add(asked);
      const giveUp = (): void => {
        if (!lane.asked.delete(asked)) return;
        lane.unansweredSinceMs = Math.min(lane.unansweredSinceMs ?? Infinity, asked.atMs);
        look();
      };
      asking.addEventListener('abort', giveUp, { once: true });
      if (asking.aborted) giveUp();
      look();
      try {
        const answer = await request();
        // Late as it may be, it has answered.
        lane.asked.delete(asked);
        lane.unansweredSinceMs = null;
        const sinceMs = owedSinceMs(lane);
        if (sinceMs === null || clock.nowMs() - sinceMs < overdueMs) become(lane, null);
        return answer;
      } catch (thrown) {
        const wasWanted = lane.asked.delete(asked);
        if (wasWanted && !asking.aborted) {
          const error = tellable(thrown, engine().name);
          failed(lane, error, error.retryable ? 'kept' : 'skipped');
        }
        throw thrown;
      } finally {
        asking.removeEventListener('abort', giveUp);
        look();
      }
    },
    skipped: (name, error) => failed(laneOf(name), error, 'skipped'),
  };
}

/** Messages of our own errors are made to be told; anybody else's may quote what was said. */
function tellable(thrown: unknown, name: string): SubcamError {
  if (thrown instanceof SubcamError) return thrown;
  return new SubcamError('engine-failed', `${name} failed; the log of the daemon says more.`, { cause: thrown });
}
