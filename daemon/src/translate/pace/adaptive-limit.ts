// How a service answers -> how many requests it is given at once: one more while that makes no answer later, half as many and a pause when it is overloaded.
import type { Clock } from '@subcam/shared';

export interface AdaptiveLimitOptions {
  /** Requests at once, at most. */
  readonly most: number;
  /** How long it is left alone at most after it was overloaded with one request at a time and did not say for how long, ms. */
  readonly maxPauseMs: number;
  readonly clock: Pick<Clock, 'monotonicMs'>;
}

/** `overloaded`: it did not answer in time, or said that it can't now. `unknown`: what came of it says nothing of its load. */
export type Ending = { readonly type: 'worked' | 'unknown' } | { readonly type: 'overloaded'; readonly retryAfterMs: number };

export interface AdaptiveLimit {
  /** Requests that may be under way, 1 or more. */
  readonly atOnce: number;
  /** How long it is to be left alone from now on, ms; 0: it may be asked. */
  readonly restMs: number;
  /** A text of so many characters is sent; the answer is to be told once, when it has ended. */
  begin(textLength: number): (ending: Ending) => void;
}

/** Additive increase, multiplicative decrease (Chiu and Jain 1989): what is kept of the number of requests at once when it is overloaded. */
const KEPT_SHARE = 0.5;

/** Answers that take so many times as long as they did one at a time wait in the service: more requests at once bring nothing there. */
export const LATER_TIMES = 1.6;

/** So many of the latest answers are compared, since texts differ. */
const COMPARED = 5;
const LEAST_COMPARED = 3;

/** For so long the number at which answers came later is not tried again, ms. */
export const CEILING_MS = 30_000;

/** The pause after it was overloaded with one request at a time, ms; doubles each time. */
export const FIRST_PAUSE_MS = 200;

/** Of answers to texts of one size that were asked for alone, so many are kept. */
const KEPT_ALONE = 8;

interface UnderWay {
  readonly startedMs: number;
  /** Texts of twice the length are of the next size. */
  readonly size: number;
  isAlone: boolean;
  /** Whether there were ever as many as allowed while it was under way. */
  wasFull: boolean;
}

/** Begins with one request at a time. */
export function createAdaptiveLimit({ most, maxPauseMs, clock }: AdaptiveLimitOptions): AdaptiveLimit {
  let limit = 1;
  /** Answers since `limit` is what it is, to texts of which as many were under way. */
  let answers = 0;
  let ceiling = { atOnce: most, untilMs: Number.NEGATIVE_INFINITY };
  let decreasedMs = Number.NEGATIVE_INFINITY;
  let restUntilMs = Number.NEGATIVE_INFINITY;
  let pauses = 0;
  let timesAlone: readonly number[] = [];
  const underWay = new Set<UnderWay>();
  /** By the size of the text: how long the latest answers took that were asked for alone, ms. */
  const alone = new Map<number, readonly number[]>();

  /** How long a text of this size takes alone; null: nothing is known. */
  const aloneMs = (size: number): number | null => {
    const [nearest] = [...alone.keys()].toSorted((one, other) => Math.abs(one - size) - Math.abs(other - size));
    if (nearest === undefined) return null;
    // A longer text may take as many times as long as it is longer.
    return Math.min(...(alone.get(nearest) ?? [])) * 2 ** Math.max(0, size - nearest);
  };

  const change = (to: number): void => {
    if (to <= limit) decreasedMs = clock.monotonicMs();
    limit = Math.max(1, to);
    answers = 0;
    timesAlone = [];
  };

  const answered = ({ startedMs, size, isAlone, wasFull }: UnderWay): void => {
    const nowMs = clock.monotonicMs();
    const tookMs = nowMs - startedMs;
    pauses = 0;
    const before = aloneMs(size);
    if (isAlone) alone.set(size, [...(alone.get(size) ?? []), tookMs].slice(-KEPT_ALONE));
    else if (before !== null && startedMs >= decreasedMs) timesAlone = [...timesAlone, tookMs / Math.max(1, before)].slice(-COMPARED);
    const typical = timesAlone.toSorted((a, b) => a - b)[Math.floor(timesAlone.length / 2)] ?? 0;
    if (timesAlone.length >= LEAST_COMPARED && typical > LATER_TIMES) {
      ceiling = { atOnce: Math.max(1, limit - 1), untilMs: nowMs + CEILING_MS };
      change(ceiling.atOnce);
      return;
    }
    if (!wasFull || startedMs < decreasedMs) return;
    answers += 1;
    const highest = nowMs < ceiling.untilMs ? ceiling.atOnce : most;
    // One at a time there is nothing to compare with.
    if (limit < highest && answers >= (limit === 1 ? 1 : Math.max(LEAST_COMPARED, limit))) change(limit + 1);
  };

  const overloaded = ({ startedMs }: UnderWay, retryAfterMs: number): void => {
    const nowMs = clock.monotonicMs();
    restUntilMs = Math.max(restUntilMs, nowMs + retryAfterMs);
    // Of requests that were under way together, all that fail tell the same.
    if (startedMs < decreasedMs) return;
    if (limit === 1 && retryAfterMs === 0) {
      restUntilMs = Math.max(restUntilMs, nowMs + Math.min(maxPauseMs, FIRST_PAUSE_MS * 2 ** pauses));
      pauses += 1;
    }
    change(Math.floor(limit * KEPT_SHARE));
  };

  return {
    get atOnce() {
      return limit;
    },
    get restMs() {
      return Math.max(0, restUntilMs - clock.monotonicMs());
    },
    begin: (textLength) => {
      for (const other of underWay) other.isAlone = false;
      const one: UnderWay = {
        startedMs: clock.monotonicMs(),
        size: Math.ceil(Math.log2(Math.max(1, textLength))),
        isAlone: underWay.size === 0,
        wasFull: false,
      };
      underWay.add(one);
      if (underWay.size >= limit) for (const each of underWay) each.wasFull = true;
      return (ending) => {
        if (!underWay.delete(one)) return;
        if (ending.type === 'worked') answered(one);
        else if (ending.type === 'overloaded') overloaded(one, ending.retryAfterMs);
      };
    },
  };
}
