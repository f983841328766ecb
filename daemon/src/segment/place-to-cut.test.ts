import { describe, expect, it } from 'vitest';
import { placeToCut } from './place-to-cut.ts';
import { DEFAULT_SEGMENTER_SETTINGS } from './segmenter-settings.ts';

const STRETCH = DEFAULT_SEGMENTER_SETTINGS.cutStretchFrames;

const framesOf = (...probabilities: readonly number[]) => probabilities.map((probability, index) => ({ index, probability }));
const times = (count: number, probability: number): readonly number[] => Array.from({ length: count }, () => probability);
const placeIn = (...probabilities: readonly number[]): number | undefined => placeToCut(framesOf(...probabilities), STRETCH)?.index;

describe('the place to cut', () => {
  it('is sought over at least 80 ms', () => {
    expect(STRETCH * 32).toBeGreaterThanOrEqual(80);
  });

  it.each([
    [32, [0.1]],
    [64, [0.1, 0.1]],
  ])('is a pause of 96 ms, not the deeper closure of a consonant that lasts %i ms', (_ms, closure) => {
    const before = [...times(10, 0.95), ...closure, ...times(10, 0.95)];
    expect([1, 2]).toContain((placeIn(...before, 0.2, 0.2, 0.2, ...times(10, 0.95)) ?? 0) - before.length);
    expect([1, 2]).toContain((placeIn(...times(10, 0.95), 0.2, 0.2, 0.2, ...before) ?? 0) - 10);
  });

  it('is the middle of the pause', () => {
    expect(placeIn(...times(20, 0.9), ...times(STRETCH, 0.4), ...times(20, 0.9))).toBe(20 + STRETCH / 2);
  });

  it('is the earliest of equal ones', () => {
    expect(placeIn(...times(30, 0.9))).toBe(STRETCH / 2);
  });

  it('is the middle of all frames where they are fewer than a stretch, and nowhere without frames', () => {
    expect(placeIn(0.9, 0.1)).toBe(1);
    expect(placeIn(0.9)).toBe(0);
    expect(placeIn()).toBeUndefined();
  });
});
