import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createFramePacer } from './frame-pacer.ts';

const PERIOD_MS = 1000 / 30;

describe('the frame pacer', () => {
  it('takes every tick of a clock of its rate, early or late by a little', () => {
    const pacer = createFramePacer(30);
    const jitterMs = [0, 2, -2, 1, -3, 3, 0, -1];
    const taken = jitterMs.filter((jitter, index) => pacer.due('tick', 1_000 + index * PERIOD_MS + jitter));
    expect(taken).toHaveLength(jitterMs.length);
  });

  it('takes every other tick at half the rate', () => {
    const pacer = createFramePacer(15);
    const taken = Array.from({ length: 60 }, (_, index) => pacer.due('tick', index * PERIOD_MS)).filter(Boolean);
    expect(taken).toHaveLength(30);
  });

  it('lets a change out at once, between ticks, and keeps to the grid after it', () => {
    const pacer = createFramePacer(30);
    expect(pacer.due('tick', 0)).toBe(true);
    expect(pacer.due('change', 10)).toBe(true);
    expect(pacer.due('tick', 20)).toBe(false);
    expect(pacer.due('tick', PERIOD_MS)).toBe(true);
  });

  it('holds the rate in a flood of changes: at most a quarter more', () => {
    const pacer = createFramePacer(30);
    let frames = 0;
    for (let ms = 0; ms < 10_000; ms += 1) if (pacer.due(ms % 33 === 0 ? 'tick' : 'change', ms)) frames += 1;
    expect(frames).toBeGreaterThanOrEqual(300);
    expect(frames).toBeLessThanOrEqual(300 * 1.25 + 4);
  });

  it('does not make up for ticks that a clock missed', () => {
    const pacer = createFramePacer(30);
    pacer.due('tick', 0);
    expect(pacer.due('tick', 5_000)).toBe(true);
    expect(pacer.due('tick', 5_010)).toBe(false);
  });

  it('never exceeds its bound, whatever comes when', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.boolean(), fc.double({ min: 0, max: 80, noNaN: true })), { maxLength: 300 }), (events) => {
        const pacer = createFramePacer(30);
        let nowMs = 0;
        let frames = 0;
        for (const [isTick, stepMs] of events) {
          nowMs += stepMs;
          if (pacer.due(isTick ? 'tick' : 'change', nowMs)) frames += 1;
        }
        expect(frames).toBeLessThanOrEqual((nowMs / PERIOD_MS) * 1.25 + 6);
      }),
    );
  });
});
