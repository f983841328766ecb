import { describe, expect, it } from 'vitest';
import { changedPixels, correlation, cutOut, lumaOfRgba, type Luma } from './pixels.ts';

function striped(width: number, height: number, phase: number): Luma {
  const pixels = new Uint8Array(width * height);
  for (let y = 0; y < height; y += 1) for (let x = 0; x < width; x += 1) pixels[y * width + x] = (x + phase) % 8 < 4 ? 20 : 220;
  return { width, height, pixels };
}

const whole = { x: 0, y: 0, width: 64, height: 32 };

describe('pixels of the far end', () => {
  it('calls a picture unchanged when only coding noise differs', () => {
    const before = striped(64, 32, 0);
    const noisy = { ...before, pixels: before.pixels.map((value, index) => value + ((index * 7) % 9) - 4) };
    expect(changedPixels(before, noisy)).toBe(0);
  });

  it('counts what moved, and everything when the size changed', () => {
    expect(changedPixels(striped(64, 32, 0), striped(64, 32, 4))).toBe(16 * 8);
    expect(changedPixels(striped(64, 32, 0), striped(32, 32, 0))).toBe(Number.POSITIVE_INFINITY);
  });

  it('correlates a picture with itself in any brightness and contrast, not with another', () => {
    const picture = striped(64, 32, 0);
    const dimmed = { ...picture, pixels: picture.pixels.map((value) => 16 + value / 2) };
    expect(correlation(picture, dimmed, whole)).toBeGreaterThan(0.99);
    expect(correlation(picture, striped(64, 32, 2), whole)).toBeLessThan(0.2);
    expect(correlation(picture, striped(64, 32, 4), whole)).toBeLessThan(-0.9);
  });

  it('finds no text in a flat picture, whatever was expected there', () => {
    const flat = { width: 64, height: 32, pixels: new Uint8Array(64 * 32).fill(30) };
    expect(correlation(striped(64, 32, 0), flat, whole)).toBe(0);
    expect(correlation(striped(64, 32, 0), flat, { x: 100, y: 100, width: 10, height: 10 })).toBe(0);
  });

  it('compares at the decoded size when the sender scaled the picture down', () => {
    const half = { width: 32, height: 16, pixels: new Uint8Array(32 * 16) };
    for (let y = 0; y < 16; y += 1) for (let x = 0; x < 32; x += 1) half.pixels[y * 32 + x] = x % 4 < 2 ? 20 : 220;
    expect(correlation(striped(64, 32, 0), half, whole)).toBeGreaterThan(0.99);
  });

  it('weighs colours as BT.601 does', () => {
    expect([...lumaOfRgba(new Uint8Array([255, 255, 255, 255, 255, 0, 0, 255]), { width: 2, height: 1 }).pixels]).toEqual([255, 76]);
  });

  it('cuts out what a box touches, as far as there is a picture', () => {
    const picture = { width: 4, height: 3, pixels: Uint8Array.from([0, 1, 2, 3, 10, 11, 12, 13, 20, 21, 22, 23]) };
    expect(cutOut(picture, { x: 1.4, y: 0.6, width: 1.2, height: 1 })).toEqual({
      width: 2,
      height: 2,
      pixels: Uint8Array.of(1, 2, 11, 12),
    });
    expect(cutOut(picture, { x: 3, y: 2, width: 9, height: 9 })).toEqual({ width: 1, height: 1, pixels: Uint8Array.of(23) });
  });
});
