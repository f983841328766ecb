// A recording -> what one of several sessions says of it, for how long. Pure.
import { msToSamples, samplesToMs } from '@subcam/shared';
import type { TimedWord } from './heard-session.ts';
import type { SpokenSound } from './spoken-sound.ts';

export interface SaidSound {
  readonly sampleCount: number;
  /** `words` of the recording, at their times in this sound. */
  readonly words: readonly TimedWord[];
  /** Samples from `firstSample` on, at most so many as there are. */
  read(firstSample: number, sampleCount: number): Int16Array;
}

/** Nobody talks before the first word, ms. */
const LEAD_IN_MS = 500;

/** Each session begins so much later than the one before it, ms: no multiple of a frame. */
const NEXT_LEAD_IN_MS = 310;

/** Each time that the recording is said again it begins so much later, ms: what is read of it while it grows is other sound then. */
const NEXT_TIME_MS = 70;

/** Nobody talks after the last word of the recording, ms, so that its end is heard as any other. */
export const PAUSE_AFTER_MS = 1_500;

/** Between words that are so far apart, ms, a session may begin in the middle of the recording. */
const LEAST_GAP_MS = 200;

/** Instants of the recording, ms, at which nobody is in a word: its beginning, and the middles of its pauses. */
function beginnings(words: readonly TimedWord[], soundMs: number): readonly number[] {
  const middles = words.flatMap(({ endMs }, index) => {
    const next = words[index + 1];
    if (next === undefined) return [soundMs + PAUSE_AFTER_MS / 2];
    return next.startMs - endMs >= LEAST_GAP_MS ? [(endMs + next.startMs) / 2] : [];
  });
  return [0, ...middles];
}

/**
 * Session `stream` of `streams`: each begins at another pause of the recording, so that they differ while all of them talk all the time.
 * `minutes`: whole rounds until it is so long; null: one round. `time`: how often the recording was said before.
 */
export function saidSound(
  { samples, words }: Pick<SpokenSound, 'samples' | 'words'>,
  {
    stream,
    streams,
    minutes,
    time = 0,
  }: { readonly stream: number; readonly streams: number; readonly minutes: number | null; readonly time?: number },
): SaidSound {
  const roundSamples = samples.length + msToSamples(PAUSE_AFTER_MS);
  const roundMs = samplesToMs(roundSamples);
  const rounds = minutes === null ? 1 : Math.ceil((minutes * 60_000) / roundMs);
  const wishedMs = (stream / streams) * roundMs;
  const beginMs = beginnings(words, samplesToMs(samples.length)).reduce((best, at) =>
    Math.abs(at - wishedMs) < Math.abs(best - wishedMs) ? at : best,
  );
  const beginSample = msToSamples(beginMs);
  const leadSamples = msToSamples(LEAD_IN_MS + stream * NEXT_LEAD_IN_MS + time * NEXT_TIME_MS);
  const sampleCount = leadSamples + rounds * roundSamples + (beginSample === 0 ? 0 : msToSamples(PAUSE_AFTER_MS));
  const soundEnd = leadSamples + rounds * roundSamples;
  const inOrder = [...words.filter(({ startMs }) => startMs >= beginMs), ...words.filter(({ startMs }) => startMs < beginMs)];
  const said = Array.from({ length: rounds }, (_, round) =>
    inOrder.map(({ text, startMs, endMs }) => {
      const shiftMs = samplesToMs(leadSamples) + round * roundMs - beginMs + (startMs < beginMs ? roundMs : 0);
      return { text, startMs: startMs + shiftMs, endMs: endMs + shiftMs };
    }),
  ).flat();
  return {
    sampleCount,
    words: said,
    read: (firstSample, count) => {
      const part = new Int16Array(Math.max(0, Math.min(count, sampleCount - firstSample)));
      for (let index = 0; index < part.length; index += 1) {
        const at = firstSample + index;
        if (at < leadSamples || at >= soundEnd) continue;
        // In the rest after the recording there are no samples.
        part[index] = samples[(at - leadSamples + beginSample) % roundSamples] ?? 0;
      }
      return part;
    },
  };
}

/** The beginning of a recording, up to the pause before its first word that ends after `limitMs`. */
export function beginningOf(sound: SpokenSound, limitMs: number): SpokenSound {
  const late = sound.words.findIndex(({ endMs }) => endMs > limitMs);
  // At least one word.
  const count = late < 0 ? sound.words.length : Math.max(1, late);
  const [last, next] = [sound.words[count - 1], sound.words[count]];
  if (last === undefined || next === undefined) return sound;
  const endMs = Math.max(last.endMs, (last.endMs + next.startMs) / 2);
  return { ...sound, words: sound.words.slice(0, count), samples: sound.samples.subarray(0, msToSamples(endMs)) };
}
