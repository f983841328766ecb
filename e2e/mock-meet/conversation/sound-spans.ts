// Mono sound -> the spans that have sound in them, by energy.
import type { MonoSound } from './wav.ts';

export interface SoundSpan {
  readonly startMs: number;
  readonly endMs: number;
}

/** Energy is taken over this long. */
const WINDOW_MS = 20;

/** A pause shorter than this is inside a phrase: stops and glottal closures reach 150 ms, pauses between phrases start near 250 ms. */
const MIN_PAUSE_MS = 250;

/** Anything shorter is a click. */
const MIN_SOUND_MS = 80;

/** Sound is louder than the quietest tenth of the recording by this much … */
const ABOVE_FLOOR_DB = 12;

/** … and not fainter than the loudest twentieth by more than this. */
const BELOW_LOUD_DB = 35;

/** Digital silence has no logarithm. */
const SILENCE_DB = -100;

function levelsDb({ samples, rateHz }: MonoSound): number[] {
  const windowSamples = Math.max(1, Math.round((rateHz * WINDOW_MS) / 1000));
  const levels: number[] = [];
  for (let from = 0; from + windowSamples <= samples.length; from += windowSamples) {
    let power = 0;
    for (let i = from; i < from + windowSamples; i += 1) power += (samples[i] ?? 0) ** 2;
    levels.push(Math.max(SILENCE_DB, 10 * Math.log10(power / windowSamples)));
  }
  return levels;
}

/** In order, apart by at least MIN_PAUSE_MS; exact to WINDOW_MS. Empty for silence. */
export function findSoundSpans(sound: MonoSound): SoundSpan[] {
  const levels = levelsDb(sound);
  const ordered = levels.toSorted((a, b) => a - b);
  const floor = ordered[Math.floor(ordered.length * 0.1)] ?? SILENCE_DB;
  const loud = ordered[Math.floor(ordered.length * 0.95)] ?? SILENCE_DB;
  if (loud <= SILENCE_DB) return [];
  // A recording without a single pause has no floor to stand out from: then all of it that is not faint is sound.
  const threshold = Math.max(loud - BELOW_LOUD_DB, Math.min(floor + ABOVE_FLOOR_DB, loud - ABOVE_FLOOR_DB));
  const spans: { startMs: number; endMs: number }[] = [];
  for (const [index, level] of levels.entries()) {
    if (level < threshold) continue;
    const startMs = index * WINDOW_MS;
    const last = spans.at(-1);
    if (last !== undefined && startMs - last.endMs < MIN_PAUSE_MS) last.endMs = startMs + WINDOW_MS;
    else spans.push({ startMs, endMs: startMs + WINDOW_MS });
  }
  return spans.filter(({ startMs, endMs }) => endMs - startMs >= MIN_SOUND_MS);
}
