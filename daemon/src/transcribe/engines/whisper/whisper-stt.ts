// Whisper on this machine behind the Stt port: whisper.cpp in worker threads, so that reading never blocks the daemon.
import {
  decideLanguage,
  SAMPLE_RATE_HZ,
  sameLanguage,
  SubcamError,
  systemClock,
  type EngineInfo,
  type EngineLog,
  type HeardLanguage,
  type LanguageCode,
  type LanguageDecision,
  type Stt,
  type SttRequest,
  type SttResult,
} from '@subcam/shared';
import { openWorkerPool } from '../../../lib/worker-pool.ts';
import { ANY_VOICE } from '../../another-language.ts';
import { voicing } from '../../voicing.ts';
import { echoesPrompt, goesOnFrom, isInLatinInstead, whyAstray, type Astray } from './astray.ts';
import { audioContextOf, FULL_AUDIO_CONTEXT, mostTokens, mostTokensOfPartial, SPARE_PLACES } from './audio-context.ts';
import { inspectGgml, type GgmlModel } from './ggml-file.ts';
import { beginningOf, hearingsOf, openLanguageMemory, wholeWindowOf, windowOf } from './heard-language.ts';
import { heardLanguageOf, heardOtherwise, isSettled } from './language-vote.ts';
import { requireMemory } from './needed-memory.ts';
import { createReadingThreads } from './reading-threads.ts';
import { languageOfCode, whisperCode, whisperLanguages } from './whisper-languages.ts';
import type { WhisperContext, WhisperReading, WhisperRequest } from './whisper-reader.ts';

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
}

const WORKER_FILE = new URL('./whisper-worker.ts', import.meta.url);

/** Requests that may wait for a thread: with one from each capture of 100 sessions of one client there is room for as many of others. */
const MAX_WAITING = 512;

/** For loading a large model from a slow disk. */
const START_MS = 120_000;

/** Places beyond the sound at the second try: another context does not go astray where the first did, mostly. */
const SPARE_PLACES_AGAIN = 448;

/** For telling the language, the last words need not be whole. */
const SPARE_PLACES_FOR_LANGUAGE = 16;

/** Quieter sound (root mean square) is silence: nothing is read, and nothing invented. */
const SILENCE = 0.0005;

/** Below it there is none, not even a whisper (0.36): Whisper makes fluent sentences of noise (0.15). */
const NO_VOICE = 0.3;

/** How often readings went astray, by what was wrong with them. */
export type AstrayCounts = Readonly<Record<Astray | 'echo', number>>;

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
  });
  const choice = createReadingThreads({ most: options.threads });
  const run: ReadingsDeps['run'] = (request, { purpose, flow }, signal) => {
    // The caller keeps its samples, for another try; one copy goes to the thread.
    const samples = request.samples.slice();
    const threads = choice.next(pool.working === 0);
    const job = { urgent: purpose === 'final', flow: flow ?? [], transfer: [samples.buffer] };
    return pool.run({ ...request, samples, threads }, job, signal);
  };
  const readings = openReadings({ model, run, log: options.log });
  return {
    info,
    languages,
    weighsLanguages: languages.length > 1,
    atOnce: options.workers,
    partialShare: options.partialShare,
    readsAhead: true,
    astray: () => readings.astray,
    transcribe: async (request, signal) => {
      const silent: SttResult = { text: '', language: request.language, confidence: null, engine: info };
      if (request.language !== 'auto') whisperCode(request.language, whisperVocabulary(model));
      if (signal.aborted) throw new SubcamError('aborted', 'The work was given up.', { cause: signal.reason });
      if (loudness(request.samples) < SILENCE || voicing(request.samples) < NO_VOICE) return silent;
      return { ...silent, ...(await readings.read(request, signal)) };
    },
    close: () => pool.close(),
  };
}

function whisperVocabulary({ isMultilingual, shape }: GgmlModel): { readonly isMultilingual: boolean; readonly vocabularySize: number } {
  return { isMultilingual, vocabularySize: shape.vocabularySize };
}

interface Readings {
  readonly astray: AstrayCounts;
  read(request: SttRequest, signal: AbortSignal): Promise<Pick<SttResult, 'text' | 'language' | 'heardLanguage'>>;
}

interface Heard {
  readonly heardLanguage: HeardLanguage;
  /** Each hearing that it comes of, in their order. */
  readonly heard: readonly LanguageCode[];
}

interface ReadingsDeps {
  readonly model: GgmlModel;
  readonly run: (request: Omit<WhisperRequest, 'threads'>, of: SttRequest, signal: AbortSignal) => Promise<WhisperReading>;
  readonly log: EngineLog;
}

function openReadings({ model, run, log }: ReadingsDeps): Readings {
  const astray: Record<Astray | 'echo', number> = { repeats: 0, empty: 0, 'too-much': 0, 'too-little': 0, script: 0, echo: 0 };
  const memory = openLanguageMemory();
  const vocabulary = whisperVocabulary(model);

  const note = (why: Astray | 'echo'): void => {
    astray[why] += 1;
    log.info({ engine: 'whisper', why, count: astray[why] }, 'A reading went astray.');
  };

  /** Once for each sound: the states of an utterance begin with the same. */
  const hearIn = async (window: Float32Array, request: SttRequest, signal: AbortSignal): Promise<LanguageCode> => {
    const known = memory.get(window);
    if (known !== null) return known;
    const audioContext = audioContextOf(window.length, SPARE_PLACES_FOR_LANGUAGE);
    const told = await run({ samples: window, audioContext, language: null, prompt: '', maxTokens: 1 }, request, signal);
    const language = languageOfCode(told.language);
    memory.set(window, language);
    return language;
  };

  /** One hearing after the other, until a further one would hardly change what comes of them. */
  const hearWhole = async (request: SttRequest, signal: AbortSignal): Promise<readonly LanguageCode[]> => {
    const heard: LanguageCode[] = [];
    for (const part of hearingsOf(request.samples)) {
      heard.push(await hearIn(part, request, signal));
      if (isSettled(heard)) break;
    }
    return heard;
  };

  const hear = async (request: SttRequest, signal: AbortSignal): Promise<Heard> => {
    const { samples, purpose } = request;
    const alone = (language: LanguageCode): Heard => ({ heardLanguage: { language, probability: null }, heard: [language] });
    const only = onlyOf(request);
    if (only !== null) {
      const beginning = beginningOf(samples);
      // What is a few words long is heard as any language. Where one alone may be spoken, a beginning that is heard as that one is enough.
      const isOne = beginning === null ? purpose === 'partial' : sameLanguage(await hearIn(beginning, request, signal), only);
      if (isOne) return alone(only);
    }
    if (purpose === 'partial') return alone(await hearIn(windowOf(samples), request, signal));
    const heard = await hearWhole(request, signal);
    const [first = '', ...more] = heard;
    // One hearing of a few words says nothing of how sure it is.
    return more.length === 0 ? alone(first) : { heardLanguage: heardLanguageOf(heard), heard };
  };

  const readIn = async (language: LanguageCode, request: SttRequest, signal: AbortSignal): Promise<string> => {
    const { samples, purpose } = request;
    const code = whisperCode(language, vocabulary);
    const maxTokens = (purpose === 'partial' ? mostTokensOfPartial : mostTokens)(samples.length, language);
    const attempt = async (audioContext: number, prompt: string): Promise<string> =>
      (await run({ samples, audioContext, language: code, prompt, maxTokens }, request, signal)).text;
    const context = audioContextOf(samples.length, SPARE_PLACES);
    let prompt = request.prompt ?? '';
    let text = await attempt(context, prompt);
    if (prompt !== '' && echoesPrompt(text, prompt)) {
      note('echo');
      prompt = '';
      text = await attempt(context, prompt);
    }
    const why = whyAstray({ text, language, samples: samples.length });
    if (why === null) return text;
    note(why);
    // Of a segment that still grows there will be another reading. Another script is another language, however it is read.
    if (purpose === 'partial' || why === 'script') return '';
    if (why === 'empty' && voicing(samples) < ANY_VOICE) return '';
    const again = await attempt(audioContextOf(samples.length, SPARE_PLACES_AGAIN), prompt);
    const whyAgain = whyAstray({ text: again, language, samples: samples.length });
    // A word or two for seconds of sound, and others at the second try: a hum, a tone, music.
    if (why === 'too-little' && (whyAgain !== null || !goesOnFrom(text, again))) return '';
    // What is read twice was said twice.
    if (whyAgain === null || (why === 'repeats' && again === text)) return again;
    return attempt(FULL_AUDIO_CONTEXT, prompt);
  };

  return {
    get astray() {
      return { ...astray };
    },
    read: async (request, signal) => {
      const { samples, purpose } = request;
      if (request.language !== 'auto') return { text: await readIn(request.language, request, signal), language: request.language };
      const seconds = (purpose === 'final' ? wholeWindowOf(samples) : windowOf(samples)).length / SAMPLE_RATE_HZ;
      const decide = (heardLanguage: HeardLanguage): Pick<LanguageDecision, 'language' | 'isAllowed'> =>
        request.languages === undefined
          ? { language: heardLanguage.language, isAllowed: true }
          : decideLanguage(heardLanguage, { priors: request.languages }, seconds);
      const { heardLanguage, heard } = await hear(request, signal);
      const { language, isAllowed } = decide(heardLanguage);
      // Of one language alone, words that are shown before the whole was heard are in that one for sure.
      const isInDoubt = purpose === 'partial' && onlyOf(request) !== null && !sameLanguage(heardLanguage.language, language);
      if (!isAllowed || isInDoubt) return { text: '', language: heardLanguage.language, heardLanguage };
      const text = await readIn(language, request, signal);
      // Words of a language that is not written in these letters: the hearings that said otherwise were right.
      const otherwise = purpose === 'final' && isInLatinInstead(text, language) ? heardOtherwise(heard, language) : null;
      const second = otherwise === null ? null : decide(otherwise);
      if (otherwise === null || second?.isAllowed !== true || second.language === language) return { text, language, heardLanguage };
      note('script');
      return { text: await readIn(second.language, request, signal), language: second.language, heardLanguage: otherwise };
    },
  };
}

/** The one language that may be spoken; null: there are several. */
function onlyOf({ languages }: SttRequest): LanguageCode | null {
  const [first, ...more] = languages ?? [];
  return first === undefined || more.length > 0 ? null : first.language;
}

/** Root mean square, 0–1. */
function loudness(samples: Float32Array): number {
  let sum = 0;
  for (const sample of samples) sum += sample * sample;
  return Math.sqrt(sum / Math.max(1, samples.length));
}
