// A model -> whether the runtime can load it, found out in a thread of its own: one that can't be loaded ends the thread that it is given to.
import { toSubcamError, type Clock } from '@subcam/shared';
import { openWorkerPool } from '../../../lib/worker-pool.ts';
import type { BergamotDirection } from './bergamot-models.ts';
import type { BergamotAnswer, BergamotJob } from './bergamot-worker.ts';
import { WORKER_FILE } from './bergamot-workers.ts';

/** `unknown`: a file of it can't be read, so that nothing was tried. */
export type TrialOutcome = 'loads' | 'fails' | 'unknown';

interface TrialOptions {
  /** For the loading and one word of translation; a model that takes longer fails. */
  readonly timeoutMs: number;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

/** Rejects with `engine-failed` where no thread can be started, and `aborted`. */
export async function tryModel({ id, paths }: BergamotDirection, { timeoutMs, clock, signal }: TrialOptions): Promise<TrialOutcome> {
  const pool = await openWorkerPool<BergamotJob, BergamotAnswer>({
    name: 'translator on trial',
    file: WORKER_FILE,
    workerData: null,
    workers: 1,
    maxWaiting: 2,
    limits: { jobMs: timeoutMs, startMs: timeoutMs, clock },
  });
  try {
    await pool.run({ direction: id, paths, texts: [], inUse: [id] }, { urgent: true, transfer: [] }, signal);
    return 'loads';
  } catch (error) {
    const { code } = toSubcamError(error);
    if (code === 'aborted') throw error;
    // The thread tells of a file that it can't read; of anything else it dies, or never comes back.
    return code === 'engine-failed' ? 'unknown' : 'fails';
  } finally {
    await pool.close();
  }
}
