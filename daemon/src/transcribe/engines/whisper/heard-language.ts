// An utterance -> the parts of it in which its language is heard, and what was heard of a sound before. Pure but for its memory.
import { SAMPLE_RATE_HZ } from '@subcam/shared';
import { atSpeed } from '../../at-speed.ts';

/** Of an utterance that still grows, the language is told from so much of its beginning: of what is longer than one of these, the longest. */
const SHORTEST_WINDOW_S = 2;
const WINDOWS_S = [SHORTEST_WINDOW_S, 4];

/** Of a whole one, from up to so much of it. */
const LONGEST_WINDOW_S = 8;

/** Half of a shorter one says nothing: it is heard as a whole, at several speeds. Of a few words, nothing tells more than one hearing does. */
const LEAST_TO_HALVE_S = 2.4;
const LEAST_TO_HEAR_AGAIN_S = 1.2;

/** The same sound at another speed is mostly heard right where it was misheard; so is another part of it. */
const SLOWER = 0.92;
const FASTER = 1.09;
const LARGER_PART = 2 / 3;

/** Hearings of the same utterance are wrong together: each counts as so much of one that is independent. What was heard before, in halves, counts less. */
const WEIGHT = 0.6;
const WEIGHT_AGAIN = 0.4;

/** Utterances of which the language is remembered: those that grow at the same time, and their finals. */
const MOST_REMEMBERED = 256;

export interface HearingPart {
  readonly samples: Float32Array;
  /** 0–1: as how much of a hearing that is independent of the others it counts. */
  readonly weight: number;
}

export interface LanguageMemory {
  /** null: not told yet. */
  get(window: Float32Array): string | null;
  set(window: Float32Array, language: string): void;
}

/** What of an utterance that still grows its language is told from: the same for all of its states until it reaches the next length. */
export function windowOf(samples: Float32Array): Float32Array {
  const seconds = WINDOWS_S.findLast((window) => samples.length >= window * SAMPLE_RATE_HZ);
  return seconds === undefined ? samples : samples.subarray(0, seconds * SAMPLE_RATE_HZ);
}

/** The first of these, which an utterance and all of its states have alike; null: it is not so long yet. */
export function beginningOf(samples: Float32Array): Float32Array | null {
  const length = SHORTEST_WINDOW_S * SAMPLE_RATE_HZ;
  return samples.length < length ? null : samples.subarray(0, length);
}

/** Of a whole utterance, what its language is heard in; of it the parts below. */
export function wholeWindowOf(samples: Float32Array): Float32Array {
  return samples.subarray(0, LONGEST_WINDOW_S * SAMPLE_RATE_HZ);
}

/**
 * Of a whole utterance, one after the other: both halves, which cost together as much as the whole, and where they say different things, the whole, faster and
 * slower, then its first and its last two thirds. A beginning alone misleads, as "Usted es" does, which might be Tagalog.
 */
export function* hearingsOf(samples: Float32Array): Generator<HearingPart, void, void> {
  const window = wholeWindowOf(samples);
  const isHalved = window.length >= LEAST_TO_HALVE_S * SAMPLE_RATE_HZ;
  const weight = isHalved ? WEIGHT_AGAIN : WEIGHT;
  if (isHalved) {
    const middle = Math.floor(window.length / 2);
    yield { samples: window.subarray(0, middle), weight: WEIGHT };
    yield { samples: window.subarray(middle), weight: WEIGHT };
  }
  yield { samples: window, weight };
  if (window.length < LEAST_TO_HEAR_AGAIN_S * SAMPLE_RATE_HZ) return;
  yield { samples: atSpeed(window, FASTER), weight };
  yield { samples: atSpeed(window, SLOWER), weight };
  if (!isHalved) return;
  const larger = Math.floor(window.length * LARGER_PART);
  yield { samples: window.subarray(0, larger), weight };
  yield { samples: window.subarray(window.length - larger), weight };
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
