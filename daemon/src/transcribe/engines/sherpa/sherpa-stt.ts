// Any model that sherpa-onnx runs behind the Stt port: its process, which may end at any time, and the requests that wait for it.
import { fork, type ChildProcess } from 'node:child_process';
import {
  isLanguageCode,
  SubcamError,
  type Clock,
  type EngineInfo,
  type EngineMeasure,
  type LanguageCode,
  type Stt,
  type SttRequest,
  type SttResult,
} from '@subcam/shared';
import { createWorkerRestart } from '../../../lib/worker-restart.ts';
import { createJobQueue, type Waiting } from '../../../lib/job-queue.ts';
import type { SherpaAnswer, SherpaRequest, SherpaStart } from './sherpa-messages.ts';
import { sherpaConfig, takesLanguage, type SherpaModel } from './sherpa-model.ts';

const PROCESS_FILE = new URL('./sherpa-worker.ts', import.meta.url);

/** Requests that may wait: with one from each capture of 100 sessions of one client there is room for as many of others. */
const MAX_WAITING = 512;

/** What the native code writes to standard error comes on another way than its answers. */
const STDERR_LATE_MS = 50;

/** Of what a process wrote, so much is kept: its last lines say why it ended. */
const KEPT_CHARACTERS = 4_000;

/** The native code says so where it answers with nothing because it failed. */
const FAILED = /Return an empty result/u;

export interface SherpaOptions {
  /** The folder of the package. */
  readonly folder: string;
  readonly model: SherpaModel;
  readonly threads: number;
  /** How long loading the model, and one reading, may take. */
  readonly startMs: number;
  readonly readingMs: number;
  readonly clock: Clock;
  /** Left out: nobody measures. */
  readonly measure?: EngineMeasure | undefined;
}

interface Job extends Waiting {
  readonly id: number;
  /** Monotonic. */
  readonly askedAtMs: number;
  readonly samples: Float32Array;
  readonly language: LanguageCode;
  readonly resolve: (read: Extract<SherpaAnswer, { readonly type: 'read' }>) => void;
  readonly reject: (error: SubcamError) => void;
}

interface Running {
  readonly child: ChildProcess;
  /** What it wrote to standard error since it was asked last. */
  said: string;
  language: LanguageCode;
}

/** Work on a job -> the same, of which is told how long it waited and how long it took. */
function turnTimer({ clock, measure, engine }: Pick<SherpaOptions, 'clock' | 'measure'> & { readonly engine: string }) {
  return async <T>(job: Job, work: (job: Job) => Promise<T>): Promise<T> => {
    const begunAtMs = clock.monotonicMs();
    try {
      return await work(job);
    } finally {
      const times = { waitedMs: begunAtMs - job.askedAtMs, workedMs: clock.monotonicMs() - begunAtMs };
      measure?.served({ kind: 'stt', engine, purpose: job.urgent ? 'final' : 'partial' }, times);
    }
  };
}

/**
 * Resolves when the model is loaded and has read a second of noise. Rejects with `engine-failed`, in the words of sherpa-onnx, where its process ends or complains
 * over that. One that ends later fails the request that it was at; the next one starts another. One that takes too long is ended. A request whose signal fires is given
 * up at once, and finished unheard.
 */
export async function createSherpaStt({ folder, model, threads, startMs, readingMs, clock, measure }: SherpaOptions): Promise<Stt> {
  const { kind, name, isTried, languages } = model;
  const info: EngineInfo = { name: 'sherpa', model: `${name} (${kind}${isTried ? '' : ', untried'})` };
  const isStreaming = kind === 'streaming-transducer';
  const waiting = createJobQueue<Job>(MAX_WAITING);
  let running: Running | null = null;
  let job: Job | null = null;
  let nextId = 1;
  let isClosed = false;
  let isServing = false;
  /** One that nobody has asked for. */
  let restarting: Promise<unknown> | null = null;

  const configFor = (language: LanguageCode): SherpaStart['config'] => sherpaConfig(model, { threads, language });

  const start = async (language: LanguageCode): Promise<Running> => {
    const begin: SherpaStart = { folder, isStreaming, config: configFor(language) };
    const child = fork(PROCESS_FILE, [JSON.stringify(begin)], {
      execArgv: [],
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
    const started: Running = { child, said: '', language };
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      started.said = (started.said + text).slice(-KEPT_CHARACTERS);
    });
    let isThere = false;
    const gone = (): void => {
      if (running === started) running = null;
      // Whoever waits starts the next one.
      if (isThere && !isClosed && running === null && waiting.size === 0) restart.died(DIED);
    };
    child.once('exit', gone);
    // It could not be started, or is gone when it is asked.
    child.on('error', gone);
    running = started;
    const failure = await answerOf(started, (answer) => answer.type === 'ready', startMs).catch((error: unknown) => error);
    await clock.sleep(STDERR_LATE_MS);
    if (failure instanceof Error || FAILED.test(started.said)) {
      child.kill('SIGKILL');
      throw new SubcamError('engine-failed', `sherpa-onnx can't run the ${kind} model ${name}: ${reasonOf(started, failure)}`, {
        cause: failure,
      });
    }
    isThere = true;
    restart.isThere();
    return started;
  };
  const restart = createWorkerRestart(async () => {
    if (isClosed || running !== null || isServing) return;
    const started = start('auto');
    restarting = Promise.allSettled([started]);
    await started;
  }, clock);

  const answerOf = (of: Running, isIt: (answer: SherpaAnswer) => boolean, limitMs: number): Promise<SherpaAnswer> =>
    awaitAnswer(of.child, { isIt, limitMs, clock }, () => {
      if (running === of) running = null;
      of.child.kill('SIGKILL');
    });

  const readOne = async ({ id, samples, language }: Job): Promise<Extract<SherpaAnswer, { readonly type: 'read' }>> => {
    await restarting;
    const by = running ?? (await start(language));
    by.said = '';
    const isOther = takesLanguage(kind) && by.language !== language;
    by.language = language;
    by.child.send({ id, samples, ...(isOther ? { config: configFor(language) } : {}) } satisfies SherpaRequest);
    const answer = await answerOf(by, (told) => told.type !== 'ready' && told.id === id, readingMs).catch(async (error: unknown) => {
      await clock.sleep(STDERR_LATE_MS);
      throw new SubcamError('engine-failed', `sherpa-onnx could not read this sound: ${reasonOf(by, error)}`, { cause: error });
    });
    if (answer.type === 'failed') throw new SubcamError('engine-failed', `sherpa-onnx could not read this sound: ${answer.message}`);
    if (answer.type !== 'read') throw new SubcamError('internal', 'The process of sherpa-onnx answered out of turn.');
    if (answer.text === '') {
      await clock.sleep(STDERR_LATE_MS);
      if (FAILED.test(by.said)) throw new SubcamError('engine-failed', `sherpa-onnx could not read this sound: ${reasonOf(by, null)}`);
    }
    return answer;
  };

  const timed = turnTimer({ clock, measure, engine: info.name });
  const serve = async (): Promise<void> => {
    if (isServing) return;
    isServing = true;
    for (job = waiting.take() ?? null; job !== null; job = waiting.take() ?? null) {
      const { resolve, reject } = job;
      if (isClosed) reject(closed());
      else await timed(job, readOne).then(resolve, (error: unknown) => reject(isClosed ? closed() : (error as SubcamError)));
    }
    isServing = false;
    // One that was started for a reading has failed.
    if (running === null && !isClosed && restart.problem === null) restart.died(DIED);
  };

  running = await start('auto');
  return {
    info,
    ...(languages === 'any' ? {} : { languages }),
    problem: () => restart.problem,
    transcribe: async (request, signal) => {
      if (signal.aborted) throw new SubcamError('aborted', 'The reading was given up.', { cause: signal.reason });
      if (isClosed) throw closed();
      const { promise, resolve, reject } = Promise.withResolvers<Extract<SherpaAnswer, { readonly type: 'read' }>>();
      const { samples, language, purpose, flow = [] } = request;
      const mine: Job = {
        id: nextId,
        askedAtMs: clock.monotonicMs(),
        samples,
        language,
        urgent: purpose === 'final',
        flow,
        resolve,
        reject,
      };
      nextId += 1;
      if (waiting.roomFor(mine) !== 'yes')
        throw new SubcamError('engine-unavailable', 'Too much waits for sherpa-onnx.', { retryable: true });
      const onAbort = (): void => {
        waiting.remove(mine);
        reject(new SubcamError('aborted', 'The reading was given up.', { cause: signal.reason }));
      };
      signal.addEventListener('abort', onAbort, { once: true });
      waiting.put(mine);
      void serve();
      try {
        return resultOf(request, await promise, { info, languages });
      } finally {
        signal.removeEventListener('abort', onAbort);
      }
    },
    close: async () => {
      if (isClosed) return;
      isClosed = true;
      restart.isThere();
      job?.reject(closed());
      for (let other = waiting.take(); other !== undefined; other = waiting.take()) other.reject(closed());
      const child = running?.child;
      if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
      const gone = new Promise<void>((resolve) => {
        child.once('exit', () => resolve());
      });
      child.kill('SIGKILL');
      await gone;
    },
  };
}

const DIED = 'The process of sherpa-onnx has ended; another is started.';

/** Rejects when the process ends before, or takes longer, in which case `onLate` is called. */
function awaitAnswer(
  child: ChildProcess,
  { isIt, limitMs, clock }: { readonly isIt: (answer: SherpaAnswer) => boolean; readonly limitMs: number; readonly clock: Clock },
  onLate: () => void,
): Promise<SherpaAnswer> {
  const { promise, resolve, reject } = Promise.withResolvers<SherpaAnswer>();
  const onMessage = (answer: SherpaAnswer): void => {
    if (isIt(answer)) resolve(answer);
  };
  const onExit = (): void => reject(new Error('its process ended'));
  const answered = new AbortController();
  const giveUp = async (): Promise<void> => {
    await clock.sleep(limitMs, answered.signal);
    reject(new Error(`it did not answer within ${limitMs / 1000} s`));
    onLate();
  };
  void Promise.allSettled([giveUp()]);
  child.on('message', onMessage);
  child.once('exit', onExit);
  return promise.finally(() => {
    answered.abort();
    child.off('message', onMessage);
    child.off('exit', onExit);
  });
}

function closed(): SubcamError {
  return new SubcamError('engine-unavailable', 'sherpa-onnx is closed.', { retryable: true });
}

/** The last line that the native code wrote, or why it was not waited for. */
function reasonOf({ said }: Running, failure: unknown): string {
  const lines = said
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
  const told = lines.filter((line) => !FAILED.test(line)).at(-1);
  return told ?? (failure instanceof Error ? failure.message : 'it does not say why');
}

/** Some kinds tell the language, as `en` or `<|en|>`; of others it is the one that was asked for, or the only one that they read. */
function resultOf(
  { language: asked }: SttRequest,
  { text, language }: Extract<SherpaAnswer, { readonly type: 'read' }>,
  { info, languages }: { readonly info: EngineInfo; readonly languages: SherpaModel['languages'] },
): SttResult {
  const told = language.replaceAll(/[<|>]/gu, '').trim();
  const only = languages !== 'any' && languages.length === 1 ? languages[0] : undefined;
  return { text: text.trim(), language: isLanguageCode(told) ? told : (only ?? asked), confidence: null, engine: info };
}
