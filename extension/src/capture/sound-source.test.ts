// Pieces as Chrome gives them -> frames: holes filled to the sample, rates that change, nothing shifted.
import { describe, expect, it } from 'vitest';
import { FRAME_SAMPLES, SAMPLE_RATE_HZ } from '@subcam/shared';
import { createSoundSource } from './sound-source.ts';
import type { AudioGap } from '@subcam/shared';

function record(): { source: ReturnType<typeof createSoundSource>; samples: number[]; gaps: AudioGap[]; log: string[] } {
  const samples: number[] = [];
  const gaps: AudioGap[] = [];
  const log: string[] = [];
  const source = createSoundSource({
    onFrame: (frame) => {
      expect(frame.firstSample).toBe(samples.length);
      samples.push(...frame.samples);
      log.push(`frame ${frame.firstSample}`);
    },
    onGap: (gap) => {
      gaps.push(gap);
      log.push(`gap ${gap.firstSample}`);
    },
  });
  return { source, samples, gaps, log };
}

/** So many milliseconds of one value from a media time on. */
function feed(
  source: ReturnType<typeof createSoundSource>,
  options: { fromMs: number; ms: number; rateHz?: number; value?: number },
): void {
  const rateHz = options.rateHz ?? 48_000;
  for (let at = 0; at < options.ms; at += 10) {
    const piece = new Float32Array(rateHz / 100).fill(options.value ?? 0.5);
    source.accept({ timestampUs: 9_000_000 + (options.fromMs + at) * 1000, rateHz, samples: piece });
  }
}

describe('createSoundSource', () => {
  it.each([44_100, 48_000])('makes 16000 samples of a second at %i Hz, in frames of 20 ms', (rateHz) => {
    const { source, samples, gaps } = record();
    feed(source, { fromMs: 0, ms: 1_000, rateHz });
    expect(samples.length % FRAME_SAMPLES).toBe(0);
    source.finish();
    expect(samples).toHaveLength(SAMPLE_RATE_HZ);
    expect(gaps).toEqual([]);
  });

  it('fills what the source skipped with silence of that very length, and tells of it first', () => {
    const { source, samples, gaps, log } = record();
    feed(source, { fromMs: 0, ms: 500 });
    feed(source, { fromMs: 537, ms: 463 + 7 });
    source.finish();
    expect(gaps).toEqual([{ firstSample: 8_000, sampleCount: 592, reason: 'source-gap' }]);
    expect(samples).toHaveLength(16_000 + 7 * 16);
    // The filter reaches 2.5 ms to either side of an edge; behind that it is sound here and silence there.
    expect(samples.slice(1_000, 7_950).every((x) => Math.abs(x - 16_384) < 20)).toBe(true);
    expect(samples.slice(8_050, 8_540).every((x) => Math.abs(x) < 20)).toBe(true);
    expect(samples.slice(8_650, 15_900).every((x) => Math.abs(x - 16_384) < 20)).toBe(true);
    expect(log.indexOf('gap 8000')).toBeLessThan(log.indexOf('frame 8000'));
  });

  it('keeps media time over many gaps at a rate that does not divide', () => {
    const { source, samples, gaps } = record();
    for (let n = 0; n < 50; n += 1) feed(source, { fromMs: n * 123, ms: 100, rateHz: 44_100 });
    source.finish();
    expect(gaps).toHaveLength(49);
    expect(Math.abs(samples.length - (49 * 123 + 100) * 16)).toBeLessThanOrEqual(1 + 49);
    for (const [n, gap] of gaps.entries()) expect(Math.abs(gap.firstSample - (n * 123 + 100) * 16)).toBeLessThanOrEqual(1 + n);
  });

  it('goes on at the same media time when the device changes its rate', () => {
    const { source, samples, gaps } = record();
    feed(source, { fromMs: 0, ms: 500, rateHz: 48_000 });
    feed(source, { fromMs: 500, ms: 500, rateHz: 44_100, value: -0.5 });
    source.finish();
    expect(samples).toHaveLength(16_000);
    expect(gaps).toEqual([]);
    expect(samples[7_900]).toBeGreaterThan(16_000);
    expect(samples[8_100]).toBeLessThan(-16_000);
  });

  it('survives a machine that slept for a minute: the silence is as long, frame by frame', () => {
    const { source, samples, gaps } = record();
    feed(source, { fromMs: 0, ms: 100 });
    feed(source, { fromMs: 60_100, ms: 100 });
    source.finish();
    expect(gaps).toEqual([{ firstSample: 1_600, sampleCount: 960_000, reason: 'source-gap' }]);
    expect(samples).toHaveLength(963_200);
  });
});
