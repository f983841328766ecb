// Events and decoded frames -> from each event to the first frame that shows it.
import { summarizeLatencies, type LatencySummary } from '@subcam/shared';
import type { ObservedFrame } from '../../mock-meet/index.ts';

export interface BlinkEvent {
  /** Wall clock at which it was emitted, ms. */
  readonly emittedAtMs: number;
  /** Whether the words are there from now on. */
  readonly bright: boolean;
}

export interface PixelLatency extends LatencySummary {
  /** Events that no frame showed before the next event came; they are in no quantile. */
  readonly missed: number;
}

/** The instants at which the brightness of the crop crossed the threshold. Frames without a brightness are left aside. */
function turns(frames: readonly ObservedFrame[], threshold: number): readonly { readonly atMs: number; readonly bright: boolean }[] {
  const found: { readonly atMs: number; readonly bright: boolean }[] = [];
  let wasBright: boolean | null = null;
  for (const { atMs, luma } of frames) {
    if (luma === null) continue;
    const bright = luma > threshold;
    if (wasBright !== null && bright !== wasBright) found.push({ atMs, bright });
    wasBright = bright;
  }
  return found;
}

export interface BlinkTurn {
  readonly events: readonly BlinkEvent[];
  readonly frames: readonly ObservedFrame[];
}

function shownAfterMs({ events, frames }: BlinkTurn, threshold: number): readonly number[] {
  const seen = turns(frames, threshold);
  const shown: number[] = [];
  let at = 0;
  for (const [index, { emittedAtMs, bright }] of events.entries()) {
    const untilMs = events[index + 1]?.emittedAtMs ?? Infinity;
    for (; at < seen.length; at += 1) {
      const turn = seen[at];
      if (turn === undefined || turn.atMs >= untilMs) break;
      if (turn.atMs < emittedAtMs || turn.bright !== bright) continue;
      shown.push(turn.atMs - emittedAtMs);
      break;
    }
  }
  return shown;
}

/**
 * `threshold`: luma of the crop above which the words are there. Events of a turn are in order, as are its frames. An event is shown
 * by the first frame after it that turned to its brightness, if that came before the next event.
 */
export function pixelLatency(observed: readonly BlinkTurn[], threshold: number): PixelLatency {
  const shown = observed.flatMap((turn) => shownAfterMs(turn, threshold));
  const events = observed.reduce((sum, turn) => sum + turn.events.length, 0);
  return { ...summarizeLatencies(shown), missed: events - shown.length };
}
