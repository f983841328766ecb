// Sound -> words and language by whisper.cpp: in which parts the language is heard, and what is read again since it went astray.
import {
  decideLanguage,
  SAMPLE_RATE_HZ,
  sameLanguage,
  SubcamError,
  type EngineLog,
  type FinalToCome,
  type HeardLanguage,
  type LanguageCode,
  type LanguageDecision,
  type SttRequest,
  type SttResult,
} from '@subcam/shared';
import { untilAborted } from '../../../lib/until-aborted.ts';
import { ANY_VOICE } from '../../another-language.ts';
import { voicing } from '../../voicing.ts';
import { echoesPrompt, goesOnFrom, isInLatinInstead, whyAstray, type Astray } from './astray.ts';
import { audioContextOf, FULL_AUDIO_CONTEXT, mostTokens, mostTokensOfPartial, SPARE_PLACES } from './audio-context.ts';
import type { GgmlModel } from './ggml-file.ts';
import { beginningOf, hearingsOf, openLanguageMemory, wholeWindowOf, windowOf } from './heard-language.ts';
import { heardLanguageOf, heardOtherwise, isSettled, isWellKnown, type Hearing } from './language-vote.ts';
import { languageOfCode, whisperCode } from './whisper-languages.ts';
import type { WhisperReading, WhisperRequest } from './whisper-reader.ts';

/** Places beyond the sound at the second try: another context does not go astray where the first did, mostly. */
const SPARE_PLACES_AGAIN = 448;

/** For telling the language, the last words need not be whole. */
const SPARE_PLACES_FOR_LANGUAGE = 16;

/** How often readings went astray, by what was wrong with them. */
export type AstrayCounts = Readonly<Record<Astray | 'echo', number>>;

export interface Readings {
  readonly astray: AstrayCounts;
  read(request: SttRequest, signal: AbortSignal): Promise<Pick<SttResult, 'text' | 'language' | 'heardLanguage'>>;
  /** See `Stt.prepareFinal`. One at a time. */
  prepare(request: FinalToCome, signal: AbortSignal): void;
}

interface Heard {
  readonly heardLanguage: HeardLanguage;
  /** Each hearing that it comes of, in their order. */
  readonly heard: readonly Hearing[];
}

export interface ReadingsDeps {
  readonly model: Pick<GgmlModel, 'isMultilingual' | 'shape'>;
  readonly run: (
    request: Omit<WhisperRequest, 'threads'>,
    of: Pick<SttRequest, 'purpose' | 'flow'>,
    signal: AbortSignal,
  ) => Promise<WhisperReading>;
  readonly log: Pick<EngineLog, 'info'>;
}

export function openReadings({ model, run, log }: ReadingsDeps): Readings {
  const astray: Record<Astray | 'echo', number> = { repeats: 0, empty: 0, 'too-much': 0, 'too-little': 0, script: 0, echo: 0 };
  const memory = openLanguageMemory();
  /** The beginning of an utterance that still grows, of which the language is being told. */
  let ahead: { readonly window: Float32Array; readonly isOver: Promise<void> } | null = null;
  const vocabulary = whisperVocabulary(model);

  const note = (why: Astray | 'echo'): void => {
    astray[why] += 1;
    log.info({ engine: 'whisper', why, count: astray[why] }, 'A reading went astray.');
  };

  const tell = async (window: Float32Array, of: Pick<SttRequest, 'purpose' | 'flow'>, signal: AbortSignal): Promise<LanguageCode> => {
    const audioContext = audioContextOf(window.length, SPARE_PLACES_FOR_LANGUAGE);
    const told = await run({ samples: window, audioContext, language: null, prompt: '', maxTokens: 1 }, of, signal);
    const language = languageOfCode(told.language);
    memory.set(window, language);
    return language;
  };

  /** Once for each sound: the states of an utterance begin with the same. */
  const hearIn = async (window: Float32Array, request: SttRequest, signal: AbortSignal): Promise<LanguageCode> => {
    if (ahead !== null && isSameSound(ahead.window, window)) await untilAborted(ahead.isOver, signal, givenUp);
    return memory.get(window) ?? tell(window, request, signal);
  };

  /** One hearing after the other, until a further one would hardly change what comes of them. */
  const hearWhole = async (request: SttRequest, signal: AbortSignal): Promise<readonly Hearing[]> => {
    const heard: Hearing[] = [];
    for (const { samples, weight } of hearingsOf(request.samples)) {
      heard.push({ language: await hearIn(samples, request, signal), weight });
      if (isSettled(heard)) break;
    }
    return heard;
  };

  const hear = async (request: SttRequest, signal: AbortSignal): Promise<Heard> => {
    const { samples, purpose } = request;
    const alone = (language: LanguageCode): Heard => ({
      heardLanguage: { language, probability: null },
      heard: [{ language, weight: 1 }],
    });
    const only = onlyOf(request);
    if (only !== null) {
      const beginning = beginningOf(samples);
      // What is a few words long is heard as any language. Where one alone may be spoken, a beginning that is heard as that one is enough.
      const isOne = beginning === null ? purpose === 'partial' : sameLanguage(await hearIn(beginning, request, signal), only);
      if (isOne) return alone(only);
    }
    if (purpose === 'partial') return alone(await hearIn(windowOf(samples), request, signal));
    const heard = await hearWhole(request, signal);
    const [first = { language: '', weight: 0 }, ...more] = heard;
    // One hearing of a few words says nothing of how sure it is, and as a language of which Whisper knows little it says nothing at all.
    if (more.length === 0) return alone(only === null || isWellKnown(first.language) ? first.language : only);
    return { heardLanguage: heardLanguageOf(heard), heard };
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
    prepare: (request, signal) => {
      const beginning = beginningOf(request.samples);
      // Where several languages may be spoken, the final is heard in other parts of the sound.
      if (ahead !== null || beginning === null || request.language !== 'auto' || onlyOf(request) === null) return;
      if (memory.get(beginning) !== null) return;
      const window = beginning.slice();
      const hearing = async (): Promise<void> => {
        // What it fails on, the final that needs it is told.
        await Promise.allSettled([tell(window, { purpose: 'partial' }, signal)]);
        ahead = null;
      };
      ahead = { window, isOver: hearing() };
    },
  };
}

/** The one language that may be spoken; null: there are several. */
function onlyOf({ languages }: Pick<SttRequest, 'languages'>): LanguageCode | null {
  const [first, ...more] = languages ?? [];
  return first === undefined || more.length > 0 ? null : first.language;
}

/** Sample for sample. */
function isSameSound(one: Float32Array, other: Float32Array): boolean {
  return one.length === other.length && one.every((sample, index) => sample === other[index]);
}

function givenUp(cause: unknown): SubcamError {
  return new SubcamError('aborted', 'The work was given up.', { cause });
}

/** Of a model, what decides which languages it has. */
export function whisperVocabulary({ isMultilingual, shape }: Pick<GgmlModel, 'isMultilingual' | 'shape'>): {
  readonly isMultilingual: boolean;
  readonly vocabularySize: number;
} {
  return { isMultilingual, vocabularySize: shape.vocabularySize };
}
