// Requests to an engine that does one thing at a time -> batches: finals before partials, those that fit together at once.
import { SubcamError, toSubcamError, type TranslateRequest, type TranslateResult } from '@subcam/shared';

export interface RequestQueueOptions<Item> {
  /** For messages: `Apertium`. */
  readonly engine: string;
  /** Requests that may wait; more is refused as `engine-unavailable`, retryable. */
  readonly maxWaiting: number;
  /** Batches at work at once. */
  readonly lanes: number;
  /** Finals in one batch, at most. A partial always goes alone. */
  readonly maxBatch: number;
  /** Whether two requests get the same answer: one that is at work on it already serves both. */
  readonly same: (one: Item, other: Item) => boolean;
  /** Whether two finals may go together. */
  readonly together: (one: Item, other: Item) => boolean;
  /** As many results as there are items, in their order. Where it rejects, each item of a batch is tried once more alone. */
  readonly work: (items: readonly Item[]) => Promise<readonly TranslateResult[]>;
}

export interface RequestQueue<Item> {
  /** Rejects as `work` does, with `aborted` as soon as the signal fires, and `engine-unavailable` where it is full or closed. */
  ask(item: Item, purpose: TranslateRequest['purpose'], signal: AbortSignal): Promise<TranslateResult>;
  /** Refuses what waits and whatever comes; resolves when nothing is at work any more. */
  close(): Promise<void>;
}

interface Job<Item> {
  readonly item: Item;
  readonly answer: PromiseWithResolvers<TranslateResult>;
  /** A batch that it was in has failed: it is tried by itself, so that one text can't take others with it. */
  isAlone: boolean;
}

export function openRequestQueue<Item>(options: RequestQueueOptions<Item>): RequestQueue<Item> {
  const { engine, maxWaiting, lanes, maxBatch, same, together } = options;
  const finals: Job<Item>[] = [];
  const partials: Job<Item>[] = [];
  const atWork = new Set<Promise<void>>();
  const jobsAtWork = new Set<Job<Item>>();
  let isClosed = false;

  const closed = (): SubcamError => new SubcamError('engine-unavailable', 'This translator is closed.');

  const takeBatch = (): readonly Job<Item>[] => {
    const first = finals.shift();
    if (first === undefined) return partials.splice(0, 1);
    const batch = [first];
    for (let at = 0; at < finals.length && batch.length < maxBatch && !first.isAlone;) {
      const job = finals[at];
      if (job !== undefined && !job.isAlone && together(first.item, job.item)) batch.push(...finals.splice(at, 1));
      else at += 1;
    }
    return batch;
  };

  const workOff = async (batch: readonly Job<Item>[]): Promise<void> => {
    try {
      const results = await options.work(batch.map(({ item }) => item));
      for (const [index, { answer }] of batch.entries()) {
        const result = results[index];
        if (result === undefined) answer.reject(new SubcamError('engine-failed', `${engine} gave fewer answers than it was asked for.`));
        else answer.resolve(result);
      }
    } catch (error) {
      if (batch.length === 1 || isClosed) {
        const failure = isClosed ? closed() : toSubcamError(error, 'engine-failed');
        for (const { answer } of batch) answer.reject(failure);
        return;
      }
      for (const job of batch) job.isAlone = true;
      finals.unshift(...batch);
    }
  };

  const serve = (): void => {
    while (atWork.size < lanes && finals.length + partials.length > 0) {
      const batch = takeBatch();
      for (const job of batch) jobsAtWork.add(job);
      const work = workOff(batch).finally(() => {
        atWork.delete(work);
        for (const job of batch) jobsAtWork.delete(job);
        serve();
      });
      atWork.add(work);
    }
  };

  /** What is at work already can't be called back: it goes on for whoever else waits for it. */
  const answerOf = async ({ answer }: Job<Item>, signal: AbortSignal): Promise<TranslateResult> => {
    const { promise: cancelled, reject } = Promise.withResolvers<never>();
    const onAbort = (): void => reject(new SubcamError('aborted', 'The translation was cancelled.', { cause: signal.reason }));
    signal.addEventListener('abort', onAbort, { once: true });
    if (signal.aborted) onAbort();
    try {
      return await Promise.race([answer.promise, cancelled]);
    } finally {
      signal.removeEventListener('abort', onAbort);
    }
  };

  return {
    ask: async (item, purpose, signal) => {
      if (isClosed) throw closed();
      const shared = [...jobsAtWork].find((job) => same(job.item, item));
      if (shared !== undefined) return answerOf(shared, signal);
      if (finals.length + partials.length >= maxWaiting) {
        throw new SubcamError('engine-unavailable', `${maxWaiting} texts wait for ${engine} already.`, { retryable: true });
      }
      const waiting = purpose === 'final' ? finals : partials;
      const job: Job<Item> = { item, answer: Promise.withResolvers(), isAlone: false };
      // Whoever waited may have been cancelled.
      job.answer.promise.catch(() => undefined);
      if (!signal.aborted) {
        waiting.push(job);
        serve();
      }
      try {
        return await answerOf(job, signal);
      } finally {
        const place = waiting.indexOf(job);
        if (place >= 0) waiting.splice(place, 1);
      }
    },
    close: async () => {
      isClosed = true;
      for (const { answer } of [...finals.splice(0), ...partials.splice(0)]) answer.reject(closed());
      while (atWork.size > 0) await Promise.allSettled(atWork);
    },
  };
}
