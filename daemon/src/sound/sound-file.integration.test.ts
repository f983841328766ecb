// Through the real ffmpeg: what is above half the target rate must not come back as something else, and every kind of file is read.
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openSound } from './sound-file.ts';
import { wavBytes } from '../testing/wav-bytes.ts';

const run = promisify(execFile);

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'subcam-sound-'));
});

afterEach(() => rm(folder, { recursive: true, force: true }));

const noInput = (): AsyncIterable<Uint8Array> => {
  throw new Error('This test has no standard input.');
};
const found = { env: process.env, input: noInput, signal: new AbortController().signal };

/** A second of a tone through the resampler, without its first and last 50 ms (the filter's edges), −1…1. */
async function resampledTone(frequencyHz: number, sampleRateHz: number): Promise<{ samples: number[]; count: number }> {
  const tone = Array.from({ length: sampleRateHz }, (_, index) => 0.5 * Math.sin((2 * Math.PI * frequencyHz * index) / sampleRateHz));
  const path = join(folder, `${frequencyHz}-${sampleRateHz}.wav`);
  await writeFile(path, wavBytes({ encoding: 'float', bitsPerSample: 32, channels: [tone, tone], sampleRateHz }));
  await using sound = await openSound(path, found);
  const samples: number[] = [];
  for await (const frame of sound.frames()) {
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
  const stop = new AbortController();
  await using sound = await openSound(path, { ...found, signal: stop.signal });
  const read = async (): Promise<void> => {
    for await (const frame of sound.frames()) if (frame.firstSample >= 16_000) stop.abort(new Error('stopped by the test'));
  };
  await expect(read()).rejects.toThrow(/stopped by the test|aborted/);
});

/** A second and a half of 440 Hz as a WAV file of 44.1 kHz, on two channels in opposite phase. */
async function oppositeTone(): Promise<string> {
  const tone = Array.from({ length: 66_150 }, (_, index) => 0.5 * Math.sin((2 * Math.PI * 440 * index) / 44_100));
  const path = join(folder, 'tone.wav');
  await writeFile(
    path,
    wavBytes({ encoding: 'integer', bitsPerSample: 16, channels: [tone, tone.map((sample) => -sample)], sampleRateHz: 44_100 }),
  );
  return path;
}

interface HeardSound {
  readonly count: number;
  /** Of the middle, relative to the tone. */
  readonly levelDb: number;
  readonly remarks: readonly string[];
}

async function heard(path: string, input: () => AsyncIterable<Uint8Array> = noInput): Promise<HeardSound> {
  await using sound = await openSound(path, { ...found, input });
  const samples: number[] = [];
  for await (const frame of sound.frames()) for (const sample of frame.samples) samples.push(sample / 32_768);
  return { count: samples.length, levelDb: decibels(samples.slice(4000, -4000)), remarks: sound.remarks() };
}

test.each([
  ['flac', []],
  ['mp3', []],
  ['ogg', ['-c:a', 'libvorbis']],
  ['opus', []],
  ['m4a', []],
  ['mkv', []],
  ['aiff', []],
  ['caf', []],
  ['w64', []],
  ['au', []],
  ['wav', ['-c:a', 'pcm_mulaw']],
  ['wav', ['-c:a', 'pcm_alaw']],
  ['wav', ['-c:a', 'adpcm_ima_wav']],
  ['wav', ['-c:a', 'adpcm_ms']],
  ['wav', ['-c:a', 'pcm_s24le', '-rf64', 'always']],
  ['wav', ['-c:a', 'pcm_f32le']],
] as const)('a file of the kind .%s %j is read, under any name, and its channels do not cancel each other', async (kind, codec) => {
  const [made, nameless] = [join(folder, `made.${kind}`), join(folder, 'nameless: 100%')];
  await run('ffmpeg', ['-loglevel', 'error', '-i', await oppositeTone(), ...codec, made]);
  await rename(made, nameless);
  const { count, levelDb, remarks } = await heard(nameless);
  // Packed sound is padded to whole packets; MP3 and AAC begin with what their encoders looked ahead.
  expect(Math.abs(count - 24_000)).toBeLessThan(2000);
  expect(Math.abs(levelDb)).toBeLessThan(1.5);
  expect(remarks).toEqual([]);
});

test('sound from standard input is read as from a file, whether ffmpeg has to read it or not', async () => {
  const wav = await oppositeTone();
  await run('ffmpeg', ['-loglevel', 'error', '-i', wav, join(folder, 'tone.flac')]);
  for (const path of [wav, join(folder, 'tone.flac')]) {
    const bytes = await readFile(path);
    const pieces = async function* () {
      for (let at = 0; at < bytes.length; at += 1000) yield await Promise.resolve(bytes.subarray(at, at + 1000));
    };
    const { count, levelDb } = await heard('-', pieces);
    expect(Math.abs(count - 24_000)).toBeLessThan(64);
    expect(Math.abs(levelDb)).toBeLessThan(1.5);
  }
});

test('the sound of a film keeps the times of the film where it begins late', async () => {
  const film = join(folder, 'film.mkv');
  const video = ['-f', 'lavfi', '-i', 'color=size=32x32:duration=3:rate=10'];
  await run('ffmpeg', [
    '-loglevel',
    'error',
    ...video,
    '-itsoffset',
    '1',
    '-i',
    await oppositeTone(),
    '-c:a',
    'flac',
    '-c:v',
    'mpeg4',
    film,
  ]);
  await using sound = await openSound(film, found);
  const samples: number[] = [];
  for await (const frame of sound.frames()) samples.push(...frame.samples);
  const first = samples.findIndex((sample) => Math.abs(sample) > 1000);
  expect(Math.abs(first / 16_000 - 1)).toBeLessThan(0.05);
});

test('what ffmpeg finds no sound in is refused with what ffmpeg says', async () => {
  const [text, film] = [join(folder, 'text.mp3'), join(folder, 'silent.mp4')];
  await writeFile(text, 'this is no sound at all, whatever it is called');
  await run('ffmpeg', ['-loglevel', 'error', '-f', 'lavfi', '-i', 'color=size=32x32:duration=1:rate=10', '-c:v', 'mpeg4', film]);
  await expect(openSound(text, found)).rejects.toMatchObject({
    code: 'sound-format',
    message: expect.stringMatching(/ffmpeg can read \(.*\S\)/u) as string,
  });
  await expect(openSound(text, found)).rejects.toThrow(/: it looks like a text\. Name a file with sound in it/u);
  await expect(openSound(film, found)).rejects.toMatchObject({
    code: 'sound-corrupt',
    message: expect.stringContaining('no sound') as string,
  });
});

test('a packed file that is cut off gives what there is, and it is said', async () => {
  const whole = join(folder, 'whole.flac');
  await run('ffmpeg', ['-loglevel', 'error', '-i', await oppositeTone(), whole]);
  const bytes = await readFile(whole);
  const cut = join(folder, 'cut.flac');
  await writeFile(cut, bytes.subarray(0, Math.round(bytes.length * 0.6)));
  const { count, remarks } = await heard(cut);
  expect(count).toBeGreaterThan(8000);
  expect(count).toBeLessThan(23_000);
  expect(remarks).toEqual([expect.stringContaining('ffmpeg had trouble')]);
});
