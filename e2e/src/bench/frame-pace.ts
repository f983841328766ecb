// Frames as they came -> rate and gaps: the received rate, the share of intervals that are too long, and where such a gap arose.
import { quantile } from '@subcam/shared';
import type { ObservedFrame } from '../../mock-meet/index.ts';

/** A frame that comes later than this after the one before is a gap: at 30 frames a second one is missing. */
export const GAP_MS = 50;

const RTP_TICKS_PER_MS = 90;

export interface FramePace {
  /** Frames a second. */
  readonly fps: number;
  /** Of the intervals between consecutive frames; null of fewer than two frames. */
  readonly gapsOver50Share: number | null;
  readonly frames: number;
  readonly gapsOver50: number;
  /** Of the gaps, how many the sender's own timestamps have too: no frame was handed over. The rest arose on the way or at the far end. */
  readonly gapsAtSender: number;
  readonly intervalMs: { readonly p50: number | null; readonly p95: number | null; readonly max: number | null };
}

/** Sums of stretches, each observed without a break. Frames within a stretch are in order. */
export function framePace(stretches: readonly (readonly ObservedFrame[])[]): FramePace {
  const intervals: number[] = [];
  let frames = 0;
  let observedMs = 0;
  let gapsAtSender = 0;
  for (const stretch of stretches) {
    frames += stretch.length;
    observedMs += (stretch.at(-1)?.atMs ?? 0) - (stretch[0]?.atMs ?? 0);
    for (const [index, frame] of stretch.entries()) {
      const before = stretch[index - 1];
      if (before === undefined) continue;
      const intervalMs = frame.atMs - before.atMs;
      intervals.push(intervalMs);
      if (intervalMs <= GAP_MS || frame.rtpTimestamp === null || before.rtpTimestamp === null) continue;
      // Timestamps wrap around at 2^32.
      const sentMs = ((frame.rtpTimestamp - before.rtpTimestamp) >>> 0) / RTP_TICKS_PER_MS;
      if (sentMs > GAP_MS) gapsAtSender += 1;
    }
  }
  const gapsOver50 = intervals.filter((interval) => interval > GAP_MS).length;
  const round = (value: number | null): number | null => (value === null ? null : Math.round(value * 10) / 10);
  return {
    fps: observedMs === 0 ? 0 : Math.round((intervals.length / observedMs) * 10_000) / 10,
    gapsOver50Share: intervals.length === 0 ? null : gapsOver50 / intervals.length,
    frames,
    gapsOver50,
    gapsAtSender,
    intervalMs: { p50: round(quantile(intervals, 0.5)), p95: round(quantile(intervals, 0.95)), max: round(quantile(intervals, 1)) },
  };
}
