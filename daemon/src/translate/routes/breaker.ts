// Circuit breaker (Nygard, "Release It!"): an engine that keeps failing is left alone for a while, then asked with one request whether it works again.
import type { Clock } from '@subcam/shared';

/** Failures in a row after which it is left alone. */
export const OPEN_AFTER_FAILURES = 3;

/** For so long, unless the settings say otherwise. */
export const OPEN_FOR_MS = 10_000;

export interface Breaker {
  /** Whether a request may be made now. While it is open, one may each `openForMs`. */
  mayTry(): boolean;
  /** Whether it is left alone: it has failed too often, and has not worked since. */
  readonly isOpen: boolean;
  worked(): void;
  failed(): void;
}

/** `openForMs`: read when it is used. */
export function createBreaker(clock: Pick<Clock, 'monotonicMs'>, openForMs: () => number = () => OPEN_FOR_MS): Breaker {
  let failures = 0;
  let closedUntilMs = -Infinity;
  return {
    get isOpen() {
      return failures >= OPEN_AFTER_FAILURES;
    },
    mayTry() {
      if (failures < OPEN_AFTER_FAILURES) return true;
      if (clock.monotonicMs() < closedUntilMs) return false;
      // Whoever asks now is the one that finds out; until it has, others wait as long again.
      closedUntilMs = clock.monotonicMs() + openForMs();
      return true;
    },
    worked() {
      failures = 0;
    },
    failed() {
      failures += 1;
      if (failures >= OPEN_AFTER_FAILURES) closedUntilMs = clock.monotonicMs() + openForMs();
    },
  };
}
