// Jobs -> answers of worker threads: urgent jobs first, everybody's in turn, one at a time for each worker, a worker that dies costs one job.
import { Worker } from 'node:worker_threads';
import { SubcamError, systemClock, type Clock } from '@subcam/shared';
import { createWorkerRestart } from './worker-restart.ts';
import { createJobQueue, type Waiting } from './job-queue.ts';

/** What the pool sends a worker. */
export interface WorkerJob<In> {
  readonly id: number;
  readonly input: In;
}

/** What the pool sends a worker that `endsItself`, once: it is to leave off what it is at, and to close its port. */
export interface WorkerEnd {
  readonly isEnd: true;
}

/** What a worker sends: `ready` once, when it can take jobs; then one answer for each job. */
export type WorkerMessage<Out> =
  | { readonly type: 'ready' }
  | { readonly type: 'done'; readonly id: number; readonly output: Out }
  | { readonly type: 'failed'; readonly id: number; readonly message: string };

export type OnServed = (job: Waiting, times: { readonly waitedMs: number; readonly workedMs: number }) => void;

export interface WorkerPoolOptions {
  /** Names the workers in messages, e.g. `recogniser`. */
  readonly name: string;
  readonly file: URL;
  readonly workerData: unknown;
  readonly workers: number;
  /** Jobs that may wait, half of them of one client; past it `run` rejects with a retryable `engine-unavailable`. */
  readonly maxWaiting: number;
  /** A worker that is at one job, or at its own start, for longer is ended, and another takes its place. Left out: it may take as long as it likes. */
  readonly limits?: { readonly jobMs: number; readonly startMs: number; readonly clock: Clock };
  /** Workers beyond the first start when a job finds no other free, and end after so long without one. Left out: all start at once and stay. */
  readonly extra?: { readonly idleMs: number; readonly clock: Clock };
  /**
   * A worker is asked to end (`WorkerEnd`), and ended only where it does not within `endWithinMs`. For those that run native code which does not bear that its thread
   * goes away under it: it would take the whole process with it.
   */
  readonly endsItself?: boolean;
  /** Default: five seconds. */
  readonly endWithinMs?: number;
  /** `onServed`: called with each job that a worker has finished, whether or not it could be done. Left out: nobody measures. */
  readonly timing?: { readonly clock: Clock; readonly onServed: OnServed } | undefined;
}

/** `urgent`: goes before every waiting job that is not; among those that are as urgent, each flow has its turn. */
export interface RunOptions extends Waiting {
  /** Moved to the worker, not copied: the caller can't use them any more. */
  readonly transfer: readonly ArrayBuffer[];
}

export interface WorkerPool<In, Out> {
  /** Workers that there are now, those that are still starting included. */
  readonly alive: number;
  /** Why no job could be done now: all workers have died, and none is there again. null: one could. */
  readonly problem: string | null;
  /** Workers that are at a job, also at one that was given up. */
  readonly working: number;
  /**
   * Rejects with `aborted` as soon as the signal fires (a worker that is at it finishes unheard), `engine-failed` when the worker says
   * that this job can't be done, retryable `engine-unavailable` when the worker died, won't start, the pool is full, or closed, and
   * retryable `timeout` when the job took longer than it may.
   */
  run(input: In, options: RunOptions, signal: AbortSignal): Promise<Out>;
  /** Jobs in hand are rejected, workers ended. Idempotent. */
  close(): Promise<void>;
}

interface Job<In, Out> extends RunOptions {
  readonly id: number;
  readonly input: In;
  readonly resolve: (output: Out) => void;
  readonly reject: (error: SubcamError) => void;
  /** Monotonic. */
  readonly askedAtMs: number;
  /** When a worker got it. Monotonic. */
  begunAtMs: number;
}

interface Slot<In, Out> {
  /** null: died, and nobody has needed another yet. */
  worker: Worker | null;
  isReady: boolean;
  job: Job<In, Out> | null;
  /** Ends the watch over how long its job takes. */
  watch: AbortController | null;
  /** Ends the wait for another job, after which it is ended. */
  idle: AbortController | null;
}

/** Starts the workers, or the first of them where others are `extra`, and resolves when they are ready. Rejects with `engine-failed` when one isn't to be started; none is left then. */
export async function openWorkerPool<In, Out>(options: WorkerPoolOptions): Promise<WorkerPool<In, Out>> {
  const waiting = createJobQueue<Job<In, Out>>(options.maxWaiting);
  const slots: Slot<In, Out>[] = Array.from({ length: options.workers }, () => emptySlot());
  let nextId = 1;
  let isClosed = false;
  /** Of the first worker, when all have died. */
  const restart = createWorkerRestart(async () => {
    const [first] = slots;
    if (!isClosed && first !== undefined && isDead()) await start(first);
  }, options.extra?.clock ?? systemClock);
  const isDead = (): boolean => slots.every(({ worker }) => worker === null);

  const serve = (): void => {
    for (const slot of slots) {
      if (waiting.size === 0) return;
      if (slot.worker === null) void start(slot).catch(failWaiting);
      else if (slot.isReady && slot.job === null) {
        const job = waiting.take();
        if (job === undefined) return;
        slot.job = job;
        job.begunAtMs = nowMs(options);
        slot.idle?.abort();
        slot.idle = null;
        watchOver(slot, job, options);
        slot.worker.postMessage({ id: job.id, input: job.input } satisfies WorkerJob<In>, [...job.transfer]);
      }
    }
  };

  /** One that is not the first ends when it gets no job for long. */
  const waitForWork = (slot: Slot<In, Out>): void => {
    const { extra } = options;
    if (isClosed || extra === undefined || slot === slots[0] || !slot.isReady || slot.job !== null || slot.idle !== null) return;
    slot.idle = after(extra.idleMs, extra.clock, async () => {
      slot.idle = null;
      // From here on it gets no job.
      slot.isReady = false;
      await end(slot.worker, options);
      if (!isClosed) serve();
    });
  };

  const rejectWaiting = (error: SubcamError): void => {
    for (let job = waiting.take(); job !== undefined; job = waiting.take()) job.reject(error);
  };

  /** A worker couldn't be replaced: who waits is told when no other is left to serve them. */
  const failWaiting = (error: SubcamError): void => {
    if (slots.some((slot) => slot.worker !== null)) return;
    rejectWaiting(error);
  };

  const start = (slot: Slot<In, Out>): Promise<void> => {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const worker = new Worker(options.file, { workerData: options.workerData });
    let cause: unknown;
    slot.worker = worker;
    slot.isReady = false;
    watchOver(slot, null, options);
    worker.on('message', (message: WorkerMessage<Out>) => {
      switch (message.type) {
        case 'ready':
          slot.isReady = true;
          restart.isThere();
          release(slot);
          resolve();
          break;
        case 'done':
          tellServed(slot.job, options);
          release(slot)?.resolve(message.output);
          break;
        case 'failed':
          tellServed(slot.job, options);
          release(slot)?.reject(new SubcamError('engine-failed', `A ${options.name} could not do its work: ${message.message}`));
          break;
      }
      serve();
      waitForWork(slot);
    });
    worker.once('error', (error) => {
      cause = error;
    });
    worker.once('exit', () => {
      slot.worker = null;
      const job = release(slot);
      if (slot.isReady) {
        job?.reject(unavailable(`A ${options.name} died at work; another takes its place.`, cause));
        if (!isClosed) serve();
        if (!isClosed && isDead()) restart.died(`The last ${options.name} has died; another is started.`);
      } else {
        const error = notStarted(options.name, cause);
        reject(error);
        // One that was started for a job, when the others had died.
        if (!isClosed && isDead() && restart.problem === null) restart.died(error.message);
      }
    });
    return promise;
  };

  const close = async (): Promise<void> => {
    isClosed = true;
    restart.isThere();
    const gone = unavailable(`The ${options.name}s are closed.`);
    rejectWaiting(gone);
    await Promise.all(
      slots.map(async (slot) => {
        release(slot)?.reject(gone);
        slot.idle?.abort();
        await end(slot.worker, options);
      }),
    );
  };

  await allStarted(slots.slice(0, options.extra === undefined ? slots.length : 1).map(start), close);

  return {
    get alive() {
      return slots.filter(({ worker }) => worker !== null).length;
    },
    get problem() {
      return restart.problem;
    },
    get working() {
      return slots.filter(({ job }) => job !== null).length;
    },
    run: async (input, runOptions, signal) => {
      if (signal.aborted) throw aborted(signal);
      if (isClosed) throw unavailable(`The ${options.name}s are closed.`);
      const room = waiting.roomFor(runOptions);
      if (room !== 'yes') throw unavailable(`Too much waits for the ${options.name}s${room === 'no, of all' ? '' : ' of one client'}.`);
      const { promise, resolve, reject } = Promise.withResolvers<Out>();
      const askedAtMs = nowMs(options);
      const job: Job<In, Out> = { ...runOptions, id: nextId, input, resolve, reject, askedAtMs, begunAtMs: askedAtMs };
      nextId += 1;
      const onAbort = (): void => {
        waiting.remove(job);
        reject(aborted(signal));
      };
      signal.addEventListener('abort', onAbort, { once: true });
      waiting.put(job);
      serve();
      try {
        return await promise;
      } finally {
        signal.removeEventListener('abort', onAbort);
      }
    },
    close,
  };
}

/** Of its job, or where it has none, of its start. */
function watchOver<In, Out>(
  slot: Slot<In, Out>,
  job: Job<In, Out> | null,
  { name, limits }: Pick<WorkerPoolOptions, 'name' | 'limits'>,
): void {
  if (limits === undefined) return;
  const limitMs = job === null ? limits.startMs : limits.jobMs;
  slot.watch = after(limitMs, limits.clock, async () => {
    const message = `A ${name} did not finish its work within ${limitMs / 1000} s; another takes its place.`;
    job?.reject(new SubcamError('timeout', message, { retryable: true }));
    // Its end, which is told as any other, starts the next one.
    await slot.worker?.terminate();
  });
}

/** Monotonic; 0 where nobody measures. */
function nowMs({ timing }: Pick<WorkerPoolOptions, 'timing'>): number {
  return timing?.clock.monotonicMs() ?? 0;
}

function tellServed(job: Job<unknown, never> | null, options: Pick<WorkerPoolOptions, 'timing'>): void {
  if (job === null) return;
  options.timing?.onServed(job, { waitedMs: job.begunAtMs - job.askedAtMs, workedMs: nowMs(options) - job.begunAtMs });
}

function emptySlot<In, Out>(): Slot<In, Out> {
  return { worker: null, isReady: false, job: null, watch: null, idle: null };
}

function unavailable(message: string, cause?: unknown): SubcamError {
  return new SubcamError('engine-unavailable', message, { retryable: true, cause });
}

function notStarted(name: string, cause: unknown): SubcamError {
  return unavailable(`A ${name} did not start: ${cause instanceof Error ? cause.message : 'it ended before it was ready'}`, cause);
}

/** The job that it had, if any. */
function release<In, Out>(slot: Slot<In, Out>): Job<In, Out> | null {
  const { job } = slot;
  slot.job = null;
  slot.watch?.abort();
  slot.watch = null;
  return job;
}

/** A worker that was asked to end has so long for it. */
const END_WITHIN_MS = 5000;

async function end(
  worker: Worker | null,
  { endsItself, endWithinMs = END_WITHIN_MS }: Pick<WorkerPoolOptions, 'endsItself' | 'endWithinMs'>,
): Promise<void> {
  if (worker === null) return;
  if (endsItself === true) {
    const gone = Promise.withResolvers<void>();
    worker.once('exit', () => gone.resolve());
    const timer = setTimeout(gone.resolve, endWithinMs);
    worker.postMessage({ isEnd: true } satisfies WorkerEnd);
    await gone.promise;
    clearTimeout(timer);
  }
  await worker.terminate();
}

/** Does it after so long, unless what it returns is aborted before. */
function after(ms: number, clock: Clock, work: () => Promise<void>): AbortController {
  const stop = new AbortController();
  void clock
    .sleep(ms, stop.signal)
    .then(() => (stop.signal.aborted ? undefined : work()))
    .catch(() => undefined);
  return stop;
}

async function allStarted(starts: readonly Promise<void>[], close: () => Promise<void>): Promise<void> {
  const failure = (await Promise.allSettled(starts)).find((result) => result.status === 'rejected');
  if (failure === undefined) return;
  await close();
  const { message } = failure.reason as SubcamError;
  throw new SubcamError('engine-failed', message, { cause: failure.reason });
}

function aborted(signal: AbortSignal): SubcamError {
  return new SubcamError('aborted', 'The work was given up.', { cause: signal.reason });
}
