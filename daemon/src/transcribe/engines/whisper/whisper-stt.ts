// Whisper on this machine behind the Stt port: whisper.cpp in worker threads, so that reading never blocks the daemon.
import { SubcamError, systemClock, type EngineInfo, type EngineLog, type EngineMeasure, type Stt, type SttResult } from '@subcam/shared';
import { poolTiming } from '../../../lib/pool-timing.ts';
import { openWorkerPool } from '../../../lib/worker-pool.ts';
import { voicing } from '../../voicing.ts';
import { inspectGgml } from './ggml-file.ts';
import { requireMemory } from './needed-memory.ts';
import { createReadingThreads } from './reading-threads.ts';
import { whisperCode, whisperLanguages } from './whisper-languages.ts';
import type { WhisperContext, WhisperReading, WhisperRequest } from './whisper-reader.ts';
import { openReadings, whisperVocabulary, type AstrayCounts, type ReadingsDeps } from './whisper-readings.ts';

export interface WhisperOptions {
  /** Absolute path of the model's file. */
  readonly file: string;
  /** For `info`: the name of the model. */
  readonly model: string;
  readonly useGpu: boolean;
  /** Readings at once, each in a thread that holds the model. */
  readonly workers: number;
  /** That work on one reading, at most: one for each core that is free. */
  readonly threads: number;
  /** Those beyond the first start when they are needed, and end after so long without work. */
  readonly idleMs: number;
  /** One reading; a thread that takes longer is ended, and another takes its place. */
  readonly timeoutMs: number;
  /** See `Stt`. */
  readonly partialShare: number;
  readonly log: EngineLog;
  /** Left out: nobody measures. */
  readonly measure?: EngineMeasure | undefined;
}

const WORKER_FILE = new URL('./whisper-worker.ts', import.meta.url);

/** Requests that may wait for a thread: with one from each capture of 100 sessions of one client there is room for as many of others. */
const MAX_WAITING = 512;

/** For loading a large model from a slow disk. */
const START_MS = 120_000;

/** Quieter sound (root mean square) is silence: nothing is read, and nothing invented. */
const SILENCE = 0.0005;

/** Below it there is none, not even a whisper (0.36): Whisper makes fluent sentences of noise (0.15). */
const NO_VOICE = 0.3;

export interface WhisperStt extends Stt {
  readonly astray: () => AstrayCounts;
}

/**
 * Checks the file, loads the model in the first thread and resolves when it is ready. Rejects with `model-missing`, `model-corrupt`, or `engine-failed`
 * where there is not enough memory for it, or where whisper.cpp can't load it. A thread that dies fails the one request that it was reading
 * (retryable) and is replaced. Finals are read before partials that wait, each flow's in its turn. A request whose signal fires is given up at once; its
 * thread finishes the reading unheard, since whisper.cpp can't be stopped.
 */
export async function createWhisperStt(options: WhisperOptions): Promise<WhisperStt> {
  const model = await inspectGgml(options.file);
  requireMemory(model, options.model);
  const languages = whisperLanguages(whisperVocabulary(model));
  const info: EngineInfo = { name: 'whisper', model: options.useGpu ? `${options.model} (GPU)` : options.model };
  const pool = await openWorkerPool<WhisperRequest, WhisperReading>({
    name: 'recogniser',
    file: WORKER_FILE,
    workerData: { model: options.file, useGpu: options.useGpu } satisfies WhisperContext,
    workers: options.workers,
    maxWaiting: MAX_WAITING,
    limits: { jobMs: options.timeoutMs, startMs: START_MS, clock: systemClock },
    extra: { idleMs: options.idleMs, clock: systemClock },
    endsItself: true,
    timing: poolTiming(options.measure, { kind: 'stt', engine: info.name }),
  });
  const choice = createReadingThreads({ most: options.threads });
  const run: ReadingsDeps['run'] = (request, { purpose, flow }, signal) => {
    // The caller keeps its samples, for another try; one copy goes to the thread.
    const samples = request.samples.slice();
    const threads = choice.next(pool.working === 0);
    const job = { urgent: purpose === 'final', flow: flow ?? [], transfer: [samples.buffer] };
    return pool.run({ ...request, samples, threads }, job, signal);
  };
  const closed = new AbortController();
  const readings = openReadings({ model, run, log: options.log });
  return {
    info,
    languages,
    weighsLanguages: languages.length > 1,
    atOnce: options.workers,
    partialShare: options.partialShare,
    readsAhead: true,
    astray: () => readings.astray,
    problem: () => pool.problem,
    prepareFinal: (request) => {
      // A final of somebody else goes before it.
      if (pool.working === 0) readings.prepare(request, closed.signal);
    },
    transcribe: async (request, signal) => {
      const silent: SttResult = { text: '', language: request.language, confidence: null, engine: info };
      if (request.language !== 'auto') whisperCode(request.language, whisperVocabulary(model));
      if (signal.aborted) throw new SubcamError('aborted', 'The work was given up.', { cause: signal.reason });
      if (!isVoice(request.samples)) return silent;
      return { ...silent, ...(await readings.read(request, signal)) };
    },
    close: () => {
      closed.abort();
      return pool.close();
    },
  };
}

function isVoice(samples: Float32Array): boolean {
  return loudness(samples) >= SILENCE && voicing(samples) >= NO_VOICE;
}

/** Root mean square, 0–1. */
function loudness(samples: Float32Array): number {
  let sum = 0;
  for (const sample of samples) sum += sample * sample;
  return Math.sqrt(sum / Math.max(1, samples.length));
}
