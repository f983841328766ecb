// The beginning of an utterance -> which language it was heard to be in, remembered while the utterance grows. Pure but for its memory.
import { SAMPLE_RATE_HZ } from '@subcam/shared';

/** Of an utterance that still grows, the language is told from so much of its beginning: of what is longer than one of these, the longest. */
const WINDOWS_S = [2, 4];

/** Of a whole one, from all of it up to so much: the beginning alone misleads, as "Usted es" does, which might be Tagalog. */
const LONGEST_WINDOW_S = 8;

/** The end of an utterance of which the beginning was heard to be in a language that nobody speaks here. */
const SECOND_WINDOW_S = 4;

/** Utterances of which the language is remembered: those that grow at the same time, and their finals. */
const MOST_REMEMBERED = 256;

export interface LanguageMemory {
  /** null: not told yet. */
  get(window: Float32Array): string | null;
  set(window: Float32Array, language: string): void;
}

/** What of an utterance its language is told from. While it grows, the same for all of its states until it reaches the next length. */
export function windowOf(samples: Float32Array, purpose: 'partial' | 'final'): Float32Array {
  if (purpose === 'final') return samples.subarray(0, LONGEST_WINDOW_S * SAMPLE_RATE_HZ);
  const seconds = WINDOWS_S.findLast((window) => samples.length >= window * SAMPLE_RATE_HZ);
  return seconds === undefined ? samples : samples.subarray(0, seconds * SAMPLE_RATE_HZ);
}

/** For a second opinion; null where there is hardly anything else than in the first. */
export function secondWindowOf(samples: Float32Array): Float32Array | null {
  const from = Math.max(0, samples.length - SECOND_WINDOW_S * SAMPLE_RATE_HZ);
  return from < SAMPLE_RATE_HZ ? null : samples.subarray(from);
}

/** Forgets what was asked for the longest time ago. */
export function openLanguageMemory(most = MOST_REMEMBERED): LanguageMemory {
  const heard = new Map<string, string>();
  return {
    get: (window) => {
      const key = keyOf(window);
      const language = heard.get(key);
      if (language === undefined) return null;
      heard.delete(key);
      heard.set(key, language);
      return language;
    },
    set: (window, language) => {
      heard.set(keyOf(window), language);
      const [oldest] = heard.keys();
      if (heard.size > most && oldest !== undefined) heard.delete(oldest);
    },
  };
}

/** Length and two hashes of the sound (FNV-1a, from two beginnings): 64 bits. */
function keyOf(window: Float32Array): string {
  const bits = new Uint32Array(window.buffer, window.byteOffset, window.length);
  let [one, other] = [0x811c9dc5, 0x01000193];
  for (const value of bits) {
    one = Math.imul(one ^ value, 0x01000193);
    other = Math.imul(other ^ (value >>> 7) ^ (value << 3), 0x01000193);
  }
  return `${window.length}:${one >>> 0}:${other >>> 0}`;
}
