// A Clock on which time passes fifty times as fast: pauses cost next to nothing, and real connections still come within their limits.
import { systemClock, type Clock } from '@subcam/shared';

const SPEED = 50;

/** `slept` are the durations that were slept to their end, in ms of its own time, oldest first: pauses, and limits that passed. */
export function createFastClock(): Clock & { readonly slept: readonly number[] } {
  const slept: number[] = [];
  return {
    slept,
    nowMs: () => systemClock.nowMs() * SPEED,
    monotonicMs: () => systemClock.monotonicMs() * SPEED,
    sleep: async (durationMs, signal) => {
      await systemClock.sleep(durationMs / SPEED, signal);
      slept.push(durationMs);
    },
  };
}
