// A write that failed for now -> the same write again: the one place where storage is retried.
import { toSubcamError, type Clock } from '@subcam/shared';
import type { Log } from '../telemetry/index.ts';

/**
 * Waits between tries: about half a minute in all. Longer than that the client's retained buffer (120 s) carries the outage:
 * the session ends with the error, and its next connection goes on from the last commit.
 */
const RETRY_AFTER_MS = [100, 250, 500, 1_000, 2_000, 4_000, 8_000, 15_000];

/** Rejects with the error of the last try, at once when it can't pass by itself, or with the signal's reason. */
export async function commitDurably<T>(
  write: () => Promise<T>,
  deps: { readonly clock: Clock; readonly log: Log },
  signal: AbortSignal,
): Promise<T> {
  for (const waitMs of RETRY_AFTER_MS) {
    try {
      return await write();
    } catch (thrown) {
      const error = toSubcamError(thrown);
      if (!error.retryable) throw error;
      deps.log.warn({ error, waitMs }, 'The store did not take a commit; it is tried again.');
    }
    await deps.clock.sleep(waitMs, signal);
  }
  return await write();
}
