// A segment that may be over -> its final reading, begun before anybody knows whether it is.
import { SubcamError, type LanguageCode, type SttResult } from '@subcam/shared';
import type { SegmentSound } from '../segment/index.ts';
import type { LanguageHearing } from './language-hearing.ts';
import { isAsItMightEnd, MIN_SAMPLES, soundOf } from './read-final.ts';

export interface ReadingAhead {
  /** Begins; what was begun before is given up. */
  begin(segment: SegmentSound): void;
  /** More is said of this segment, so that what was begun of it is of no use. What was begun of a segment before it is kept: that one is over. */
  goesOn(segment: Pick<SegmentSound, 'firstSample'>): void;
  /** What was begun of the very same sound, null for any other; once. It resolves with null where the engine failed, or it was given up. */
  take(segment: SegmentSound): { readonly known: Promise<SttResult | null> | null; readonly giveUp: () => void };
}

/** One reading at a time. Ends with the signal. */
export function openReadingAhead(
  { hearing, language }: { readonly hearing: LanguageHearing; readonly language: LanguageCode },
  signal: AbortSignal,
): ReadingAhead {
  let begun: { readonly segment: SegmentSound; readonly reading: Promise<SttResult | null>; readonly stop: AbortController } | null = null;

  const giveUp = (): void => {
    begun?.stop.abort(new SubcamError('aborted', 'More is said: this segment is not over.'));
    begun = null;
  };

  return {
    begin: (segment) => {
      giveUp();
      const samples = soundOf(segment);
      if (samples.length < MIN_SAMPLES) return;
      const stop = new AbortController();
      const either = AbortSignal.any([signal, stop.signal]);
      // What is wrong with the engine is dealt with when the segment is over and it is asked again.
      const { stt } = hearing.of(segment);
      const reading = stt.transcribe({ samples, language, purpose: 'final' }, either).catch(() => null);
      begun = { segment, reading, stop };
    },
    goesOn: ({ firstSample }) => {
      if (begun?.segment.firstSample === firstSample) giveUp();
    },
    take: (segment) => {
      if (begun === null) return { known: null, giveUp: () => undefined };
      const { segment: ahead, reading, stop } = begun;
      const isSame = isAsItMightEnd(segment, ahead);
      if (!isSame) giveUp();
      begun = null;
      return {
        known: isSame ? reading : null,
        giveUp: () => stop.abort(new SubcamError('aborted', 'Nobody waits for this reading any more.')),
      };
    },
  };
}
