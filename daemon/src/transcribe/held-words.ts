// Words near a cut, held back from the final before it -> the final after it, which says them whole and once. Pure.
import { SAMPLE_RATE_HZ, type SttResult } from '@subcam/shared';
import type { HeldReading, SegmentSound } from '../segment/index.ts';
import { joinReadings, splitReading, type JoinedReading } from './join-readings.ts';
import { lettersOf, spokenInOne, spokenUnitsOf } from './spoken-units.ts';

/**
 * Of the shared sound after a cut, one and a half times as long is held back: where somebody speaks more slowly before the cut than on the
 * whole, or more quickly, it is still before the end of the reading, which may be a half word.
 */
const HELD_SHARE = 1.5;

/** Twice the shared sound of both sides, for the same reason. */
const CONTEXT_SHARE = 4;

/** What a segment that ends at a cut comes to. */
export interface HeldBack {
  /** For its own final; empty when all of it is held back. */
  readonly committed: string;
  readonly held: HeldReading;
}

/**
 * `text`: all that was read of the segment, joined to what was held back before; `result`: that reading, of the sound `heard`.
 * `overlapSamples`: from so long before the cut on the next segment will be read; `toldLength`: so much of `text` was promised.
 */
export function holdBack(
  text: string,
  result: SttResult & { readonly spoken: string },
  { heard, overlapSamples, toldLength }: { readonly heard: SegmentSound; readonly overlapSamples: number; readonly toldLength: number },
): HeldBack {
  const { soundBefore, samples, soundAfter, endSample } = heard;
  const lettersPerSample = lettersOf(spokenUnitsOf(result.spoken)) / (soundBefore.length + samples.length + soundAfter.length);
  const overlapLetters = lettersPerSample * overlapSamples;
  const { committed, tail } = splitReading(text, {
    heldLetters: HELD_SHARE * overlapLetters,
    contextLetters: CONTEXT_SHARE * overlapLetters,
    leastLength: toldLength,
  });
  const { language, confidence, engine } = result;
  const lettersPerSecond = lettersPerSample * SAMPLE_RATE_HZ;
  const held = {
    firstSample: endSample,
    endSample: endSample + soundAfter.length,
    ...tail,
    lettersPerSecond,
    language,
    confidence,
    engine,
  };
  return { committed, held };
}

/** What was held back, as it was read. */
export function restOf({ text, committedLength }: HeldReading): string {
  return text.slice(committedLength).trim();
}

/** Samples of a segment's sound, from its beginning, that the held reading knows too. */
export function sharedSamples(held: HeldReading, { firstSample, soundBefore }: SegmentSound): number {
  return Math.max(0, held.endSample - firstSample + soundBefore.length);
}

/** What is held back and, after it, a reading of the segment that goes on with it. */
export function afterHeld(held: HeldReading, spoken: string, segment: SegmentSound): JoinedReading {
  const shared = sharedSamples(held, segment);
  if (shared === 0 || spoken === '') return { text: spokenInOne(restOf(held), spoken), isCertain: true };
  return joinReadings(held, spoken, { letters: (held.lettersPerSecond * shared) / SAMPLE_RATE_HZ, isMeasured: false });
}

/** The same, with what the shared sound says by itself. Silence says nothing about what two readings heard in it. */
export function afterHeldMeasured(held: HeldReading, spoken: string, sharedText: string): JoinedReading | null {
  const letters = lettersOf(spokenUnitsOf(sharedText));
  return letters === 0 ? null : joinReadings(held, spoken, { letters, isMeasured: true });
}
