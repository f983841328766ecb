// Text -> how long it takes to say at the least, and whether a stretch of sound could hold it. Pure, in time that grows with the text.
import { SAMPLE_RATE_HZ } from '@subcam/shared';

/**
 * Nobody speaks faster: Moonshine writes at most 6.5 tokens for a second of speech (its own limit for decoding), and words are no more than
 * tokens. Fast conversation has 4–5 words a second.
 */
const WORDS_PER_SECOND = 6.5;

/** A short exclamation may be quicker than the rate over a whole segment. */
const SPARE_WORDS = 3;

/** What is this short has one syllable, and 8–9 syllables a second are the most that people reach. In letters and digits. */
const SHORT_WORD_LETTERS = 3;
const SHORT_WORD = 0.75;

/** A word that is longer takes as long as several. At 6.5 words a second these are 52 letters, twice what people reach. */
const LETTERS_PER_WORD = 8;

/** Where no spaces are written a sign is a syllable or less: 13 of them a second are more than people reach. */
const SIGNS_PER_WORD = 2;

/** Scripts that are written without spaces between words. */
export const UNSPACED_SCRIPTS = String.raw`\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}`;

const UNSPACED = new RegExp(`[${UNSPACED_SCRIPTS}]`, 'gu');
const LETTERS = /[\p{L}\p{N}]/gu;

/** In words of ordinary length: what cannot be pronounced counts nothing. */
function lengthInWords(text: string): number {
  let words = 0;
  for (const [chunk] of text.matchAll(/\S+/gu)) {
    const signs = chunk.match(UNSPACED)?.length ?? 0;
    const letters = (chunk.match(LETTERS)?.length ?? 0) - signs;
    words += Math.max(0, signs) / SIGNS_PER_WORD;
    if (letters > 0) words += letters <= SHORT_WORD_LETTERS ? SHORT_WORD : Math.max(1, letters / LETTERS_PER_WORD);
  }
  return words;
}

/** Whether anybody could say `text` in so many samples of sound (16 kHz). */
export function couldBeSaid(text: string, samples: number): boolean {
  return lengthInWords(text) <= (samples / SAMPLE_RATE_HZ) * WORDS_PER_SECOND + SPARE_WORDS;
}

/** Samples (16 kHz) that saying `text` takes at the least. */
export function fewestSamples(text: string): number {
  return (lengthInWords(text) / WORDS_PER_SECOND) * SAMPLE_RATE_HZ;
}
