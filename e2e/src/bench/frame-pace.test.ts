import { describe, expect, it } from 'vitest';
import type { ObservedFrame } from '../../mock-meet/index.ts';
import { framePace } from './frame-pace.ts';

function frames(arrivals: readonly number[], sentMs: readonly (number | null)[] = arrivals): readonly ObservedFrame[] {
  return arrivals.map((atMs, index) => {
    const sent = sentMs[index] ?? null;
    return { atMs, rtpTimestamp: sent === null ? null : (sent * 90) % 2 ** 32, width: 1280, height: 720, luma: null };
  });
}

const steady = (from: number, count: number, everyMs = 100 / 3): number[] => Array.from({ length: count }, (_v, n) => from + n * everyMs);

describe('the pace of frames', () => {
  it('is the rate and no gap where frames come steadily', () => {
    expect(framePace([frames(steady(0, 301))])).toMatchObject({ fps: 30, frames: 301, gapsOver50: 0, gapsOver50Share: 0 });
  });

  it('counts an interval of more than 50 ms as a gap, and one of exactly 50 ms as none', () => {
    expect(framePace([frames([0, 50, 100.1, 133])])).toMatchObject({ gapsOver50: 1, gapsOver50Share: 1 / 3 });
  });

  it('tells a frame that was never handed over from one that was held up on its way', () => {
    const held = framePace([frames([0, 33, 100, 101], [0, 33, 66, 99])]);
    expect(held).toMatchObject({ gapsOver50: 1, gapsAtSender: 0 });
    const missing = framePace([frames([0, 33, 100, 133], [0, 33, 100, 133])]);
    expect(missing).toMatchObject({ gapsOver50: 1, gapsAtSender: 1 });
  });

  it("takes the sender's clock over its wrap-around", () => {
    const wrap = 2 ** 32 / 90;
    expect(framePace([frames([0, 60], [wrap - 10, wrap + 20])])).toMatchObject({ gapsOver50: 1, gapsAtSender: 0 });
    expect(framePace([frames([0, 60], [wrap - 10, wrap + 50])])).toMatchObject({ gapsOver50: 1, gapsAtSender: 1 });
  });

  it('does not take the pause between two stretches for a gap', () => {
    const pace = framePace([frames(steady(0, 31)), frames(steady(60_000, 31))]);
    expect(pace).toMatchObject({ fps: 30, frames: 62, gapsOver50: 0 });
  });

  it('says that it does not know where there was nothing to measure', () => {
    const nothing = { fps: 0, gapsOver50Share: null, frames: 0, gapsOver50: 0, gapsAtSender: 0 };
    expect(framePace([])).toMatchObject({ ...nothing, intervalMs: { p50: null, p95: null, max: null } });
    expect(framePace([frames([5])])).toMatchObject({ ...nothing, frames: 1 });
  });
});
