// Work -> the same work with a time limit: every limit of the product goes through here.
import type { SubcamError } from '../errors/subcam-error.ts';
import type { Clock } from './clock.ts';

export interface TimeLimitOptions {
  readonly clock: Clock;
  /** The caller's own reason to give up; the work is told of it too. */
  readonly signal?: AbortSignal;
  /** Made when the limit has passed: says what took too long, usually with the code `timeout`. */
  readonly late: () => SubcamError;
}

/** Why a timer is not waited for: nobody reads it, and without it an error with its stack would be made each time. */
const SETTLED = 'settled';

/**
 * What `work` gives, if it does within `limitMs` of the clock's time. Otherwise rejects at once with `late()`, or with the signal's reason
 * when that fires first; in both cases the signal that the work was given fires with the same error as its reason, and whether the work
 * heeds it changes nothing for the caller. The timer is cleared however it ends. A signal that has fired already begins no work.
 */
export async function withinTime<T>(
  limitMs: number,
  work: (signal: AbortSignal) => Promise<T>,
  { clock, signal: outer, late }: TimeLimitOptions,
): Promise<T> {
  outer?.throwIfAborted();
  const limit = new AbortController();
  const signal = outer === undefined ? limit.signal : AbortSignal.any([outer, limit.signal]);
  const given = Promise.withResolvers<never>();
  const onAbort = (): void => given.reject(signal.reason);
  // Before the work can listen: its own answer to the signal must not come before ours.
  signal.addEventListener('abort', onAbort, { once: true });
  const settled = new AbortController();
  clock.sleep(limitMs, settled.signal).then(
    () => limit.abort(late()),
    // The work has settled before the limit.
    () => undefined,
  );
  try {
    return await Promise.race([work(signal), given.promise]);
  } finally {
    signal.removeEventListener('abort', onAbort);
    settled.abort(SETTLED);
  }
}
