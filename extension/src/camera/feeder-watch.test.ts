// The feeder's watch: told within 3 s, whatever timers do; never mistaken for a page that stood still itself.
import { describe, expect, it } from 'vitest';
import { FEEDER_BEAT_MS, FEEDER_SILENT_MS } from '../bus/page-messages.ts';
import { createFeederWatch, type FeederWatch } from './feeder-watch.ts';

/** Whoever opens the tile is told within this that its captions stopped. */
const TOLD_WITHIN_MS = 3_000;

function openWatch(): { watch: FeederWatch; told: string[] } {
  const told: string[] = [];
  return { watch: createFeederWatch({ onLost: () => told.push('lost'), onBack: () => told.push('back') }), told };
}

/** Looks as the camera's clock does, no more often than each `everyMs`; the instant at which the feeder is lost, or Infinity. */
function lostAtMs({ watch, told }: { watch: FeederWatch; told: readonly string[] }, fromMs: number, everyMs: number): number {
  let nowMs = fromMs;
  while (nowMs < fromMs + 60_000) {
    nowMs = Math.max(nowMs + everyMs, Math.min(watch.nextLookMs, nowMs + 1_000));
    watch.look(nowMs);
    if (told.includes('lost')) return nowMs;
  }
  return Infinity;
}

describe('the feeder’s watch', () => {
  it.each([0, 16, 250, 999, 1_000])('finds a feeder lost within 3 s when it is silent and the clock ticks each %d ms', (everyMs) => {
    const bench = openWatch();
    bench.watch.hear(5_000);
    const foundAtMs = lostAtMs(bench, 5_000, everyMs) - 5_000;
    expect(foundAtMs).toBeGreaterThanOrEqual(FEEDER_SILENT_MS);
    expect(foundAtMs).toBeLessThan(TOLD_WITHIN_MS);
  });

  it('keeps one that beats, for as long as it does', () => {
    const { watch, told } = openWatch();
    for (let nowMs = 0; nowMs < 600_000; nowMs += FEEDER_BEAT_MS) {
      watch.look(nowMs);
      watch.hear(nowMs);
    }
    expect(told).toEqual([]);
  });

  it('says of one that was heard whether it is lost, and of no other', () => {
    const { watch } = openWatch();
    const seen = [watch.isLost];
    for (const step of [() => watch.lose(), () => watch.hear(0), () => watch.lose(), () => watch.hear(10)]) {
      step();
      seen.push(watch.isLost);
    }
    expect(seen).toEqual([false, false, false, true, false]);
  });

  it('keeps one whose page slept for an hour, if a beat comes once both are awake', () => {
    const { watch, told } = openWatch();
    watch.hear(0);
    watch.look(3_600_000);
    watch.look(3_600_010);
    watch.hear(3_600_500);
    expect(told).toEqual([]);
    watch.look(3_600_500 + 3_600_000);
    watch.look(3_600_500 + 3_600_800);
    expect(told).toEqual(['lost']);
  });

  it('loses at once one whose connection is gone, tells it once, and tells once when it is heard again', () => {
    const { watch, told } = openWatch();
    watch.hear(0);
    watch.lose();
    watch.lose();
    watch.look(60_000);
    expect(told).toEqual(['lost']);
    watch.hear(60_500);
    watch.hear(61_000);
    expect(told).toEqual(['lost', 'back']);
  });

  it('has nothing to lose, and nothing to wake for, before it was ever fed', () => {
    const { watch, told } = openWatch();
    watch.lose();
    watch.look(3_600_000);
    expect(told).toEqual([]);
    expect(watch.nextLookMs).toBe(Infinity);
  });

  it('is not put out by a clock that goes backwards', () => {
    const { watch, told } = openWatch();
    watch.hear(5_000);
    watch.look(1_000);
    watch.look(1_100);
    expect(told).toEqual([]);
  });
});
