// Work that is wanted again and again -> the same work, once at a time and not too often.
import type { Clock } from '@subcam/shared';

export interface SpacedWork {
  /** Has it done: now, or with the first `ifDue` once it may be. */
  want(): void;
  /** Begins what is wanted and was not begun, if its time has come. */
  ifDue(): void;
  /** Resolves when nothing is at work. */
  settled(): Promise<void>;
}

/** `work` never rejects. `leastMs`: from one beginning to the next; read when it is used. */
export function spacedWork(
  work: () => Promise<void>,
  { clock, leastMs }: { readonly clock: Pick<Clock, 'monotonicMs'>; readonly leastMs: () => number },
): SpacedWork {
  let isWanted = false;
  let isAtWork = false;
  let begunMs = Number.NEGATIVE_INFINITY;
  let running: Promise<void> = Promise.resolve();
  const run = async (): Promise<void> => {
    isAtWork = true;
    try {
      await work();
    } finally {
      isAtWork = false;
    }
  };
  const ifDue = (): void => {
    if (!isWanted || isAtWork || clock.monotonicMs() - begunMs < leastMs()) return;
    isWanted = false;
    begunMs = clock.monotonicMs();
    running = run();
  };
  return {
    want: () => {
      isWanted = true;
      ifDue();
    },
    ifDue,
    settled: () => running,
  };
}
