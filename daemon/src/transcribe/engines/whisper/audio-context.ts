// Length of sound -> how much of Whisper's 30 s is worked out for it, and how many tokens a reading of it may have. Pure.
import { SAMPLE_RATE_HZ, scriptOf, type LanguageCode } from '@subcam/shared';

/** Places of the encoder: 30 s at 20 ms each. The cost of a reading grows with them. */
export const FULL_AUDIO_CONTEXT = 1500;

const SAMPLES_PER_PLACE = 320;

/**
 * Places beyond the sound. With fewer, readings come that say everything twice, and whisper.cpp works on those that are long for seconds: it reads
 * them again at five temperatures.
 */
export const SPARE_PLACES = 256;

export function audioContextOf(samples: number, spare = SPARE_PLACES): number {
  return Math.min(FULL_AUDIO_CONTEXT, Math.ceil(samples / SAMPLES_PER_PLACE) + spare);
}

/** Tokens of a second of speech at most; scripts other than Latin take several tokens for a letter. */
const TOKENS_PER_SECOND = 8;
const TOKENS_PER_SECOND_IN_OTHER_SCRIPTS = 24;
const SPARE_TOKENS = 8;

/** Half of the decoder's context: the other half is the prompt's. */
const MOST_TOKENS = 220;

/** What is longer is a loop, and every further token of one costs time. */
export function mostTokens(samples: number, language: LanguageCode): number {
  const rate = scriptOf(language) === 'Latn' ? TOKENS_PER_SECOND : TOKENS_PER_SECOND_IN_OTHER_SCRIPTS;
  return Math.min(MOST_TOKENS, Math.ceil((samples / SAMPLE_RATE_HZ) * rate) + SPARE_TOKENS);
}

/** whisper.cpp looks for a loop in the last 32 tokens, and what it takes for one it reads again at five temperatures: up to six times as long. */
const LEAST_TOKENS_OF_A_LOOP = 32;

/** Tokens of a reading of speech that still goes on, in a second: what is too quick for it is shown a little later. */
const PARTIAL_TOKENS_PER_SECOND = 5;

/** A loop in what is still being said is not worth the time: the next reading has more sound. */
export function mostTokensOfPartial(samples: number, language: LanguageCode): number {
  const tokens = Math.max(LEAST_TOKENS_OF_A_LOOP - 1, Math.ceil((samples / SAMPLE_RATE_HZ) * PARTIAL_TOKENS_PER_SECOND));
  return scriptOf(language) === 'Latn' ? Math.min(mostTokens(samples, language), tokens) : mostTokens(samples, language);
}
