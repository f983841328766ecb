// A write that failed for now -> the same write again: the one place where storage is retried.
import { retry, type Clock } from '@subcam/shared';
import type { Log } from '../telemetry/index.ts';

/**
 * Waits between tries: about half a minute in all, and never long, so that what was held up follows at once when there is room again.
 * Longer than that the client's retained buffer (120 s) carries the outage: the session ends with the error, and its next connection goes
 * on from the last commit.
 */
const RETRY_AFTER_MS = [100, 250, 500, 1_000, ...Array.from({ length: 15 }, () => 2_000)];

/** Rejects with the error of the last try, at once when it can't pass by itself, or with the signal's reason. */
export async function commitDurably<T>(
  write: () => Promise<T>,
  deps: { readonly clock: Clock; readonly log: Log },
  signal: AbortSignal,
): Promise<T> {
  const { clock, log } = deps;
  return await retry(write, {
    clock,
    signal,
    waits: RETRY_AFTER_MS,
    onFailure: (error, waitMs) => {
      if (waitMs !== null) log.debug({ error, waitMs }, 'The store did not take a commit; it is tried again.');
    },
  });
}
