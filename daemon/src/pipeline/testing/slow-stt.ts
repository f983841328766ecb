// A recogniser that reads so many requests at once, each for as long as it is told, in the order that the product's queue gives: what many talkers share.
import { samplesToMs, SubcamError, type Clock, type Stt, type SttRequest, type SttWord } from '@subcam/shared';
import { createJobQueue, type Waiting } from '../../lib/job-queue.ts';

interface Job extends Waiting {
  readonly request: SttRequest;
  readonly answer: () => void;
}

export interface SlowStt extends Stt {
  /** Milliseconds of reading, by the narrowest part of the flow. */
  readonly readMs: ReadonlyMap<string, number>;
  /** Requests of partialsRead that were read. */
  readonly partialsRead: number;
  /** Requests that waited at the same time, at most. */
  readonly mostWaiting: number;
}

/** Words depend on the sound alone: one for each half second. Repeatable, and goes on from a beginning. */
export function slowStt({
  clock,
  atOnce,
  costMs,
}: {
  readonly clock: () => Clock;
  readonly atOnce: number;
  readonly costMs: (request: SttRequest) => number;
}): SlowStt {
  const info = { name: 'slow', model: 'test' };
  const queue = createJobQueue<Job>(10_000);
  const readMs = new Map<string, number>();
  let [busy, partialsRead, mostWaiting] = [0, 0, 0];

  const serve = (): void => {
    while (busy < atOnce) {
      const job = queue.take();
      if (job === undefined) return;
      busy += 1;
      void read(job);
    }
  };
  const read = async ({ request, answer }: Job): Promise<void> => {
    const ms = costMs(request);
    await clock().sleep(ms);
    const flow = request.flow?.at(-1) ?? '';
    readMs.set(flow, (readMs.get(flow) ?? 0) + ms);
    if (request.purpose === 'partial') partialsRead += 1;
    busy -= 1;
    answer();
    serve();
  };

  return {
    info,
    isRepeatable: true,
    readMs,
    get partialsRead() {
      return partialsRead;
    },
    get mostWaiting() {
      return mostWaiting;
    },
    transcribe: async (request, signal) => {
      if (signal.aborted) throw new SubcamError('aborted', 'The reading was given up.');
      const { promise, resolve } = Promise.withResolvers<void>();
      const flow = request.flow === undefined ? {} : { flow: request.flow };
      queue.put({ request, urgent: request.purpose === 'final', ...flow, answer: resolve });
      mostWaiting = Math.max(mostWaiting, queue.size);
      serve();
      await promise;
      const count = Math.max(1, Math.floor(samplesToMs(request.samples.length) / 500));
      const words: SttWord[] = Array.from({ length: count }, (_, index) => ({
        text: `word${index}`,
        logProbability: -0.01,
        tokens: [index],
      }));
      return { text: words.map(({ text }) => text).join(' '), words, language: 'en', confidence: null, engine: info };
    },
    close: () => Promise.resolve(),
  };
}
