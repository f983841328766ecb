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
const LOUD = 28_600;
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

/** Zeros before the first loud sample say nothing. */
function positionOf(samples: Float32Array): number {
  const loud = samples.findIndex((value) => value > 0);
  const values = Array.from(samples.subarray(loud, loud + 2 * PERIOD), (value) => Math.round(value * 32_768) - LOUD);
  const placeOf = (value: number | undefined): number => Math.floor((value ?? -1) / BASE);
  const at = values.findIndex((value, index) => placeOf(value) === 0 && placeOf(values[index + 1]) === 1);
  const [low, high] = [values[at], values[at + 1]];
  if (low === undefined || high === undefined) throw new SubcamError('internal', 'This sound does not say where it stands.');
  return PERIOD * ((high - BASE) * BASE + low) - at - loud;
}

/** A word of which less is heard than this is not heard at all; of others the letters that are heard. */
const LEAST_HEARD = 0.4;

/** The same with zeros between the words where there is nothing said. */
export function soundOfWords(words: readonly SpokenWord[], length: number): Int16Array {
  const sound = soundWithPositions(length, length);
  let end = 0;
  for (const word of words) {
    sound.fill(0, end, word.firstSample);
    end = word.endSample;
  }
  return sound.fill(0, end);
}

function heardOf({ text, firstSample, endSample }: SpokenWord, from: number, end: number): string {
  const share = (Math.min(end, endSample) - Math.max(from, firstSample)) / (endSample - firstSample);
  if (share < LEAST_HEARD) return '';
  const letters = Math.ceil(share * text.length);
  return firstSample < from ? text.slice(-letters) : text.slice(0, letters);
}

/** Zeros after the last loud sample are quiet, in the recording or added to it: nothing is said there. */
function endOf(samples: Float32Array): number {
  return samples.findLastIndex((value) => value > 0) + 1;
}

/** What is said in a stretch of the recording, words at its ends by halves; with each the place of its word among all. */
export function wordsAt(
  words: readonly SpokenWord[],
  { samples }: Pick<SttRequest, 'samples'>,
): readonly { text: string; index: number; isWhole: boolean }[] {
  const from = positionOf(samples);
  const heard = words.map((word, index) => {
    const text = heardOf(word, from, from + endOf(samples));
    return { text, index, isWhole: text === word.text };
  });
  return heard.filter(({ text }) => text !== '');
}

export function readingAt(words: readonly SpokenWord[], request: Pick<SttRequest, 'samples'>): string {
  return wordsAt(words, request)
    .map(({ text }) => text)
    .join(' ');
}

/** `answer`: of each request, given what is said in its sound. */
export function positionStt(
  clock: Clock,
  words: readonly SpokenWord[],
  answer: (text: string, request: SttRequest, index: number) => ScriptedReading = (text) => ({ text }),
): ScriptedStt {
  return scriptedStt(clock, (request, index) => answer(readingAt(words, request), request, index));
}
