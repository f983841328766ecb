// Resampling through the real ffmpeg: what is above half the target rate must not come back as something else.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { soundFrames } from './sound-file.ts';
import { wavBytes } from './testing/wav-bytes.ts';
import { openWav } from './wav-file.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'subcam-sound-'));
});

afterEach(() => rm(folder, { recursive: true, force: true }));

/** A second of a tone through the resampler, without its first and last 50 ms (the filter's edges), −1…1. */
async function resampledTone(frequencyHz: number, sampleRateHz: number): Promise<{ samples: number[]; count: number }> {
  const tone = Array.from({ length: sampleRateHz }, (_, index) => 0.5 * Math.sin((2 * Math.PI * frequencyHz * index) / sampleRateHz));
  const path = join(folder, `${frequencyHz}-${sampleRateHz}.wav`);
  await writeFile(path, wavBytes({ encoding: 'float', bitsPerSample: 32, channels: [tone, tone], sampleRateHz }));
  await using wav = await openWav(path);
  const samples: number[] = [];
  for await (const frame of soundFrames(wav, process.env, new AbortController().signal)) {
    for (const sample of frame.samples) samples.push(sample / 32_768);
  }
  return { samples: samples.slice(800, -800), count: samples.length };
}

const decibels = (samples: readonly number[]): number =>
  20 * Math.log10(Math.sqrt(samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length) / (0.5 / Math.SQRT2));

test.each([48_000, 44_100, 8_000])('a 1 kHz tone at %i Hz keeps its level and its length', async (sampleRateHz) => {
  const { samples, count } = await resampledTone(1000, sampleRateHz);
  expect(Math.abs(count - 16_000)).toBeLessThanOrEqual(32);
  expect(Math.abs(decibels(samples))).toBeLessThan(0.1);
});

test.each([48_000, 44_100])('a 9 kHz tone at %i Hz does not alias above −60 dB', async (sampleRateHz) => {
  expect(decibels((await resampledTone(9000, sampleRateHz)).samples)).toBeLessThan(-60);
});

test('a signal ends the work', async () => {
  const path = join(folder, 'long.wav');
  await writeFile(
    path,
    wavBytes({ encoding: 'integer', bitsPerSample: 8, channels: [Array.from({ length: 480_000 }, () => 0)], sampleRateHz: 48_000 }),
  );
  await using wav = await openWav(path);
  const stop = new AbortController();
  const read = async (): Promise<void> => {
    for await (const frame of soundFrames(wav, process.env, stop.signal))
      if (frame.firstSample >= 16_000) stop.abort(new Error('stopped by the test'));
  };
  await expect(read()).rejects.toThrow(/stopped by the test|aborted/);
});
