// The resampler against tones: what must pass, what must not fold back, and that counts are exact however the input is cut.
import { describe, expect, it } from 'vitest';
import * as fc from 'fast-check';
import { SAMPLE_RATE_HZ } from '@subcam/shared';
import { createResampler } from './resampler.ts';

function tone(frequencyHz: number, rateHz: number, seconds: number): Float32Array {
  return Float32Array.from({ length: Math.round(rateHz * seconds) }, (_, n) => 0.5 * Math.sin((2 * Math.PI * frequencyHz * n) / rateHz));
}

function concat(parts: readonly Float32Array[]): Float32Array {
  const whole = new Float32Array(parts.reduce((total, part) => total + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

function resample(input: Float32Array, rateHz: number, chunk = input.length): Float32Array {
  const resampler = createResampler(rateHz);
  const parts: Float32Array[] = [];
  for (let at = 0; at < input.length; at += chunk) parts.push(resampler.push(input.subarray(at, at + chunk)));
  parts.push(resampler.flush());
  return concat(parts);
}

/** Root mean square of the middle of a signal, edges left out, in dB. */
function levelDb(samples: Float32Array): number {
  const middle = samples.subarray(800, samples.length - 800);
  return 10 * Math.log10(middle.reduce((sum, x) => sum + x * x, 0) / middle.length);
}

const rates = [44_100, 48_000];

describe.each(rates)('resampling from %i Hz', (rateHz) => {
  const reference = levelDb(resample(tone(1_000, rateHz, 1), rateHz));

  it.each([9_000, 8_100, 10_000, 12_345, 15_000, 16_500, 20_000])('leaves less than -60 dB of a %i Hz tone', (frequencyHz) => {
    expect(levelDb(resample(tone(frequencyHz, rateHz, 1), rateHz)) - reference).toBeLessThan(-60);
  });

  it.each([50, 200, 440, 1_000, 3_000, 5_000, 6_500, 7_000])('passes a %i Hz tone within 1 dB', (frequencyHz) => {
    expect(Math.abs(levelDb(resample(tone(frequencyHz, rateHz, 1), rateHz)) - levelDb(tone(frequencyHz, rateHz, 1)))).toBeLessThan(1);
  });

  it('keeps a tone where it was: no delay, no change of phase', () => {
    const output = resample(tone(700, rateHz, 1), rateHz);
    const ideal = tone(700, SAMPLE_RATE_HZ, 1);
    const worst = Math.max(...output.subarray(800, -800).map((x, n) => Math.abs(x - (ideal[n + 800] ?? 0))));
    expect(worst).toBeLessThan(1e-3);
  });

  it('gives exactly two minutes of output for two minutes of input', () => {
    const resampler = createResampler(rateHz);
    const chunk = new Float32Array(rateHz / 100);
    let count = 0;
    for (let n = 0; n < 12_000; n += 1) count += resampler.push(chunk).length;
    const held = 120 * SAMPLE_RATE_HZ - count;
    expect(held).toBeGreaterThan(0);
    expect(held).toBeLessThan(SAMPLE_RATE_HZ * 0.005);
    expect(count + resampler.flush().length).toBe(120 * SAMPLE_RATE_HZ);
  });

  it('gives the same samples however the input is cut', () => {
    const input = tone(3_333, rateHz, 0.2);
    const whole = resample(input, rateHz);
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 3_000 }), (chunk) => {
        expect(resample(input, rateHz, chunk)).toEqual(whole);
      }),
      { numRuns: 25 },
    );
  });
});

describe('createResampler', () => {
  it('takes every rate that devices use, and gives ceil(inputs · 16000 / rate) samples', () => {
    for (const rateHz of [8_000, 11_025, 16_000, 22_050, 32_000, 96_000, 192_000]) {
      expect(resample(new Float32Array(12_347), rateHz)).toHaveLength(Math.ceil((12_347 * SAMPLE_RATE_HZ) / rateHz));
    }
  });

  it.each([0, -1, 7_999, 44_100.5, Number.NaN, Infinity])('refuses a rate of %d Hz with a typed error', (rateHz) => {
    expect(() => createResampler(rateHz)).toThrow(expect.objectContaining({ code: 'sample-rate' }));
  });
});
