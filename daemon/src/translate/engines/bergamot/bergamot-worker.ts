// A worker thread with Bergamot's runtime in it: texts of one direction in, their translations out, one batch at a time.
import { parentPort } from 'node:worker_threads';
import type { WorkerJob, WorkerMessage } from '../../../lib/worker-pool.ts';
import { readModelBytes, type BergamotPaths } from './bergamot-models.ts';
import { openBergamotRuntime, type BergamotModel } from './bergamot-runtime.ts';
import { markLastWord, readSureness, type SureTranslation } from './bergamot-sureness.ts';

/** What the worker is asked. Without texts: the direction is loaded, and one word of it translated, which is when memory is taken. */
export interface BergamotJob {
  /** `en-pt`. */
  readonly direction: string;
  readonly paths: BergamotPaths;
  readonly texts: readonly string[];
  /** See `readSureness`. */
  readonly sureProbability: number;
  /** Directions that are in use. The memory of all others serves these: each thread frees what it has of them at its next job. */
  readonly inUse: readonly string[];
}

/** As many translations as there were texts, in their order. */
export type BergamotAnswer = readonly SureTranslation[];

const port = parentPort;
if (port === null) throw new Error('This file runs in a worker thread.');

const runtime = await openBergamotRuntime();
const models = new Map<string, BergamotModel>();

async function modelOf({ direction, paths }: BergamotJob): Promise<BergamotModel> {
  const known = models.get(direction);
  if (known !== undefined) return known;
  const model = runtime.load(await readModelBytes(paths));
  model.translate('Hello.');
  models.set(direction, model);
  return model;
}

async function work(job: BergamotJob): Promise<BergamotAnswer> {
  for (const [direction, model] of models) {
    if (job.inUse.includes(direction)) continue;
    model.free();
    models.delete(direction);
  }
  const model = await modelOf(job);
  // One by one: the runtime chooses the words that may be used for all texts of a call together, so that others would change a text's translation.
  return job.texts.map((text) => {
    const marked = markLastWord(text);
    return marked === null
      ? { text: model.translate(text).trim(), sureLength: null }
      : readSureness(model.translateMarked(marked), job.sureProbability);
  });
}

const say = (message: WorkerMessage<BergamotAnswer>): void => port.postMessage(message);

/** Jobs come one at a time. After anything but a file that can't be read the runtime is of no use: the thread ends, and the pool starts another. */
port.on('message', ({ id, input }: WorkerJob<BergamotJob>) => {
  work(input).then(
    (output) => say({ type: 'done', id, output }),
    (error: unknown) => {
      if (!(error instanceof Error && 'syscall' in error)) throw error;
      say({ type: 'failed', id, message: `A file of the model can't be read: ${error.message}` });
    },
  );
});

say({ type: 'ready' });
