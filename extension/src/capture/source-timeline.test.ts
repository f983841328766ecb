// The source's clock: gaps are as long as the timestamps say, noise and drift are not gaps, and sample 0 is stamped once.
import { describe, expect, it } from 'vitest';
import { WALL_CLOCK_PIECES, createSourceTimeline, createWallClockStamp } from './source-timeline.ts';

const piece = (timestampUs: number, frameCount = 480, rateHz = 48_000) => ({ timestampUs, frameCount, rateHz });

describe('createSourceTimeline', () => {
  it('finds nothing in contiguous pieces', () => {
    const timeline = createSourceTimeline();
    expect(Array.from({ length: 100 }, (_, n) => timeline.accept(piece(5_000_000 + n * 10_000)))).toEqual(
      Array.from({ length: 100 }, () => 0),
    );
  });

  it('gives the exact length of a jump, in frames of the piece', () => {
    const timeline = createSourceTimeline();
    timeline.accept(piece(0));
    expect(timeline.accept(piece(10_000 + 30_000))).toBe(1_440);
    expect(timeline.accept(piece(50_000))).toBe(0);
    expect(timeline.accept({ timestampUs: 70_000, frameCount: 441, rateHz: 44_100 })).toBe(441);
  });

  it('takes differences of up to 2 ms for noise, and lets no drift add up to a gap', () => {
    const timeline = createSourceTimeline();
    timeline.accept(piece(0));
    expect(timeline.accept(piece(12_000))).toBe(0);
    let at = 12_000;
    for (let n = 0; n < 10_000; n += 1) {
      at += 10_001;
      expect(timeline.accept(piece(at))).toBe(0);
    }
  });

  it('never cuts sound whose timestamp steps back; it counts it', () => {
    const timeline = createSourceTimeline();
    timeline.accept(piece(50_000));
    expect(timeline.accept(piece(40_000))).toBe(0);
    expect(timeline.overlaps).toBe(1);
  });
});

describe('createWallClockStamp', () => {
  it('puts sample 0 at the least delayed arrival, however late the first piece came', () => {
    const stamp = createWallClockStamp();
    const delaysMs = Array.from({ length: WALL_CLOCK_PIECES }, (_, n) => (n === 0 ? 90 : n === 7 ? 1.5 : 12));
    const results = delaysMs.map((delayMs, n) => stamp.arrived(piece(7_000_000 + n * 10_000), 1_700_000_000_000 + (n + 1) * 10 + delayMs));
    expect(results.slice(0, -1)).toEqual(Array.from({ length: WALL_CLOCK_PIECES - 1 }, () => null));
    expect(results.at(-1)).toBeCloseTo(1_700_000_000_001.5, 3);
  });

  it('is stamped once: later arrivals, even earlier ones, change nothing', () => {
    const stamp = createWallClockStamp();
    for (let n = 0; n < WALL_CLOCK_PIECES; n += 1) stamp.arrived(piece(n * 10_000), 1_000_010 + n * 10);
    expect(stamp.arrived(piece(0), 900_000)).toBe(1_000_000);
  });
});
