// Requests to an engine or to the store and what became of them -> whether it is in trouble: it fails, or it owes an answer for too long.
import { SubcamError, type Clock, type EngineInfo, type EngineTrouble, type Trouble } from '@subcam/shared';

/**
 * An engine that owes an answer for longer is in trouble. With the half second at most that a client takes to look again, viewers see it
 * within 3 s. Partials are read at once, so that an engine that hangs is found out in the first second of speech.
 */
export const OVERDUE_MS = 2_500;

export interface RequestWatch<T extends Trouble = Trouble> {
  /** null: it works, as far as is known. */
  readonly trouble: T | null;
  /** The same of one lane. */
  troubleOf(lane: string): T | null;
  /** Passes the request on and watches what becomes of it. `lane`: requests that fail or work together, such as those into one language. */
  ask<T>(lane: string, request: () => Promise<T>, signal: AbortSignal): Promise<T>;
  /** Work of a lane was left out for good. */
  skipped(lane: string, error: SubcamError): void;
}

export type EngineWatch = RequestWatch<EngineTrouble>;

interface Lane<T> {
  /** When the requests were made that have neither been answered nor given up. Monotonic. */
  readonly asked: Set<{ readonly atMs: number }>;
  /** The oldest request that was given up unanswered, when nothing has been answered since. Monotonic. */
  unansweredSinceMs: number | null;
  trouble: T | null;
}

export interface WatchDeps {
  readonly clock: Clock;
  /** Called whenever `trouble` is another. */
  readonly onChange: () => void;
  readonly overdueMs?: number;
}

/** `engine`: as it is known now. Watching ends with the signal. */
export function createEngineWatch(
  { engine, ...deps }: WatchDeps & { readonly engine: () => EngineInfo },
  signal: AbortSignal,
): EngineWatch {
  return createRequestWatch({ ...deps, name: () => engine().name, describe: (trouble) => ({ ...trouble, engine: engine() }) }, signal);
}

/** Watching ends with the signal. */
export function createRequestWatch<T extends Trouble>(
  deps: WatchDeps & {
    /** Of who is asked, as a sentence begins with it. */
    readonly name: () => string;
    readonly describe: (trouble: Trouble) => T;
    /** Whether a failure is one of who is asked; others are answers like any. Default: always. */
    readonly isTrouble?: (error: SubcamError) => boolean;
  },
  signal: AbortSignal,
): RequestWatch<T> {
  const { name, describe, isTrouble = () => true, clock, onChange, overdueMs = OVERDUE_MS } = deps;
  const lanes = new Map<string, Lane<T>>();
  /** When it is looked again by itself. Monotonic. */
  let wakesAtMs = Infinity;

  const laneOf = (laneName: string): Lane<T> => {
    const known = lanes.get(laneName);
    if (known !== undefined) return known;
    const lane: Lane<T> = { asked: new Set(), unansweredSinceMs: null, trouble: null };
    lanes.set(laneName, lane);
    return lane;
  };

  const become = (lane: Lane<T>, trouble: T | null): void => {
    const before = lane.trouble;
    const isSame = before?.code === trouble?.code && before?.message === trouble?.message && before?.work === trouble?.work;
    if (isSame) return;
    lane.trouble = trouble === null || before === null ? trouble : { ...trouble, sinceMs: before.sinceMs };
    onChange();
  };

  /** Since when the lane owes an answer; null: it owes none. */
  const owedSinceMs = ({ asked, unansweredSinceMs }: Lane<T>): number | null => {
    if (asked.size === 0) return null;
    return Math.min(unansweredSinceMs ?? Infinity, ...[...asked].map(({ atMs }) => atMs));
  };

  const look = (): void => {
    if (signal.aborted) return;
    const nowMs = clock.monotonicMs();
    let nextMs = Infinity;
    for (const lane of lanes.values()) {
      const sinceMs = owedSinceMs(lane);
      if (sinceMs === null) continue;
      const dueAtMs = sinceMs + overdueMs;
      if (dueAtMs > nowMs) nextMs = Math.min(nextMs, dueAtMs);
      // What is wrong already says more.
      else if (lane.trouble === null) become(lane, overdue(sinceMs));
    }
    // Requests that are answered in time, as nearly all are, leave the next look where it is: it finds what is owed then.
    if (nextMs < wakesAtMs) void lookAt(nextMs);
  };

  const lookAt = async (atMs: number): Promise<void> => {
    wakesAtMs = atMs;
    await Promise.allSettled([clock.sleep(atMs - clock.monotonicMs(), signal)]);
    if (wakesAtMs !== atMs) return;
    wakesAtMs = Infinity;
    look();
  };

  const overdue = (sinceMs: number): T => {
    const message = `${name()} has not answered for ${overdueMs / 1000} s: is it overloaded, or hanging?`;
    return describe({ sinceMs: clock.nowMs() - (clock.monotonicMs() - sinceMs), code: 'timeout', message, work: 'kept' });
  };

  const failed = (lane: Lane<T>, error: SubcamError, work: Trouble['work']): void => {
    lane.unansweredSinceMs = null;
    become(lane, describe({ sinceMs: clock.nowMs(), code: error.code, message: error.message, work }));
  };

  /** Late as it may be, it has answered. */
  const answered = (lane: Lane<T>, asked: { readonly atMs: number }): void => {
    lane.asked.delete(asked);
    lane.unansweredSinceMs = null;
    const sinceMs = owedSinceMs(lane);
    if (sinceMs === null || clock.monotonicMs() - sinceMs < overdueMs) become(lane, null);
  };

  return {
    get trouble() {
      const troubles = [...lanes.values()].flatMap(({ trouble }) => (trouble === null ? [] : [trouble]));
      return troubles.toSorted((a, b) => a.sinceMs - b.sinceMs)[0] ?? null;
    },
    troubleOf: (laneName) => lanes.get(laneName)?.trouble ?? null,
    ask: async (laneName, request, asking) => {
      const lane = laneOf(laneName);
      const asked = { atMs: clock.monotonicMs() };
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
        answered(lane, asked);
        return answer;
      } catch (thrown) {
        const error = tellable(thrown, name());
        if (!isTrouble(error)) answered(lane, asked);
        else if (lane.asked.delete(asked) && !asking.aborted) failed(lane, error, error.retryable ? 'kept' : 'skipped');
        throw thrown;
      } finally {
        asking.removeEventListener('abort', giveUp);
        look();
      }
    },
    skipped: (laneName, error) => failed(laneOf(laneName), error, 'skipped'),
  };
}

/** Messages of our own errors are made to be told; anybody else's may quote what was said. */
function tellable(thrown: unknown, name: string): SubcamError {
  if (thrown instanceof SubcamError) return thrown;
  return new SubcamError('engine-failed', `${name} failed; the log of the daemon says more.`, { cause: thrown });
}
