// Moonshine tiny (English) behind the Stt port: its reader in worker threads, so that reading never blocks the daemon.
import { access } from 'node:fs/promises';
import { sameLanguage, SubcamError, systemClock, type EngineInfo, type EngineMeasure, type Stt, type SttWord } from '@subcam/shared';
import { poolTiming } from '../../../lib/pool-timing.ts';
import { openWorkerPool } from '../../../lib/worker-pool.ts';
import type { MoonshinePaths } from './moonshine-model.ts';
import type { MoonshineReading, MoonshineRequest } from './moonshine-reader.ts';
import type { ReadToken } from './moonshine-vocabulary.ts';

const INFO: EngineInfo = { name: 'moonshine', model: 'tiny-en-quantized' };

export interface MoonshineOptions {
  readonly paths: MoonshinePaths;
  /** Recognisers that read at once; each holds 100 to 200 MB. */
  readonly workers: number;
  /** Those beyond the first start when they are needed, and end after so long without work. */
  readonly idleMs: number;
  /** Requests that may wait for them, half of them of one client. */
  readonly maxWaiting: number;
  /** Left out: nobody measures. */
  readonly measure?: EngineMeasure | undefined;
}

const WORKER_FILE = new URL('./moonshine-worker.ts', import.meta.url);

/**
 * Loads the model in the first worker and resolves when it is ready. Rejects with `model-missing`, or `engine-failed` when it can't be loaded.
 * A worker that dies fails the one request that it was reading (retryable) and is replaced. Finals are read before partials that wait, each
 * flow's in its turn. A request whose signal fires is given up at once; its worker finishes the reading unheard, since the recogniser can't
 * be stopped.
 */
export async function createMoonshineStt(options: MoonshineOptions): Promise<Stt> {
  const { encoder, decoder, tokens } = options.paths;
  for (const file of [encoder, decoder, tokens]) {
    await access(file).catch((error: unknown) => {
      throw new SubcamError('model-missing', `The speech model's file ${file} is not there. Run \`subcam models install\`.`, {
        cause: error,
      });
    });
  }
  const pool = await openWorkerPool<MoonshineRequest, MoonshineReading>({
    name: 'recogniser',
    file: WORKER_FILE,
    workerData: options.paths,
    workers: options.workers,
    maxWaiting: options.maxWaiting,
    extra: { idleMs: options.idleMs, clock: systemClock },
    endsItself: true,
    timing: poolTiming(options.measure, { kind: 'stt', engine: INFO.name }),
  });
  return {
    info: INFO,
    languages: ['en'],
    isRepeatable: true,
    atOnce: options.workers,
    problem: () => pool.problem,
    transcribe: async (request, signal) => {
      if (request.language !== 'auto' && !sameLanguage(request.language, 'en')) {
        throw new SubcamError(
          'engine-failed',
          `Moonshine tiny reads English, not "${request.language}". Choose an engine for that language.`,
        );
      }
      // The caller keeps its samples, for another try; one copy goes to the worker.
      const samples = request.samples.slice();
      const [beginning, guess] = [readTokensOf(request.beginning), readTokensOf(request.guess).map(({ id }) => id)];
      const { words, averageLogProbability } = await pool.run(
        { samples, beginning, guess },
        { urgent: request.purpose === 'final', flow: request.flow ?? [], transfer: [samples.buffer] },
        signal,
      );
      const text = words.map((word) => word.text).join(' ');
      return {
        text,
        language: 'en',
        confidence: averageLogProbability === null || text === '' ? null : Math.exp(averageLogProbability),
        ...(text === '' ? {} : { pieces: [{ text, noSpeechProbability: null, averageLogProbability, compressionRatio: null }] }),
        words,
        engine: INFO,
      };
    },
    close: () => pool.close(),
  };
}

function readTokensOf(words: readonly SttWord[] | undefined): readonly ReadToken[] {
  return (words ?? []).flatMap(({ tokens, logProbability }) => tokens.map((id) => ({ id, logProbability })));
}
