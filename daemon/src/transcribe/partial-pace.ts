// What readings of growing segments cost -> when the next one is due, so that they take a share of the time and no more. Pure but for its clock.
import { SAMPLE_RATE_HZ, SubcamError, type Clock, type Stt, type SttResult } from '@subcam/shared';
import type { SegmentSound } from '../segment/index.ts';
import { soundLengthOf } from './read-final.ts';

/** Pre-roll and 0.9 s of speech. What is shorter has a word or two, of which the last is not shown: as good as nothing for what a whole reading costs. */
const LEAST_SAMPLES = 1.2 * SAMPLE_RATE_HZ;

/** Within a word there is no longer silence. After it the final may be due at any moment, and would share the processor with the reading. */
const MOST_SILENT_SAMPLES = 0.1 * SAMPLE_RATE_HZ;

/** Whether a state of a growing segment is worth a reading by an engine of which each one costs much. */
function isWorthReading(segment: SegmentSound): boolean {
  return soundLengthOf(segment) >= LEAST_SAMPLES && segment.endSample - segment.speechEndSample <= MOST_SILENT_SAMPLES;
}

export interface PartialPace {
  /** Whether the time for another one has come. */
  readonly isDue: boolean;
  /** Of one that was begun: to be called when it has ended, or nobody waits for it any more. */
  begin(): () => void;
}

/**
 * `share`: above 0, at most 1; null: always due. The pause after a reading is as long as makes the reading its share of both. What counts is the time until
 * the answer, so that a machine that is busy otherwise, and readings of other people that wait, make them rarer too.
 */
export function openPartialPace(share: number | null, clock: Clock): PartialPace {
  let dueMs = Number.NEGATIVE_INFINITY;
  return {
    get isDue() {
      return clock.monotonicMs() >= dueMs;
    },
    begin: () => {
      const beganMs = clock.monotonicMs();
      return () => {
        if (share === null) return;
        const nowMs = clock.monotonicMs();
        dueMs = nowMs + (nowMs - beganMs) * (1 / share - 1);
      };
    },
  };
}

/** Whether a state of a growing segment is to be read by `engine` at its pace: one that has a share of the time reads what is worth it. */
export function isToBeRead(segment: SegmentSound, pace: PartialPace, { partialShare }: Pick<Stt, 'partialShare'>): boolean {
  return pace.isDue && (partialShare === undefined || isWorthReading(segment));
}

/** A reading at its pace. `settling`: resolves when a final waits, to which it gives way: it is given up, and null; null: it does not. */
export async function pacedReading(
  pace: PartialPace,
  read: (stop: AbortSignal) => Promise<SttResult | null>,
  { signal, settling }: { readonly signal: AbortSignal; readonly settling: Promise<void> | null },
): Promise<SttResult | null> {
  const end = pace.begin();
  const giveUp = new AbortController();
  const reading = read(AbortSignal.any([signal, giveUp.signal]));
  const result = await (settling === null ? reading : Promise.race([reading, settling.then(() => null)]));
  end();
  giveUp.abort(new SubcamError('aborted', 'A final of this segment is due.'));
  return result;
}
