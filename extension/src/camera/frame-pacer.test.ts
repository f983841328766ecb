import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  BURST_FRAMES,
  HURRIED_SETTLE_GAPS_MS,
  HURRY_MS,
  createFramePacer,
  KEEP_ALIVE_MS,
  MIN_SPACING_MS,
  SETTLE_GAPS_MS,
  STREAM_PERIODS,
} from './frame-pacer.ts';

const PERIOD_MS = 1000 / 30;

/** Frames that a pacer lets out, when a clock ticks at exactly the instants it asks for and changes come at these instants. */
function run(
  { fps, hurries = false }: { readonly fps: number; readonly hurries?: boolean },
  changesAtMs: readonly number[],
  untilMs: number,
): { readonly atMs: number; readonly changed: boolean }[] {
  const pacer = createFramePacer(fps);
  const frames: { readonly atMs: number; readonly changed: boolean }[] = [];
  const changes = [...changesAtMs];
  let changed = false;
  let nowMs = 0;
  while (nowMs <= untilMs) {
    if (changes[0] !== undefined && changes[0] <= nowMs) {
      changes.shift();
      changed = true;
    }
    if (pacer.due(changed, nowMs)) {
      frames.push({ atMs: nowMs, changed });
      if (hurries && changed) pacer.hurry(nowMs);
      changed = false;
    }
    nowMs = Math.max(nowMs + 0.001, Math.min(pacer.nextDueMs(changed), changes[0] ?? Infinity));
  }
  return frames;
}

const countIn = (frames: readonly { readonly atMs: number }[], fromMs: number, toMs: number): number =>
  frames.filter(({ atMs }) => atMs >= fromMs && atMs < toMs).length;

describe('the frame pacer', () => {
  it('lets a change out at the instant it comes, however long nothing has happened', () => {
    const frames = run({ fps: 30 }, [0, 5_123, 60_017], 61_000);
    expect(frames.filter(({ changed }) => changed).map(({ atMs }) => Math.round(atMs))).toEqual([0, 5_123, 60_017]);
  });

  it.each([
    [false, SETTLE_GAPS_MS],
    [true, HURRIED_SETTLE_GAPS_MS],
  ])('sends a few more frames after a change, sooner if it was a large one (%s), and then a keep-alive', (hurries, expected) => {
    const frames = run({ fps: 30, hurries }, [0], 6_000);
    const gaps = frames.slice(1).map(({ atMs }, index) => atMs - (frames[index]?.atMs ?? 0));
    for (const [index, gap] of expected.entries()) expect(gaps[index]).toBeCloseTo(gap, 0);
    expect(gaps.length).toBeGreaterThan(expected.length + 5);
    for (const gap of gaps.slice(expected.length)) expect(gap).toBeCloseTo(KEEP_ALIVE_MS, 0);
  });

  it('costs four frames in three seconds when nothing happens', () => {
    expect(countIn(run({ fps: 30 }, [0], 70_000), 10_000, 70_000)).toBe(80);
  });

  it.each([
    [3, 6, 9],
    [5, 5, 10],
    [8, 8, 16],
    [12, 12, 12],
  ])('sends every change while someone talks at %i words a second, and about %i frames, at most %i', (words, frames, most) => {
    const changes = Array.from({ length: words * 60 }, (_, index) => (index * 1_000) / words);
    for (const [hurries, expected] of [
      [false, frames],
      [true, most],
    ] as const) {
      const sent = run({ fps: 30, hurries }, changes, 59_999);
      expect(sent.filter(({ changed }) => changed)).toHaveLength(changes.length);
      expect(Math.abs(sent.length / 60 - expected)).toBeLessThanOrEqual(0.5);
    }
  });

  it('hurries with a change that follows a large one closely, and not with later ones', () => {
    const pacer = createFramePacer(30);
    pacer.due(true, 1_000);
    pacer.hurry(1_000);
    pacer.due(true, 1_000 + HURRY_MS - 1);
    expect(pacer.nextDueMs(false)).toBeCloseTo(1_000 + HURRY_MS - 1 + (HURRIED_SETTLE_GAPS_MS[0] ?? 0));
    pacer.due(true, 1_000 + HURRY_MS + 50);
    expect(pacer.nextDueMs(false)).toBeCloseTo(1_000 + HURRY_MS + 50 + (SETTLE_GAPS_MS[0] ?? 0));
  });

  it('gives content that changes in every frame its whole rate, early and late frames included', () => {
    const jitterMs = [0, 6, -5, 9, -8, 3, 0, -2];
    const changes = Array.from({ length: 300 }, (_, index) => index * PERIOD_MS + (jitterMs[index % jitterMs.length] ?? 0));
    const frames = run({ fps: 30 }, changes, 10_000);
    expect(frames.filter(({ changed }) => changed).length).toBe(300);
    expect(countIn(frames, 0, 10_000)).toBeLessThanOrEqual(300 + BURST_FRAMES + 1);
  });

  it('fills the place of a late frame before its gap is seen', () => {
    const changes = Array.from({ length: 90 }, (_, index) => index * PERIOD_MS + (index === 40 ? 25 : 0));
    const frames = run({ fps: 30 }, changes, 2_900);
    const gaps = frames.slice(1).map(({ atMs }, index) => atMs - (frames[index]?.atMs ?? 0));
    expect(Math.max(...gaps)).toBeLessThanOrEqual(PERIOD_MS * STREAM_PERIODS + 1);
  });

  it('fills it even when the content comes faster than the rate', () => {
    const changes = Array.from({ length: 200 }, (_, index) => index * 30 + (index >= 150 ? 25 : 0));
    const frames = run({ fps: 30 }, changes, 6_000);
    const gaps = frames.slice(1).map(({ atMs }, index) => atMs - (frames[index]?.atMs ?? 0));
    expect(Math.max(...gaps)).toBeLessThanOrEqual(PERIOD_MS * STREAM_PERIODS + 1);
    expect(frames.length).toBeLessThanOrEqual(6 * 30 + BURST_FRAMES + 1);
  });

  it('makes few frames of many changes in a moment, and the last change is in one of them', () => {
    const changes = Array.from({ length: 100 }, (_, index) => 1_000 + index / 100);
    const frames = run({ fps: 30 }, [0, ...changes], 2_000).filter(({ atMs, changed }) => changed && atMs >= 1_000);
    expect(frames).toHaveLength(2);
    expect(frames[1]?.atMs).toBeCloseTo(1_000 + MIN_SPACING_MS, 0);
  });

  it('holds the rate of 15 in a flood', () => {
    const changes = Array.from({ length: 1_000 }, (_, index) => index * 10);
    expect(countIn(run({ fps: 15 }, changes, 10_000), 0, 10_000)).toBeLessThanOrEqual(150 + BURST_FRAMES + 1);
  });

  it('keeps a rate below that of the keep-alive', () => {
    expect(countIn(run({ fps: 1 }, [0], 20_000), 10_000, 20_000)).toBe(10);
  });

  it('takes a tick that comes a little early', () => {
    const pacer = createFramePacer(30);
    pacer.due(true, 0);
    expect(pacer.due(false, (SETTLE_GAPS_MS[0] ?? 0) - 3)).toBe(true);
  });

  it('does not make up for a clock that stood still', () => {
    const pacer = createFramePacer(30);
    pacer.due(true, 0);
    expect(pacer.due(false, 60_000)).toBe(true);
    expect(pacer.due(false, 60_010)).toBe(false);
  });

  it('never exceeds its rate by more than its burst, whatever comes when', () => {
    const events = fc.array(fc.tuple(fc.boolean(), fc.double({ min: 0, max: 80, noNaN: true })), { maxLength: 300 });
    fc.assert(
      fc.property(events, fc.integer({ min: 1, max: 60 }), (steps, fps) => {
        const pacer = createFramePacer(fps);
        const periodMs = 1000 / fps;
        const slackMs = Math.min(4, periodMs / 4);
        let nowMs = 0;
        let frames = 0;
        for (const [changed, stepMs] of steps) {
          nowMs += stepMs;
          if (pacer.due(changed, nowMs)) frames += 1;
        }
        expect(frames).toBeLessThanOrEqual((nowMs + slackMs) / periodMs + BURST_FRAMES + 1);
      }),
    );
  });
});
