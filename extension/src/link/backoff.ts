// How long to wait before the next attempt to connect: short enough that a restarted daemon is found at once, spread so that many don't come together.

/** A daemon that restarts is back within a second or two; the tile has five (design: recovery). */
export const BACKOFF_FIRST_MS = 100;
export const BACKOFF_MOST_MS = 1_000;

/** Milliseconds before attempt number `failures` + 1: doubling from 100 ms to 1 s, of which up to half is taken off by `random` (0–1). */
export function backoffMs(failures: number, random: number): number {
  const full = Math.min(BACKOFF_MOST_MS, BACKOFF_FIRST_MS * 2 ** Math.min(failures, 10));
  return full * (1 - random / 2);
}
