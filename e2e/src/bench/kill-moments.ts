// How often a daemon is killed while a sound is sent -> when: one moment at random in each of so many parts of the sound.
import { systemClock } from '@subcam/shared';

/** A daemon lives at least so long before it is killed again. */
const LIVES_AT_LEAST_MS = 300;

/**
 * `kill` is called at each moment with the milliseconds since the beginning, and resolves when the daemon works again: only then its life begins. Resolves with
 * what it answered, in order; rejects as it does, or with the signal's reason.
 */
export async function killAtMoments<T>(
  wish: {
    readonly kills: number;
    readonly soundMs: number;
    /** From 0 to 1. */
    readonly random: () => number;
    readonly kill: (sinceMs: number) => Promise<T>;
  },
  signal: AbortSignal,
): Promise<readonly T[]> {
  const { kills, soundMs, random, kill } = wish;
  const beganAtMs = systemClock.monotonicMs();
  const answers: T[] = [];
  for (let count = 0; count < kills; count += 1) {
    const dueMs = beganAtMs + ((count + random()) / kills) * soundMs;
    await systemClock.sleep(Math.max(LIVES_AT_LEAST_MS, dueMs - systemClock.monotonicMs()), signal);
    answers.push(await kill(systemClock.monotonicMs() - beganAtMs));
  }
  return answers;
}
