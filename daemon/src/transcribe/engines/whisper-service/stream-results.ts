// Results of the whisper service's stream, in the order in which they came -> one answer with every segment of them. Pure.
import * as z from 'zod';
import { confidenceOf, languageOf, type AnswerSegment } from '../../service-answer.ts';
import { transcriptionFields, type WhisperAnswer } from './whisper-transport.ts';

/** Seconds since 1970, or a date as a text. */
const instant = z.union([z.number(), z.string()]).nullish();
const flag = z.boolean().nullish();

/**
 * `is_final` only says that the text ends with punctuation. `is_draft`: the next result has this text anew. `stable_text` and `unstable_text` are
 * the text in two parts.
 */
export const streamResult = z
  .object({
    ...transcriptionFields,
    session_id: z.string().nullish(),
    text: z.string().nullish(),
    stable_text: z.string().nullish(),
    unstable_text: z.string().nullish(),
    is_draft: flag,
    is_final: flag,
    is_forced: flag,
    should_translate: flag,
    stability_score: z.number().nullish(),
    absolute_start_time: instant,
    absolute_end_time: instant,
    updated_at: instant,
  })
  .refine(({ text, segments, stable_text }) => text != null || segments != null || stable_text != null, 'has no text');

export type StreamResult = z.infer<typeof streamResult>;

/** The later of two results about the same stretch of sound counts; a draft counts until another result comes. */
function standing(results: readonly StreamResult[]): readonly StreamResult[] {
  const kept: StreamResult[] = [];
  for (const result of results) {
    if (kept.at(-1)?.is_draft === true) kept.pop();
    const start = result.absolute_start_time ?? null;
    const at = start === null ? -1 : kept.findIndex(({ absolute_start_time }) => absolute_start_time === start);
    if (at === -1) kept.push(result);
    else if (result.is_draft !== true) kept[at] = result;
  }
  return kept;
}

function segmentsOf(result: StreamResult): readonly AnswerSegment[] {
  const segments = (result.segments ?? []).filter(({ text }) => text.trim() !== '');
  if (segments.length > 0) return segments;
  const text = result.text?.trim() || `${result.stable_text ?? ''}${result.unstable_text ?? ''}`.trim();
  return text === '' ? [] : [{ text, start: null, end: null, avg_logprob: null, no_speech_prob: null, compression_ratio: null }];
}

/** Segments that come in several results, as some services send all that they have each time, count once. */
function once(segments: readonly AnswerSegment[]): readonly AnswerSegment[] {
  const seen = new Set<string>();
  return segments.filter(({ start, end, text }) => {
    if (start == null) return true;
    const key = `${start} ${end ?? ''} ${text.trim()}`;
    return seen.has(key) ? false : seen.add(key);
  });
}

export function collectResults(results: readonly StreamResult[]): WhisperAnswer {
  const kept = standing(results);
  const sure = kept.map(confidenceOf).filter((confidence) => confidence !== null);
  const languages = kept.map(languageOf).filter((language) => language !== null);
  return {
    text: '',
    language: languages.at(-1) ?? null,
    confidence: sure.length === 0 ? null : sure.reduce((sum, confidence) => sum + confidence, 0) / sure.length,
    segments: once(kept.flatMap(segmentsOf)),
    running: {
      model: kept.findLast(({ model_used }) => model_used != null)?.model_used ?? null,
      device: kept.findLast(({ device_used }) => device_used != null)?.device_used ?? null,
    },
  };
}
