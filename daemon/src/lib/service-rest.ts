// The header Retry-After of a service that has too much to do -> how long it is left alone.
import type { Clock } from '@subcam/shared';

/** Seconds (RFC 9110, section 10.2.3); some servers write fractions. */
const SECONDS = /^\d{1,15}(?:\.\d+)?$/;

/**
 * Milliseconds from now that an answer asks to wait, 0 where it asks for nothing or for what makes no sense. A date is read against the
 * answer's own `Date`, so that it does not matter how the clocks of the two machines differ; where that gives nothing, against our clock.
 */
export function retryAfterMs(headers: Headers, clock: Pick<Clock, 'nowMs'>): number {
  const given = headers.get('retry-after')?.trim() ?? '';
  if (SECONDS.test(given)) return Number(given) * 1000;
  const atMs = Date.parse(given);
  if (Number.isNaN(atMs)) return 0;
  const saidAtMs = Date.parse(headers.get('date') ?? '');
  return saidAtMs < atMs ? atMs - saidAtMs : Math.max(0, atMs - clock.nowMs());
}

/** Timers may fire so much before their time. */
const EARLY_TIMER_MS = 5;

export interface ServiceRest {
  /** The service is left alone for so long from now on. */
  begin(durationMs: number): void;
  /** Milliseconds that are left of it; 0: it may be asked. */
  leftMs(): number;
}

export function createServiceRest(clock: Pick<Clock, 'monotonicMs'>): ServiceRest {
  let untilMs = Number.NEGATIVE_INFINITY;
  return {
    begin: (durationMs) => {
      untilMs = Math.max(untilMs, clock.monotonicMs() + durationMs);
    },
    leftMs: () => {
      const leftMs = untilMs - clock.monotonicMs();
      return leftMs <= EARLY_TIMER_MS ? 0 : leftMs;
    },
  };
}
