// Sound that says where in a recording it stands, and a recogniser that knows which words are said there: for tests of where sound is cut and joined.
import { SubcamError, type Clock, type SttRequest } from '@subcam/shared';
import { scriptedStt, type ScriptedReading, type ScriptedStt } from './fake-stt.ts';

export interface SpokenWord {
  readonly text: string;
  readonly firstSample: number;
  readonly endSample: number;
}

/** Digits of this base lie in the amplitude, which is loud enough for speech. */
const BASE = 1024;
const LOUD = 24_000;
const PERIOD = 4;

/** Loud sound (a scripted VAD calls it speech) with zeros from `speechEnd` on. */
export function soundWithPositions(speechEnd: number, length: number): Int16Array {
  return Int16Array.from({ length }, (_, sample) => {
    if (sample >= speechEnd) return 0;
    const [block, place] = [Math.floor(sample / PERIOD), sample % PERIOD];
    const digit = place === 0 ? block % BASE : place === 1 ? Math.floor(block / BASE) : 0;
    return LOUD + place * BASE + digit;
  });
}

function positionOf(samples: Float32Array): number {
  const values = Array.from(samples.subarray(0, 2 * PERIOD), (value) => Math.round(value * 32_768) - LOUD);
  const placeOf = (value: number | undefined): number => Math.floor((value ?? -1) / BASE);
  const at = values.findIndex((value, index) => placeOf(value) === 0 && placeOf(values[index + 1]) === 1);
  const [low, high] = [values[at], values[at + 1]];
  if (low === undefined || high === undefined) throw new SubcamError('internal', 'This sound does not say where it stands.');
  return PERIOD * ((high - BASE) * BASE + low) - at;
}

/** A word of which less is heard than this is not heard at all; of others the letters that are heard. */
const LEAST_HEARD = 0.4;

function heardOf({ text, firstSample, endSample }: SpokenWord, from: number, end: number): string {
  const share = (Math.min(end, endSample) - Math.max(from, firstSample)) / (endSample - firstSample);
  if (share < LEAST_HEARD) return '';
  const letters = Math.ceil(share * text.length);
  return firstSample < from ? text.slice(-letters) : text.slice(0, letters);
}

/** What is said in a stretch of the recording, words at its ends by halves. */
export function readingAt(words: readonly SpokenWord[], { samples }: Pick<SttRequest, 'samples'>): string {
  const from = positionOf(samples);
  const heard = words.map((word) => heardOf(word, from, from + samples.length));
  return heard.filter((text) => text !== '').join(' ');
}

/** `answer`: of each request, given what is said in its sound. */
export function positionStt(
  clock: Clock,
  words: readonly SpokenWord[],
  answer: (text: string, request: SttRequest, index: number) => ScriptedReading = (text) => ({ text }),
): ScriptedStt {
  return scriptedStt(clock, (request, index) => answer(readingAt(words, request), request, index));
}
