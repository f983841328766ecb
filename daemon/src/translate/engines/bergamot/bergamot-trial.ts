// A model -> whether the runtime can load it, found out in a thread of its own: one that can't be loaded ends the thread that it is given to.
import { toSubcamError, type Clock } from '@subcam/shared';
import { openWorkerPool } from '../../../lib/worker-pool.ts';
import type { BergamotDirection } from './bergamot-models.ts';
import type { BergamotAnswer, BergamotJob } from './bergamot-worker.ts';
import { WORKER_FILE } from './bergamot-workers.ts';

export interface Trial {
  /** `unknown`: a file of it can't be read, so that nothing was tried. */
  readonly outcome: 'loads' | 'fails' | 'unknown';
  /** Why it does not load, without a full stop; null: it does. */
  readonly reason: string | null;
}

interface TrialOptions {
  /** For the loading and one word of translation; a model that takes longer fails. */
  readonly timeoutMs: number;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

/** Rejects with `engine-failed` where no thread can be started, and `aborted`. */
export async function tryDirection(
  { id, paths }: Pick<BergamotDirection, 'id' | 'paths'>,
  { timeoutMs, clock, signal }: TrialOptions,
): Promise<Trial> {
  const pool = await openWorkerPool<BergamotJob, BergamotAnswer>({
    name: 'translator on trial',
    file: WORKER_FILE,
    workerData: null,
    workers: 1,
    maxWaiting: 2,
    limits: { jobMs: timeoutMs, startMs: timeoutMs, clock },
  });
  try {
    await pool.run({ direction: id, paths, texts: [], sureProbability: 1, inUse: [id] }, { urgent: true, transfer: [] }, signal);
    return { outcome: 'loads', reason: null };
  } catch (error) {
    const failure = toSubcamError(error);
    if (failure.code === 'aborted') throw error;
    const { cause } = failure;
    const reason = failure.code === 'timeout' ? `it was not loaded within ${timeoutMs / 1000} s` : (errorText(cause) ?? failure.message);
    // The thread tells of a file that it can't read; of anything else it dies, or never comes back.
    return { outcome: failure.code === 'engine-failed' ? 'unknown' : 'fails', reason: reason.replace(/[.\s]+$/u, '') };
  } finally {
    await pool.close();
  }
}

/** What the runtime said in its last line, which is what it failed of. */
function errorText(cause: unknown): string | null {
  if (cause === null || typeof cause !== 'object' || !('message' in cause) || typeof cause.message !== 'string') return null;
  return cause.message.trim().split('\n').at(-1) ?? null;
}
