// A clock that a test turns by hand: sleeps end in order of their instants, and everything that follows from one happens before the next.
import type { Clock } from '@subcam/shared';

export interface VirtualClock extends Clock {
  /** Moves time on; resolves when all that became due, and what followed from it, has run. */
  advance(durationMs: number): Promise<void>;
}

/** Everything that is already due in microtasks. */
function settle(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

export function createVirtualClock(startMs = 1_700_000_000_000): VirtualClock {
  let nowMs = startMs;
  let sleepers: { readonly atMs: number; readonly wake: () => void }[] = [];
  return {
    nowMs: () => nowMs,
    sleep: (durationMs, signal) =>
      new Promise((resolve, reject) => {
        if (signal?.aborted) {
          reject(signal.reason as Error);
          return;
        }
        const sleeper = { atMs: nowMs + durationMs, wake: resolve };
        sleepers.push(sleeper);
        signal?.addEventListener('abort', () => {
          sleepers = sleepers.filter((one) => one !== sleeper);
          reject(signal.reason as Error);
        });
      }),
    async advance(durationMs) {
      const untilMs = nowMs + durationMs;
      await settle();
      for (;;) {
        const next = sleepers.toSorted((a, b) => a.atMs - b.atMs)[0];
        if (next === undefined || next.atMs > untilMs) break;
        sleepers = sleepers.filter((one) => one !== next);
        nowMs = next.atMs;
        next.wake();
        await settle();
      }
      nowMs = untilMs;
      await settle();
    },
  };
}
