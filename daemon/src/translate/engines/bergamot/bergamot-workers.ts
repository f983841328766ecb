// Bergamot's worker threads: started with the first wish, ended when nobody has had one for a while, and started again with the next.
import type { Clock } from '@subcam/shared';
import { openWorkerPool, type WorkerPool } from '../../../lib/worker-pool.ts';
import type { BergamotDirection } from './bergamot-models.ts';
import type { BergamotAnswer, BergamotJob } from './bergamot-worker.ts';

export interface BergamotWorkers {
  /** Translations in the order of the texts; no texts: the direction is loaded, and that is all. Rejects as a worker pool does. */
  run(direction: BergamotDirection, texts: readonly string[]): Promise<BergamotAnswer>;
  /** Whether any thread is there. */
  readonly isLoaded: boolean;
  /** Whether a direction is in a thread's memory, or on its way there. */
  holds(direction: BergamotDirection): boolean;
  /** Nobody will want this direction any more: the next job frees it. */
  letGo(direction: BergamotDirection): void;
  close(): Promise<void>;
}

export interface BergamotWorkersOptions {
  /** Texts at work at once. Each thread holds models of its own: about 300 MB for one direction, 420 for two. */
  readonly workers: number;
  /** A direction that nobody has used for so long is freed, and with the last one the threads. */
  readonly idleMs: number;
  /** From handing a thread a batch to its answer, a model's loading included. A thread that takes longer is ended, and another started. */
  readonly timeoutMs: number;
  /** How probable a word of half a sentence's translation has to be for it to count as sure, 0–1. */
  readonly sureProbability: number;
  readonly clock: Clock;
}

type Pool = WorkerPool<BergamotJob, BergamotAnswer>;

export const WORKER_FILE = new URL('./bergamot-worker.ts', import.meta.url);

/** What comes is as much as is served at once, and wishes to load: both are few. */
const MAX_WAITING = 100;

/**
 * Directions in use at a time: the runtime has 2 GB, of which each takes about 360 MB, and the one of the job at hand may come on top. For one more,
 * the one goes that was used the longest time ago; it is loaded again when somebody wants it.
 */
const MOST_DIRECTIONS = 4;

export function createBergamotWorkers({ workers, idleMs, timeoutMs, sureProbability, clock }: BergamotWorkersOptions): BergamotWorkers {
  /** The one used last comes last. */
  const usedAtMs = new Map<string, number>();
  /** Those that a thread has loaded since the last one was lost. */
  const loaded = new Set<string>();
  const end = new AbortController();
  let pool: Promise<Pool> | null = null;
  let atWork = 0;
  let isWatching = false;

  const openPool = (): Promise<Pool> => {
    pool ??= openWorkerPool<BergamotJob, BergamotAnswer>({
      name: 'translator',
      file: WORKER_FILE,
      workerData: null,
      workers,
      maxWaiting: MAX_WAITING,
      limits: { jobMs: timeoutMs, startMs: timeoutMs, clock },
    }).catch((error: unknown) => {
      pool = null;
      throw error;
    });
    return pool;
  };

  const closePool = async (): Promise<void> => {
    const open = pool;
    pool = null;
    usedAtMs.clear();
    loaded.clear();
    await open?.then((running) => running.close()).catch(() => undefined);
  };

  const inUse = (): readonly string[] => {
    const nowMs = clock.monotonicMs();
    const forget = (id: string): void => {
      usedAtMs.delete(id);
      loaded.delete(id);
    };
    for (const [id, atMs] of usedAtMs) if (nowMs - atMs >= idleMs) forget(id);
    for (const [id] of usedAtMs) if (usedAtMs.size > MOST_DIRECTIONS) forget(id);
    return [...usedAtMs.keys()];
  };

  /** A thread's memory never shrinks while it lives, so that it has to end. */
  const watchIdle = async (): Promise<void> => {
    if (isWatching) return;
    isWatching = true;
    for (;;) {
      if (pool === null || end.signal.aborted) break;
      const sinceMs = clock.monotonicMs() - Math.max(...usedAtMs.values());
      if (atWork === 0 && sinceMs >= idleMs) await closePool();
      else await clock.sleep(Math.max(1, idleMs - sinceMs), end.signal).catch(() => undefined);
    }
    isWatching = false;
  };

  return {
    get isLoaded() {
      return pool !== null;
    },
    holds: ({ id }) => loaded.has(id),
    letGo: ({ id }) => {
      if (usedAtMs.has(id)) usedAtMs.set(id, Number.NEGATIVE_INFINITY);
    },
    run: async (direction, texts) => {
      atWork += 1;
      usedAtMs.delete(direction.id);
      usedAtMs.set(direction.id, clock.monotonicMs());
      loaded.add(direction.id);
      try {
        const open = await openPool();
        void watchIdle();
        const job: BergamotJob = { direction: direction.id, paths: direction.paths, texts, sureProbability, inUse: inUse() };
        return await open.run(job, { urgent: texts.length > 0, transfer: [] }, end.signal);
      } catch (error) {
        // What another thread loads is checked again before it does.
        loaded.clear();
        throw error;
      } finally {
        atWork -= 1;
        usedAtMs.set(direction.id, clock.monotonicMs());
      }
    },
    close: async () => {
      end.abort();
      await closePool();
    },
  };
}
