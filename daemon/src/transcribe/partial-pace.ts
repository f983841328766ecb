// What readings of growing segments cost -> when the next one is due, so that they take a share of the time and no more. Pure but for its clock.
import type { Clock } from '@subcam/shared';

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
