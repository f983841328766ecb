// Work that may fail for now -> the same work again, after a pause: every retry of the product goes through here.
import { toSubcamError, type ErrorCode, type SubcamError } from '../errors/subcam-error.ts';
import type { Clock } from './clock.ts';

export interface RetryOptions {
  readonly clock: Clock;
  /** Ends the pause that it meets, and keeps the next attempt from being made. An attempt under way has to heed it by itself. */
  readonly signal?: AbortSignal;
  /**
   * Milliseconds before the second attempt, the third and so on; longer where the error's `retryAfterMs` is. Where they end, so do the
   * attempts; `backoff` never ends.
   */
  readonly waits: Iterable<number>;
  /** Whether another attempt may bring something else. Default: the error's `retryable`. Asked once for each failure, in order. */
  readonly isWorthTrying?: (error: SubcamError) => boolean;
  /** Told of every failure; `waitMs` is the pause before the next attempt, null when there will be none. */
  readonly onFailure?: (error: SubcamError, waitMs: number | null) => void;
  /** The code of a thrown value that isn't a SubcamError. Default `internal`. */
  readonly failureCode?: ErrorCode;
}

/**
 * The first success of `work`. Rejects with the last failure as a SubcamError when the waits have run out or it isn't worth another
 * attempt, and with the signal's reason as soon as that fires during a pause, or once the work has rejected after it fired.
 */
export async function retry<T>(work: () => Promise<T>, options: RetryOptions): Promise<T> {
  const { clock, signal, isWorthTrying = (error) => error.retryable } = options;
  const waits = options.waits[Symbol.iterator]();
  try {
    for (;;) {
      signal?.throwIfAborted();
      let waitMs: number | null;
      try {
        return await work();
      } catch (thrown) {
        signal?.throwIfAborted();
        const error = toSubcamError(thrown, options.failureCode);
        const nextMs = isWorthTrying(error) ? nextOf(waits) : null;
        waitMs = nextMs === null ? null : Math.max(nextMs, error.retryAfterMs);
        options.onFailure?.(error, waitMs);
        if (waitMs === null) throw error;
      }
      await clock.sleep(waitMs, signal);
    }
  } finally {
    waits.return?.();
  }
}

function nextOf(waits: Iterator<number>): number | null {
  const next = waits.next();
  return next.done === true ? null : next.value;
}

/** Exponential backoff: from `firstMs`, doubling, to at most `maxMs`. */
export interface BackoffRange {
  readonly firstMs: number;
  readonly maxMs: number;
  /** 0–1 for each wait: how much of the half of it that may be left out is left out, so that many clients don't come back at once. Default 0. */
  readonly random?: () => number;
}

/** Milliseconds to wait after so many failures in a row (1 or more). */
export function backoffMs(failures: number, { firstMs, maxMs, random = () => 0 }: BackoffRange): number {
  return Math.min(maxMs, firstMs * 2 ** (failures - 1)) * (1 - random() / 2);
}

/** `backoffMs` of 1, 2, 3 … failures, without end: the `waits` of a retry that only its signal or `isWorthTrying` ends. */
export function* backoff(range: BackoffRange): Generator<number, never> {
  for (let failures = 1; ; failures += 1) yield backoffMs(failures, range);
}
