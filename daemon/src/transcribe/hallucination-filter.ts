// What a recogniser wrote -> what may be shown: repeated phrases are cut, and text longer than anybody can speak in the time is refused. Pure.
import { SAMPLE_RATE_HZ } from '@subcam/shared';
import { wordsOf } from './words.ts';

/** Moonshine writes at most 6.5 tokens for a second of speech (its own limit for decoding); words are no more than tokens. */
const MAX_WORDS_PER_SECOND = 6.5;

/** A short exclamation may be quicker than the rate over a whole segment. */
const SPARE_WORDS = 3;

/** A phrase of up to so many words… */
const MAX_LOOP_WORDS = 8;

/** …that comes so many times in a row is the decoder's loop, not a person's. */
const LOOP_REPEATS = 4;

function isRepeat(keys: readonly string[], phrase: { readonly start: number; readonly length: number }, at: number): boolean {
  for (let offset = 0; offset < phrase.length; offset += 1) if (keys[phrase.start + offset] !== keys[at + offset]) return false;
  return true;
}

/** Cuts every phrase that repeats LOOP_REPEATS times or more down to once. */
export function cutLoops(text: string): string {
  const words = [...wordsOf(text)];
  for (let length = 1; length <= MAX_LOOP_WORDS; length += 1) {
    for (let start = 0; start + length * LOOP_REPEATS <= words.length; start += 1) {
      const keys = words.map((word) => word.key);
      let repeats = 1;
      while (start + length * (repeats + 1) <= words.length && isRepeat(keys, { start, length }, start + length * repeats)) repeats += 1;
      if (repeats >= LOOP_REPEATS) words.splice(start + length, length * (repeats - 1));
    }
  }
  return words.map((word) => word.text).join(' ');
}

/** The text that may be shown for `samples` of sound: without loops, and nothing at all when nobody could have said that much. */
export function filterHallucination(text: string, samples: number): string {
  const spoken = cutLoops(text.trim());
  const words = wordsOf(spoken).filter((word) => word.key !== '').length;
  if (words === 0) return '';
  return words <= (samples / SAMPLE_RATE_HZ) * MAX_WORDS_PER_SECOND + SPARE_WORDS ? spoken : '';
}
