// Sound files of every common kind, and files that are none.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { soundFrames } from './sound-file.ts';
import { wavBytes } from './testing/wav-bytes.ts';
import type { TestWav } from './testing/wav-bytes.ts';
import { openWav } from './wav-file.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'subcam-wav-'));
});

afterEach(() => rm(folder, { recursive: true, force: true }));

async function fileOf(bytes: Buffer): Promise<string> {
  const path = join(folder, 'sound.wav');
  await writeFile(path, bytes);
  return path;
}

async function monoOf(wav: TestWav): Promise<number[]> {
  await using file = await openWav(await fileOf(wavBytes(wav)));
  const samples: number[] = [];
  for await (const block of file.mono()) samples.push(...block);
  return samples;
}

const RAMP = [-1, -0.5, -0.25, 0, 0.25, 0.5, 0.75];

test.each([
  { encoding: 'integer', bitsPerSample: 8, tolerance: 1 / 128 },
  { encoding: 'integer', bitsPerSample: 16, tolerance: 1 / 32_768 },
  { encoding: 'integer', bitsPerSample: 24, tolerance: 1e-6 },
  { encoding: 'integer', bitsPerSample: 32, tolerance: 1e-6 },
  { encoding: 'float', bitsPerSample: 32, tolerance: 1e-6 },
  { encoding: 'float', bitsPerSample: 64, tolerance: 1e-6 },
] as const)('$bitsPerSample-bit $encoding sound is read, plain and extensible', async ({ encoding, bitsPerSample, tolerance }) => {
  for (const extensible of [false, true]) {
    const mono = await monoOf({ encoding, bitsPerSample, extensible, channels: [RAMP] });
    expect(mono).toHaveLength(RAMP.length);
    for (const [index, value] of RAMP.entries()) expect(Math.abs((mono[index] ?? Number.NaN) - value)).toBeLessThanOrEqual(tolerance);
  }
});

test('several channels become their mean', async () => {
  expect(
    await monoOf({
      encoding: 'float',
      bitsPerSample: 32,
      channels: [
        [0.5, -0.5, 1],
        [0.25, 0.5, 1],
      ],
    }),
  ).toEqual([0.375, 0, 1]);
});

test('chunks that are not sound, odd sizes included, are passed over', async () => {
  const extra = [
    { id: 'LIST', bytes: Buffer.from('odd') },
    { id: 'bext', bytes: Buffer.alloc(602) },
  ];
  expect(await monoOf({ encoding: 'integer', bitsPerSample: 16, channels: [[0.5]], chunksBefore: extra })).toEqual([0.5]);
});

test('a size that a pipe left open runs to the end of the file, and a promise of more than is there is told', async () => {
  for (const dataBytes of [0, 0xffff_ffff]) {
    await using file = await openWav(await fileOf(wavBytes({ encoding: 'integer', bitsPerSample: 16, channels: [RAMP], dataBytes })));
    expect(file).toMatchObject({ sampleCount: RAMP.length, truncated: false });
  }
  await using file = await openWav(await fileOf(wavBytes({ encoding: 'integer', bitsPerSample: 16, channels: [RAMP], dataBytes: 1000 })));
  expect(file).toMatchObject({ sampleCount: RAMP.length, truncated: true });
});

test.each([
  ['text', Buffer.from('this is no sound at all')],
  ['nothing', Buffer.alloc(0)],
  ['a header without sound', wavBytes({ encoding: 'integer', bitsPerSample: 16, channels: [RAMP] }).subarray(0, 36)],
  ['12-bit sound', wavBytes({ encoding: 'integer', bitsPerSample: 16, channels: [RAMP], claimedBits: 12 })],
  ['no channels', wavBytes({ encoding: 'integer', bitsPerSample: 16, channels: [] })],
  ['an impossible rate', wavBytes({ encoding: 'integer', bitsPerSample: 16, channels: [RAMP], sampleRateHz: 7 })],
])('a file of %s is refused with the command that converts it', async (_name, bytes) => {
  const path = await fileOf(bytes);
  await expect(openWav(path)).rejects.toMatchObject({ code: 'bad-request', message: expect.stringContaining('ffmpeg') as string });
});

test('a file that is not there is named', async () => {
  await expect(openWav(join(folder, 'none.wav'))).rejects.toMatchObject({
    code: 'bad-request',
    message: expect.stringContaining('none.wav') as string,
  });
});

test('a sample that is no number is refused with its time', async () => {
  const samples = Array.from({ length: 1600 }, (_, index) => (index === 800 ? Number.NaN : 0));
  await expect(monoOf({ encoding: 'float', bitsPerSample: 32, channels: [samples] })).rejects.toThrow('0.050 s in');
});

test('sixteen-bit sound at 16 kHz reaches the wire sample for sample, in frames of 20 ms', async () => {
  const samples = Array.from({ length: 810 }, (_, index) => Math.sin(index / 7) * 0.9);
  const path = await fileOf(wavBytes({ encoding: 'integer', bitsPerSample: 16, channels: [samples] }));
  await using file = await openWav(path);
  const frames = [];
  for await (const frame of soundFrames(file, {}, new AbortController().signal)) frames.push(frame);
  expect(frames.map((frame) => [frame.firstSample, frame.samples.length])).toEqual([
    [0, 320],
    [320, 320],
    [640, 170],
  ]);
  expect(frames.flatMap((frame) => [...frame.samples])).toEqual(samples.map((sample) => Math.round(sample * 32_767)));
});

test('another rate without ffmpeg is refused with what to do', async () => {
  const path = await fileOf(wavBytes({ encoding: 'integer', bitsPerSample: 16, channels: [RAMP], sampleRateHz: 44_100 }));
  await using file = await openWav(path);
  const read = async (): Promise<void> => {
    for await (const frame of soundFrames(file, { PATH: folder }, new AbortController().signal)) expect(frame).toBeUndefined();
  };
  await expect(read()).rejects.toMatchObject({ code: 'program-missing' });
});
