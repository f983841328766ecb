import { expect, it } from 'vitest';
import { clippedShare } from './clipping.ts';

/** A voice-like tone that grows and fades, times `gain`, cut off at 1, then made quieter. */
const tone = (gain: number, volume = 1): Float32Array =>
  Float32Array.from({ length: 16_000 }, (_, at) => {
    const value = gain * 0.3 * Math.sin(at / 9) * (0.4 + 0.6 * Math.sin(at / 900) ** 2);
    return volume * Math.max(-1, Math.min(1, value));
  });

it('is nothing of silence and of nothing, and next to nothing of loud sound that is whole', () => {
  expect(clippedShare(new Float32Array(0))).toBe(0);
  expect(clippedShare(new Float32Array(1_000))).toBe(0);
  expect(clippedShare(tone(3.3))).toBeLessThan(0.05);
});

it('grows with what is cut off, and is the same when the sound is made quieter afterwards', () => {
  const shares = [1, 4, 12, 50].map((gain) => clippedShare(tone(gain)));
  expect(shares).toEqual(shares.toSorted((a, b) => a - b));
  expect(shares.at(-1)).toBeGreaterThan(0.8);
  expect(clippedShare(tone(12, 0.2))).toBeCloseTo(clippedShare(tone(12)), 2);
});
