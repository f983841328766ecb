// What a recogniser elsewhere answered of one sound, whichever names its fields have -> a reading, or a typed failure where it is of another sound.
import {
  baseLanguage,
  SAMPLE_RATE_HZ,
  SubcamError,
  type HeardLanguage,
  type SttPiece,
  type SttRequest,
  type SttResult,
} from '@subcam/shared';
import * as z from 'zod';
import { toldLanguage } from './told-language.ts';

/** Far more than the longest sound has. */
const MAX_SEGMENTS = 1_000;
const MAX_WORDS = 10_000;

/** Whisper reads 30 s at a time and may set a time a little beyond the end of the sound. */
const BEYOND_END_S = 1;

/** What a service may round up, or pad a sound by. */
const LONGER_BY_S = 2;

/** What somebody else's sound is mostly told by: some services leave silence out before they measure. */
const SHORTER_THAN = 0.25;

const probability = z.number().min(0).max(1).nullish().catch(null);
const seconds = z.number().nonnegative().nullish().catch(null);

export const answerSegment = z.object({
  text: z.string(),
  start: seconds,
  end: seconds,
  avg_logprob: z.number().nullish().catch(null),
  no_speech_prob: z.number().nullish().catch(null),
  compression_ratio: z.number().nullish().catch(null),
});

export type AnswerSegment = z.infer<typeof answerSegment>;

/** Some services call the text of a word `word`, others `text`. */
const answerWord = z.union([
  z.object({ word: z.string(), start: seconds }).transform(({ word, start }) => ({ text: word, start })),
  z.object({ text: z.string(), start: seconds }),
]);

/** Counted before they are looked at. */
export const answerSegments = z.array(z.unknown()).max(MAX_SEGMENTS).pipe(z.array(answerSegment)).nullish();
export const answerWords = z.array(z.unknown()).max(MAX_WORDS).pipe(z.array(answerWord)).nullish();

/** All names that the contract's services have for the same things. */
export const confidenceFields = { confidence: probability, confidence_score: probability, translation_confidence: probability };
export const languageFields = {
  language: z.string().nullish(),
  detected_language: z.string().nullish(),
  language_probability: probability,
};

export function confidenceOf(answer: z.infer<z.ZodObject<typeof confidenceFields>>): number | null {
  return answer.confidence ?? answer.confidence_score ?? answer.translation_confidence ?? null;
}

/** null: the service does not know, or does not say. What was detected goes before what may only repeat the request. */
export function languageOf(answer: z.infer<z.ZodObject<typeof languageFields>>): HeardLanguage | null {
  const language = toldLanguage(answer.detected_language) ?? toldLanguage(answer.language);
  return language === null ? null : { language, probability: answer.language_probability ?? null };
}

/** An answer with its fields under one name each. */
export interface ServiceAnswer {
  readonly text: string;
  /** As the service told it; null: it did not. */
  readonly language: HeardLanguage | null;
  readonly confidence: number | null;
  readonly segments: readonly AnswerSegment[];
  readonly words?: readonly z.infer<typeof answerWord>[];
  /** How long the sound was, as the service has it, in seconds; left out or null: it does not say. */
  readonly durationS?: number | null;
}

/** In messages, after "the", and where it is. */
export interface ServicePlace {
  readonly title: string;
  readonly origin: string;
}

/** Whisper's own rule for "nobody spoke here" (openai/whisper, `transcribe`: no_speech_threshold, logprob_threshold). */
const NO_SPEECH_PROBABILITY = 0.6;
const NO_SPEECH_LOG_PROBABILITY = -1;

function isSpoken({ no_speech_prob, avg_logprob }: AnswerSegment): boolean {
  return (no_speech_prob ?? 0) <= NO_SPEECH_PROBABILITY || (avg_logprob ?? 0) >= NO_SPEECH_LOG_PROBABILITY;
}

/**
 * Every segment counts: a service may put only the last one into `text`. Throws `engine-failed` for an answer whose times or duration are those of
 * another sound.
 */
export function readingOf(answer: ServiceAnswer, request: SttRequest, place: ServicePlace): Omit<SttResult, 'engine'> {
  const soundS = request.samples.length / SAMPLE_RATE_HZ;
  checkDuration(answer.durationS ?? null, soundS, place);
  const { segments, words = [] } = answer;
  const endS = soundS + BEYOND_END_S;
  const within = segments.filter(({ start }) => (start ?? 0) <= endS);
  const worded = (list: readonly AnswerSegment[]): boolean => list.some(({ text }) => text.trim() !== '');
  const isAllBeyond = worded(segments) && !worded(within);
  const areWordsBeyond = segments.length === 0 && words.length > 0 && words.every(({ start }) => (start ?? 0) > endS);
  if (isAllBeyond || areWordsBeyond) {
    throw ofAnotherSound(`with words that begin after the end of a sound of ${soundS.toFixed(1)} s`, place);
  }
  const pieces = within
    .filter(isSpoken)
    .map(pieceOf)
    .filter(({ text }) => text !== '');
  const text = segments.length === 0 ? answer.text.trim() || textOfWords(words) : pieces.map((piece) => piece.text).join(' ');
  return {
    text,
    language: answer.language?.language ?? request.language,
    ...(request.language === 'auto' && answer.language !== null ? { heardLanguage: answer.language } : {}),
    confidence: answer.confidence,
    ...(pieces.length === 0 ? {} : { pieces }),
  };
}

function checkDuration(durationS: number | null, soundS: number, place: ServicePlace): void {
  // Zero is what services say that do not measure.
  if (durationS === null || durationS === 0) return;
  if (durationS > soundS + LONGER_BY_S || durationS < soundS * SHORTER_THAN) {
    throw ofAnotherSound(`of a sound of ${durationS.toFixed(1)} s to one of ${soundS.toFixed(1)} s`, place);
  }
}

/** The failure of an answer that belongs to another request; `what` follows "answered". */
export function ofAnotherSound(what: string, { title, origin }: ServicePlace): SubcamError {
  return new SubcamError('engine-failed', `The ${title} at ${origin} answered ${what}: it is the answer to another request, and left out.`);
}

function pieceOf(segment: AnswerSegment): SttPiece {
  return {
    text: segment.text.trim(),
    noSpeechProbability: segment.no_speech_prob ?? null,
    averageLogProbability: segment.avg_logprob ?? null,
    compressionRatio: segment.compression_ratio ?? null,
  };
}

/** What is written onto the word before it: marks, and the second part of a word that came in two. */
const ATTACHED = /^(?:[\p{Pd}'’](?=[\p{L}\p{N}])|[.,;:!?…%)\]}»”])/u;

/** "ill", "-disposed" are one word. Where words come with the blanks before them, those say what is attached. */
export function textOfWords(words: readonly { readonly text: string }[]): string {
  const haveBlanks = words.some(({ text }, index) => index > 0 && text.startsWith(' '));
  let whole = '';
  for (const { text } of words) {
    const word = text.trim();
    if (word === '') continue;
    const isAttached = haveBlanks ? !text.startsWith(' ') : ATTACHED.test(word);
    whole += whole === '' || isAttached ? word : ` ${word}`;
  }
  return whole;
}

/** How sure a service is of an answer as a whole, from what it says of its segments, 0–1; null where it says nothing. */
export function confidenceOfSegments(segments: readonly AnswerSegment[]): number | null {
  let [sum, weights] = [0, 0];
  for (const { avg_logprob, text } of segments) {
    if (avg_logprob == null) continue;
    const weight = Math.max(1, text.trim().length);
    sum += avg_logprob * weight;
    weights += weight;
  }
  return weights === 0 ? null : Math.min(1, Math.exp(sum / weights));
}

/** What to ask a service for: a code without its region, or `auto`. */
export function askedLanguage({ language }: Pick<SttRequest, 'language'>): string {
  return language === 'auto' ? 'auto' : baseLanguage(language);
}
