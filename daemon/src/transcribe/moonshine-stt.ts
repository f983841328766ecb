// Moonshine tiny (English) behind the Stt port: sherpa-onnx in worker threads, so that reading never blocks the daemon.
import { access } from 'node:fs/promises';
import { Worker } from 'node:worker_threads';
import { sameLanguage, SubcamError, type EngineInfo, type Stt, type SttRequest, type SttResult } from '@subcam/shared';

const INFO: EngineInfo = { name: 'moonshine', model: 'tiny-en-quantized' };

export interface MoonshinePaths {
  readonly encoder: string;
  readonly decoder: string;
  readonly tokens: string;
}

export interface MoonshineOptions {
  readonly paths: MoonshinePaths;
  /** Recognisers that read at once; each holds about 100 MB. */
  readonly workers: number;
}

export interface WorkerRequest {
  readonly id: number;
  readonly samples: Float32Array;
}

export type WorkerAnswer =
  | { readonly type: 'ready' }
  | { readonly type: 'text'; readonly id: number; readonly text: string }
  | { readonly type: 'failed'; readonly id: number; readonly message: string };

interface Job {
  readonly id: number;
  readonly request: SttRequest;
  readonly signal: AbortSignal;
  readonly resolve: (result: SttResult) => void;
  readonly reject: (error: unknown) => void;
}

interface Slot {
  worker: Worker;
  job: Job | null;
  isReady: boolean;
}

const WORKER_FILE = new URL('./moonshine-worker.ts', import.meta.url);

/** Requests that may wait for a worker; past it the caller is told to come back. */
const MAX_WAITING = 256;

/**
 * Loads the model in every worker and resolves when all are ready. Rejects with `model-missing`. A worker that dies fails the one request
 * that it was reading (retryable) and is replaced. A request whose signal fires is given up at once; its worker finishes the reading unheard.
 */
export async function createMoonshineStt(options: MoonshineOptions): Promise<Stt> {
  for (const file of Object.values(options.paths) as string[]) {
    await access(file).catch((error: unknown) => {
      throw new SubcamError('model-missing', `The speech model's file ${file} is not there. Run \`subcam models install\`.`, {
        cause: error,
      });
    });
  }
  const waiting: Job[] = [];
  const slots: Slot[] = [];
  let nextId = 1;
  let closed = false;

  const serve = (): void => {
    for (const slot of slots) {
      if (!slot.isReady || slot.job !== null) continue;
      const job = waiting.shift();
      if (job === undefined) return;
      slot.job = job;
      const samples = job.request.samples.slice();
      slot.worker.postMessage({ id: job.id, samples } satisfies WorkerRequest, [samples.buffer]);
    }
  };

  const start = (slot: Slot, onFirst?: { readonly ready: () => void; readonly failed: (error: unknown) => void }): void => {
    const worker = new Worker(WORKER_FILE, { workerData: options.paths });
    slot.worker = worker;
    slot.isReady = false;
    worker.on('message', (answer: WorkerAnswer) => {
      if (answer.type === 'ready') {
        slot.isReady = true;
        onFirst?.ready();
      } else {
        const { job } = slot;
        slot.job = null;
        if (job !== null && answer.type === 'text') job.resolve({ text: answer.text, language: 'en', confidence: null });
        if (job !== null && answer.type === 'failed')
          job.reject(new SubcamError('engine-failed', `Moonshine could not read a segment: ${answer.message}`));
      }
      serve();
    });
    worker.once('error', (error) => {
      onFirst?.failed(new SubcamError('engine-failed', `Moonshine did not start: ${error.message}`, { cause: error }));
    });
    worker.once('exit', () => {
      const { job } = slot;
      slot.job = null;
      if (closed) return;
      job?.reject(
        new SubcamError('engine-unavailable', 'A recogniser died while it was reading; another takes its place.', { retryable: true }),
      );
      if (slot.isReady) start(slot);
    });
  };

  const begun = Array.from({ length: options.workers }, () => {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const slot = { job: null, isReady: false } as unknown as Slot;
    slots.push(slot);
    start(slot, { ready: resolve, failed: reject });
    return promise;
  });
  const close = async (): Promise<void> => {
    closed = true;
    const gone = new SubcamError('aborted', 'The recogniser was closed.');
    for (const job of waiting.splice(0)) job.reject(gone);
    for (const slot of slots) slot.job?.reject(gone);
    await Promise.all(slots.map((slot) => slot.worker.terminate()));
  };
  try {
    await Promise.all(begun);
  } catch (error) {
    await close();
    throw error;
  }

  return {
    info: INFO,
    close,
    transcribe: async (request, signal) => {
      signal.throwIfAborted();
      if (closed) throw new SubcamError('engine-unavailable', 'The recogniser is closed.');
      if (request.language !== 'auto' && !sameLanguage(request.language, 'en')) {
        throw new SubcamError(
          'engine-failed',
          `Moonshine tiny reads English, not "${request.language}". Choose an engine for that language.`,
        );
      }
      if (waiting.length >= MAX_WAITING) {
        throw new SubcamError('engine-unavailable', 'Too many segments wait for the recogniser.', { retryable: true });
      }
      const { promise, resolve, reject } = Promise.withResolvers<SttResult>();
      const job: Job = { id: nextId, request, signal, resolve, reject };
      nextId += 1;
      const onAbort = (): void => {
        const index = waiting.indexOf(job);
        if (index >= 0) waiting.splice(index, 1);
        reject(signal.reason);
      };
      signal.addEventListener('abort', onAbort, { once: true });
      // A final is what everything waits for; a partial is not.
      if (request.purpose === 'final') {
        const firstPartial = waiting.findIndex((other) => other.request.purpose === 'partial');
        waiting.splice(firstPartial < 0 ? waiting.length : firstPartial, 0, job);
      } else waiting.push(job);
      serve();
      try {
        return await promise;
      } finally {
        signal.removeEventListener('abort', onAbort);
      }
    },
  };
}
