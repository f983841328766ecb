// Partials of one segment after another -> their revisions, and what viewers saw last.
import { SAMPLE_RATE_HZ, type SttResult, type Transcript } from '@subcam/shared';
import type { HeldReading, SegmentSound } from '../segment/index.ts';
import { soundLengthOf } from './read-final.ts';
import { lettersOf, spokenUnitsOf } from './spoken-units.ts';

/** So much of what was seen before a cut is enough to find where it goes on. */
const SEEN_WORDS = 24;

/** What viewers see of a segment. */
interface SeenReading extends Pick<HeldReading, 'endSample' | 'text' | 'lettersPerSecond'> {
  readonly of: SttResult;
}

export interface ShownPartials {
  /** The last reading of the segment now of which something was shown. */
  readonly last: SttResult | null;
  /** Another segment grows. */
  begin(): void;
  /** null where there is nothing to show. */
  tell(
    segment: SegmentSound,
    result: SttResult,
    shown: Pick<Transcript, 'text' | 'stableLength'>,
  ): Pick<Transcript, 'text' | 'stableLength' | 'revision'> | null;
  /** What viewers saw last of the segment before the one that grows, as a reading of which all was told; null: nothing. */
  seenBefore(cutSample: number): HeldReading | null;
  /** Of a reading that is shown, and that nothing after it is held to. */
  provisionalRevision(firstSample: number): number;
  /** Of a final: its partials are over. */
  nextRevision(firstSample: number): number;
}

export function createShownPartials(): ShownPartials {
  /** By first sample, of segments that have no final yet. */
  const revisions = new Map<number, number>();
  let [seen, seenEarlier]: [SeenReading | null, SeenReading | null] = [null, null];
  let last: SttResult | null = null;
  const provisionalRevision = (firstSample: number): number => {
    const revision = (revisions.get(firstSample) ?? 0) + 1;
    revisions.set(firstSample, revision);
    return revision;
  };
  return {
    provisionalRevision,
    get last() {
      return last;
    },
    begin: () => {
      seenEarlier = seen;
      last = null;
    },
    tell: (segment, result, { text, stableLength }) => {
      if (text === '') return null;
      const { firstSample, endSample } = segment;
      const revision = provisionalRevision(firstSample);
      last = result;
      const lettersPerSecond = (lettersOf(spokenUnitsOf(text)) * SAMPLE_RATE_HZ) / soundLengthOf(segment);
      seen = { endSample, text, lettersPerSecond, of: result };
      return { text, stableLength, revision };
    },
    seenBefore: (firstSample) => {
      if (seenEarlier === null) return null;
      const { endSample, lettersPerSecond, of } = seenEarlier;
      const text = seenEarlier.text.split(' ').slice(-SEEN_WORDS).join(' ');
      const { language, confidence, engine } = of;
      return { firstSample, endSample, text, committedLength: text.length, lettersPerSecond, language, confidence, engine };
    },
    nextRevision: (firstSample) => {
      const revision = (revisions.get(firstSample) ?? 0) + 1;
      for (const first of revisions.keys()) if (first <= firstSample) revisions.delete(first);
      return revision;
    },
  };
}
