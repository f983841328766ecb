// A recogniser -> the same one, whose answers are refused when they are longer than any reading of their sound can be.
import { SAMPLE_RATE_HZ, SubcamError, type Stt, type SttResult } from '@subcam/shared';
import { wrappedStt } from './wrapped-stt.ts';

/** For sound that is shorter than any word. UTF-16 units, as all lengths of texts. */
const SPARE_CHARACTERS = 1_000;

/** Longer than the name of any language (BCP 47 asks implementations to take 35). */
const MAX_LANGUAGE_LENGTH = 35;

export interface SttLimits {
  /** Characters that an answer may have for each second of its sound. People speak up to 25; a decoder that loops writes up to 60. */
  readonly maxCharactersPerSecond: number;
}

function lengthOf({ text, pieces }: SttResult): number {
  return Math.max(
    text.length,
    (pieces ?? []).reduce((sum, piece) => sum + piece.text.length, 0),
  );
}

/**
 * `limits` is read at each answer. One that is too long rejects with `engine-failed`: nothing else looks at it, so that all work on an answer
 * is bounded by the length of its sound.
 */
export function withAnswerLimit(stt: Stt, limits: () => SttLimits): Stt {
  return wrappedStt(stt, (inner) => async (request, signal) => {
    const result = await inner.transcribe(request, signal);
    const seconds = request.samples.length / SAMPLE_RATE_HZ;
    const most = Math.round(SPARE_CHARACTERS + seconds * limits().maxCharactersPerSecond);
    const length = lengthOf(result);
    if (length > most) {
      throw new SubcamError(
        'engine-failed',
        `${inner.info.name} answered with ${length} characters to ${seconds.toFixed(1)} s of sound, and at most ${most} are taken: is it the right service, and does its model work?`,
      );
    }
    return result.language.length > MAX_LANGUAGE_LENGTH ? { ...result, language: request.language } : result;
  });
}
