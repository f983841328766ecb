// Sound files of every common kind, and files that are none.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openBytes, streamSource } from './byte-source.ts';
import { openSound } from './sound-file.ts';
import { wavBytes } from '../testing/wav-bytes.ts';
import type { TestWav } from '../testing/wav-bytes.ts';
import { isPlaceholder, readWav } from './wav-file.ts';

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

const noInput = (): AsyncIterable<Uint8Array> => {
  throw new Error('This test has no standard input.');
};
const forever = new AbortController().signal;

/** Where ffmpeg is not to be found. */
const withoutFfmpeg = () => ({ env: { PATH: folder }, input: noInput, signal: forever });

interface ReadSound {
  readonly firstChannel: readonly number[];
  readonly isCutOff: boolean;
}

/** From a file, or from a pipe that gives so many bytes at a time. */
async function readBack(bytes: Buffer, pieceBytes: number | null = null): Promise<ReadSound> {
  const pieces = async function* () {
    for (let at = 0; at < bytes.length; at += pieceBytes ?? 1) yield await Promise.resolve(bytes.subarray(at, at + (pieceBytes ?? 1)));
  };
  await using source = pieceBytes === null ? await openBytes(await fileOf(bytes), noInput) : streamSource(pieces());
  const wav = await readWav(source, 'sound.wav');
  if (wav.type !== 'wav') throw new Error(`not read here: ${wav.kind}`);
  const firstChannel: number[] = [];
  for await (const [first] of wav.blocks()) firstChannel.push(...(first ?? []));
  return { firstChannel, isCutOff: wav.isCutOff };
}

const monoOf = async (wav: TestWav): Promise<readonly number[]> => (await readBack(wavBytes(wav))).firstChannel;

async function samplesOf(path: string): Promise<number[]> {
  await using sound = await openSound(path, withoutFfmpeg());
  const samples: number[] = [];
  for await (const frame of sound.frames()) samples.push(...frame.samples);
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
  const channels = [
    [0.5, -0.5, 1],
    [0.25, 0.5, 1],
  ];
  expect(await samplesOf(await fileOf(wavBytes({ encoding: 'float', bitsPerSample: 32, channels })))).toEqual([12_288, 0, 32_767]);
});

test('chunks that are not sound, odd sizes included, are passed over', async () => {
  const extra = [
    { id: 'LIST', bytes: Buffer.from('odd') },
    { id: 'bext', bytes: Buffer.alloc(602) },
  ];
  expect(await monoOf({ encoding: 'integer', bitsPerSample: 16, channels: [[0.5]], chunksBefore: extra })).toEqual([0.5]);
});

/** What recorders leave that write to a pipe: ffmpeg, sox and espeak-ng, arecord, libsndfile, and others. */
const LEFT_OPEN = [
  0, 0xffff_ffff, 0xffff_fffe, 0xffff_ffdb, 0xffff_f000, 0xffff_0000, 0x7fff_f000, 0x7fff_ffff, 0x7fff_ffdb, 0x8000_0000, 0x8000_0024,
  0x7f00_0000, 0x4000_0000,
];

test.each(LEFT_OPEN)('a size of %i, which a pipe left open, runs to the end of the sound without complaint', async (dataBytes) => {
  const bytes = wavBytes({ encoding: 'integer', bitsPerSample: 16, channels: [RAMP], dataBytes });
  for (const read of [await readBack(bytes), await readBack(bytes, 7)]) {
    expect(read.firstChannel).toHaveLength(RAMP.length);
    expect(read.isCutOff).toBe(false);
  }
});

test('a plain size with more than there is means that the recording is cut off, from a file and from a pipe', async () => {
  for (const dataBytes of [1000, 64_000_000, 1_234_567_890, 3_000_000_044]) {
    const bytes = wavBytes({ encoding: 'integer', bitsPerSample: 16, channels: [RAMP], dataBytes });
    for (const read of [await readBack(bytes), await readBack(bytes, 1000)]) {
      expect(read.firstChannel).toHaveLength(RAMP.length);
      expect(read.isCutOff).toBe(true);
    }
  }
});

test('sizes of finished recordings are not taken for open ones', () => {
  const anHour = 3600 * 16_000 * 2;
  for (const bytes of [2, 44, 65_536, 2 ** 20, 2 ** 27, anHour, 12 * anHour, 20 * anHour, 3_000_000_000])
    expect(isPlaceholder(bytes)).toBe(false);
});

describe('sound of which it is said how long it is', () => {
  const after = [{ id: 'LIST', bytes: Buffer.from('INFOISFT') }];
  const wav = { encoding: 'integer', bitsPerSample: 16, channels: [RAMP], chunksAfter: after } as const;

  test('ends there, whatever follows it', async () => {
    expect((await readBack(wavBytes(wav))).firstChannel).toHaveLength(RAMP.length);
  });

  test.each(['RF64', 'BW64'] as const)('may say so in 64 bits, as %s does', async (form) => {
    const read = await readBack(wavBytes({ ...wav, form }));
    expect(read.firstChannel).toHaveLength(RAMP.length);
    expect(read.isCutOff).toBe(false);
    expect((await readBack(wavBytes({ ...wav, form }).subarray(0, -20))).isCutOff).toBe(true);
  });

  test.each([0, 2 ** 63, 2 ** 64 - 2048])('runs to its end where 64 bits were left at %d', async (longBytes) => {
    const read = await readBack(wavBytes({ ...wav, chunksAfter: [], form: 'RF64', longBytes: BigInt(longBytes) }));
    expect(read.firstChannel).toHaveLength(RAMP.length);
    expect(read.isCutOff).toBe(false);
  });
});

test.each([
  ['text', Buffer.from('this is no sound at all')],
  ['nothing', Buffer.alloc(0)],
  ['a header without sound', wavBytes({ encoding: 'integer', bitsPerSample: 16, channels: [RAMP] }).subarray(0, 36)],
  ['no channels', wavBytes({ encoding: 'integer', bitsPerSample: 16, channels: [] })],
  ['an impossible rate', wavBytes({ encoding: 'integer', bitsPerSample: 16, channels: [RAMP], sampleRateHz: 7 })],
])('a file of %s is refused, and ffmpeg is named', async (name, bytes) => {
  const path = await fileOf(bytes);
  await expect(openSound(path, withoutFfmpeg())).rejects.toMatchObject({
    code: expect.stringMatching(name === 'text' ? 'sound-format' : 'sound-corrupt') as string,
    message: expect.stringContaining('ffmpeg') as string,
  });
});

test.each([
  ['WAV file with µ-law sound', wavBytes({ encoding: 'integer', bitsPerSample: 8, channels: [RAMP], claimedTag: 7 })],
  ['WAV file with A-law sound', wavBytes({ encoding: 'integer', bitsPerSample: 8, channels: [RAMP], claimedTag: 6 })],
  ['WAV file with IMA ADPCM sound', wavBytes({ encoding: 'integer', bitsPerSample: 8, channels: [RAMP], claimedTag: 17 })],
  ['12 bits', wavBytes({ encoding: 'integer', bitsPerSample: 16, channels: [RAMP], claimedBits: 12 })],
  ['FLAC', Buffer.from('fLaC and more')],
  ['Ogg', Buffer.from('OggS and more')],
  ['MP3', Buffer.from('ID3 and more')],
  ['MP3', Buffer.from([0xff, 0xfb, 0x90, 0])],
  ['AAC', Buffer.from([0xff, 0xf1, 0x50, 0x80])],
  ['MP4', Buffer.from('\0\0\0 ftypisom')],
  ['Matroska', Buffer.from([0x1a, 0x45, 0xdf, 0xa3])],
  ['AIFF', Buffer.from('FORM....AIFF')],
])('without ffmpeg, %s is refused by its name with what to install', async (kind, bytes) => {
  await expect(openSound(await fileOf(bytes), withoutFfmpeg())).rejects.toMatchObject({
    code: 'program-missing',
    message: expect.stringMatching(new RegExp(`${kind}.*apt-get install ffmpeg`, 'u')) as string,
  });
});

test('a directory is refused by its name', async () => {
  await expect(openSound(folder, withoutFfmpeg())).rejects.toMatchObject({
    code: 'bad-request',
    message: expect.stringContaining(folder) as string,
  });
});

test('a file that is not there is named', async () => {
  await expect(openSound(join(folder, 'none.wav'), withoutFfmpeg())).rejects.toMatchObject({
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
  await using file = await openSound(path, withoutFfmpeg());
  const frames = [];
  for await (const frame of file.frames()) frames.push(frame);
  expect(frames.map((frame) => [frame.firstSample, frame.samples.length])).toEqual([
    [0, 320],
    [320, 320],
    [640, 170],
  ]);
  expect(frames.flatMap((frame) => [...frame.samples])).toEqual(samples.map((sample) => Math.round(sample * 32_767)));
});

test('another rate without ffmpeg is refused with what to do', async () => {
  const path = await fileOf(wavBytes({ encoding: 'integer', bitsPerSample: 16, channels: [RAMP], sampleRateHz: 44_100 }));
  await expect(openSound(path, withoutFfmpeg())).rejects.toMatchObject({ code: 'program-missing' });
});

test('a cut-off recording is told of when it has been read, and its loudest sample is known', async () => {
  const path = await fileOf(wavBytes({ encoding: 'float', bitsPerSample: 32, channels: [[0.1, -0.5, 0]], dataBytes: 1000 }));
  await using sound = await openSound(path, withoutFfmpeg());
  expect(sound.peak).toBeNull();
  expect(sound.remarks()).toEqual([]);
  for await (const frame of sound.frames()) expect(frame.samples).toHaveLength(3);
  expect(sound.peak).toBe(0.5);
  expect(sound.remarks()).toEqual([expect.stringContaining('is cut off')]);
});
