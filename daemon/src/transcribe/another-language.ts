// A reading by an engine that reads one language, and the sound that it is of -> whether what was said was that language at all. Pure.
import { SAMPLE_RATE_HZ, scriptOf, type LanguageCode, type SttPiece } from '@subcam/shared';
import { atSpeed } from './at-speed.ts';
import { clippedShare } from './clipping.ts';
import { voicing } from './voicing.ts';

/**
 * Mean natural logarithm of the probabilities of a long reading's tokens below which it is invented. Measured with Moonshine tiny: readings of
 * four seconds of English and more are above −0.33, with noise, music, echo or another pitch mostly above −0.6; of Spanish, French, Italian
 * and Russian they are at −0.8 to −1.4 in the middle (ADR 28).
 */
export const ANOTHER_LANGUAGE_BELOW = -0.5;

/** A short reading has few tokens, and one misheard word weighs much: so much lower for one of a second, half of that for one of two. */
const LOWER_FOR_A_SECOND = 0.5;

/** Noise makes a recogniser unsure of its own language too. */
const LOWER_IN_NOISE = 0.5;

/**
 * Of sound of which so much is cut off, the recogniser has to be surer, however short it is. Measured with eleven recordings made 4 to 400 times as loud: right
 * readings of what is cut off so much are mostly above −0.3, wrong ones, which are fluent English as ever, mostly below.
 */
const CLIPPED_SHARE = 0.25;
const HIGHER_WHERE_CLIPPED = 0.2;

/** How much slower sound is made for the second opinion: English that was misheard is then mostly heard, and what is invented is no surer. */
const SLOWER = 0.92;

/** Below it a voice is not heard clearly; below the second hardly any voice is heard. See `voicing`. */
export const CLEAR_VOICE = 0.92;
export const ANY_VOICE = 0.6;

/** From so many letters on their script tells something. */
const LEAST_LETTERS = 4;

/** Scripts by ISO 15924, as regular expressions name them, that a language of another script is not written in. */
const LATIN = /\p{Script=Latin}/u;
const LETTER = /\p{L}/gu;

/** null where the engine gives no signs. */
export function meanLogProbability(pieces: readonly SttPiece[] | undefined): number | null {
  let [sum, weights] = [0, 0];
  for (const { text, averageLogProbability } of pieces ?? []) {
    if (averageLogProbability === null) continue;
    const weight = Math.max(1, text.length);
    sum += averageLogProbability * weight;
    weights += weight;
  }
  return weights === 0 ? null : sum / weights;
}

/** A text for a language that is written in Latin letters alone, in others: an English recogniser that writes Arabic letters heard no English. */
export function isInAnotherScript(text: string, language: LanguageCode): boolean {
  if (scriptOf(language) !== 'Latn') return false;
  const letters = text.match(LETTER) ?? [];
  return letters.length >= LEAST_LETTERS && letters.filter((letter) => !LATIN.test(letter)).length > letters.length / 2;
}

export interface ReadingSigns {
  readonly text: string;
  readonly pieces: readonly SttPiece[] | undefined;
  /** What was read: 16 kHz. */
  readonly sound: Float32Array;
  /** Of it from the beginning to the end of the speech. */
  readonly speechSamples: number;
  /** The one language that the engine reads. */
  readonly language: LanguageCode;
  /** For a long reading: `ANOTHER_LANGUAGE_BELOW`, unless a person has set another. */
  readonly below: number;
}

/** Whether the engine was less sure than it is of its own language; false where it gives no signs. */
function isUnsure({ pieces, speechSamples, below }: Pick<ReadingSigns, 'pieces' | 'speechSamples' | 'below'>, lower = 0): boolean {
  const sureness = meanLogProbability(pieces);
  const least = below - LOWER_FOR_A_SECOND / Math.max(0.1, speechSamples / SAMPLE_RATE_HZ);
  return sureness !== null && sureness < least - lower;
}

/**
 * Why a reading seems to be none of the engine's language; null: it is, or nobody can tell. The text says nothing of it, for invented English
 * is fluent English: how sure the engine was of its tokens does, measured against how long and how clearly somebody spoke.
 */
export function whyNotRead(reading: ReadingSigns): 'another-language' | 'noise' | 'clipped' | null {
  const { text, sound, language, pieces, below } = reading;
  if (text === '') return null;
  if (isInAnotherScript(text, language)) return 'another-language';
  const sureness = meanLogProbability(pieces);
  if (sureness !== null && sureness < below + HIGHER_WHERE_CLIPPED && clippedShare(sound) >= CLIPPED_SHARE) return 'clipped';
  if (!isUnsure(reading)) return null;
  const voice = voicing(sound);
  if (voice < CLEAR_VOICE && !isUnsure(reading, LOWER_IN_NOISE)) return null;
  return voice < ANY_VOICE ? 'noise' : 'another-language';
}

/** The same a little slower, for a second opinion of a reading that seems to be of another language. */
export function slower(sound: Float32Array): Float32Array {
  return atSpeed(sound, SLOWER);
}

/** Whether the second opinion, of the slower sound, is words of the engine's language after all. */
export function isSureOfWords(second: Pick<ReadingSigns, 'text' | 'pieces' | 'speechSamples' | 'language' | 'below'>): boolean {
  return second.text !== '' && !isInAnotherScript(second.text, second.language) && !isUnsure(second);
}
