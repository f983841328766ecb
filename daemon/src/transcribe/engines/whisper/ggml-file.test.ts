// What is no whole Whisper model is refused before whisper.cpp, which ends the process for some of it, sees it.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { randomNumbers } from '@subcam/shared/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { inspectGgml } from './ggml-file.ts';
import { WHISPER_VOCABULARIES } from './known-vocabularies.ts';
import { TINY_SHAPE, TINY_VOCABULARIES, tinyGgml } from './testing/tiny-models.ts';

const whole = tinyGgml();
let dir: string;

beforeAll(async () => {
  dir = await mkdtemp(path.join(tmpdir(), 'subcam-ggml-file-'));
});

afterAll(() => rm(dir, { recursive: true, force: true }));

async function inspect(bytes: Uint8Array) {
  const file = path.join(dir, 'model.bin');
  await writeFile(file, bytes);
  return inspectGgml(file, TINY_VOCABULARIES);
}

function changed(change: (bytes: Buffer) => void): Buffer {
  const bytes = Buffer.from(whole);
  change(bytes);
  return bytes;
}

/** Where the numbers stand that come before a tensor. */
const headOf = (tensor: string, rank: number): number => whole.indexOf(tensor) - 4 * (3 + rank);

const endOf = (tensor: string): number => whole.indexOf(tensor) + tensor.length;

const EMBEDDING = 'decoder.token_embedding.weight';

/** As float16. */
const [HALF_63, HALF_128] = [0x53e0, 0x5800];

describe('a file of whisper.cpp', () => {
  it('that is whole is told by its sizes', async () => {
    expect(await inspect(whole)).toEqual({ shape: TINY_SHAPE, bytes: whole.length, isMultilingual: true });
    const english = { ...TINY_SHAPE, vocabularySize: 51_864 };
    expect(await inspect(tinyGgml(english))).toMatchObject({ shape: english, isMultilingual: false });
  });

  it('that is cut anywhere, or has something after its end, is refused', async () => {
    const random = randomNumbers(3);
    const lengths = [0, 3, 4, 40, 60, ...Array.from({ length: 20 }, () => Math.floor(random() * whole.length)), whole.length - 1];
    for (const length of lengths)
      await expect(inspect(whole.subarray(0, length)), String(length)).rejects.toMatchObject({ code: 'model-corrupt' });
    await expect(inspect(Buffer.concat([whole, Buffer.alloc(4)]))).rejects.toMatchObject({ code: 'model-corrupt' });
  });

  it.each([
    ['its first bytes', (bytes: Buffer) => bytes.write('GGUF'), /no file of whisper\.cpp/],
    ['its vocabulary', (bytes: Buffer) => bytes.writeInt32LE(32_000, 4), /sizes/],
    ['a size beyond all bounds', (bytes: Buffer) => bytes.writeInt32LE(2_000_000_000, 4 * 5), /sizes/],
    ['no heads', (bytes: Buffer) => bytes.writeInt32LE(0, 4 * 4), /sizes/],
    ['its form', (bytes: Buffer) => bytes.writeInt32LE(99, 4 * 11), /form/],
    ['its filters', (bytes: Buffer) => bytes.writeInt32LE(81, 4 * 12), /filters/],
    ['the length of a token', (bytes: Buffer) => bytes.writeInt32LE(-5, bytes.indexOf('token 7') - 4), /token 8/],
    ['the token for a space', (bytes: Buffer) => bytes.write('_', bytes.indexOf('token 0') - 5), /space/],
    [
      'a letter of a token',
      (bytes: Buffer) => bytes.write('T', bytes.indexOf('token 7')),
      /vocabulary is not that of Whisper’s multilingual models/,
    ],
    ['the rank of a tensor', (bytes: Buffer) => bytes.writeInt32LE(9, headOf('decoder.ln.weight', 1)), /between two/],
    ['the type of a tensor', (bytes: Buffer) => bytes.writeInt32LE(3, headOf('decoder.ln.weight', 1) + 8), /decoder\.ln\.weight/],
    ['a size of a tensor', (bytes: Buffer) => bytes.writeInt32LE(-8, headOf('decoder.ln.weight', 1) + 12), /decoder\.ln\.weight/],
    ['the name of a tensor', (bytes: Buffer) => bytes.write('x', bytes.indexOf('decoder.ln.weight')), /has not/],
    ['the filters’ numbers', (bytes: Buffer) => bytes.writeFloatLE(Number.NaN, 4 * 14 + 400), /mel filters has a number/],
    [
      'a number of a vector',
      (bytes: Buffer) => bytes.writeFloatLE(-1e20, endOf('decoder.ln.weight') + 4),
      /decoder\.ln\.weight has a number/,
    ],
    ['a number of a matrix', (bytes: Buffer) => bytes.writeUInt16LE(HALF_128, endOf(EMBEDDING)), /token_embedding\.weight has a number/],
    ['the last number', (bytes: Buffer) => bytes.writeUInt32LE(0xff80_0000, bytes.length - 4), /encoder\.ln_post\.bias has a number/],
    [
      'one tensor, which is there twice',
      (bytes: Buffer) => bytes.write('encoder.conv2.bias', bytes.indexOf('encoder.conv1.bias')),
      /twice/,
    ],
  ])('with other bytes at %s is refused, with what is wrong', async (_, change, why) => {
    await expect(inspect(changed(change))).rejects.toMatchObject({ code: 'model-corrupt', message: expect.stringMatching(why) });
  });

  it('is held to the vocabulary of its group of languages', async () => {
    const file = path.join(dir, 'vocabulary.bin');
    const english = { ...TINY_SHAPE, vocabularySize: 51_864 };
    for (const [shape, known, why] of [
      [TINY_SHAPE, { ...TINY_VOCABULARIES, multilingual: WHISPER_VOCABULARIES.multilingual }, /multilingual/],
      [english, { ...TINY_VOCABULARIES, english: WHISPER_VOCABULARIES.english }, /English/],
    ] as const) {
      await writeFile(file, tinyGgml(shape));
      await expect(inspectGgml(file, known)).rejects.toMatchObject({ code: 'model-corrupt', message: expect.stringMatching(why) });
      await expect(inspectGgml(file, TINY_VOCABULARIES)).resolves.toMatchObject({ shape });
    }
  });

  it('with the greatest numbers that a model may have is taken, and the last number of a tensor is looked at, however long that is', async () => {
    const greatest = changed((bytes) => {
      bytes.writeUInt16LE(HALF_63, endOf(EMBEDDING));
      bytes.writeFloatLE(-9999, endOf('decoder.ln.weight'));
    });
    expect(await inspect(greatest)).toMatchObject({ bytes: whole.length });
    const wide = tinyGgml({ ...TINY_SHAPE, textState: 16, audioState: 16 });
    wide.writeUInt16LE(HALF_128, wide.indexOf(EMBEDDING) + EMBEDDING.length + 2 * (51_865 * 16 - 1));
    await expect(inspect(wide)).rejects.toMatchObject({ code: 'model-corrupt', message: expect.stringContaining(EMBEDDING) });
  });

  it('in blocks that its rows do not fill is refused', async () => {
    const quantized = tinyGgml({ ...TINY_SHAPE, fileType: 7 });
    quantized.writeInt32LE(8, quantized.indexOf(EMBEDDING) - 4 * 3);
    await expect(inspect(quantized)).rejects.toMatchObject({
      message: expect.stringMatching(/token_embedding\.weight are no whole blocks/),
    });
  });

  it('that is a folder, or nothing that ends, is refused', async () => {
    for (const path of [dir, '/dev/zero']) {
      await expect(inspectGgml(path)).rejects.toMatchObject({ code: 'model-corrupt', message: expect.stringContaining('Name a file') });
    }
  });

  it('of which any byte before the numbers is another is refused or harmless, and never anything else', async () => {
    const random = randomNumbers(7);
    for (let count = 0; count < 60; count += 1) {
      const at = Math.floor(random() * 4_000);
      const result = await inspect(changed((bytes) => bytes.writeUInt8(bytes.readUInt8(at) ^ (1 << Math.floor(random() * 8)), at))).catch(
        (error: unknown) => error,
      );
      if (result instanceof Error) expect(result).toMatchObject({ code: 'model-corrupt' });
      else expect(result).toMatchObject({ bytes: whole.length });
    }
  });

  it('that is a recording is refused, and one that is not there is missing', async () => {
    await expect(inspect(Buffer.from('RIFF\0\0\0\0WAVEfmt '))).rejects.toMatchObject({
      code: 'model-corrupt',
      message: expect.stringContaining('Fetch it again'),
    });
    await expect(inspectGgml(path.join(dir, 'none.bin'))).rejects.toMatchObject({ code: 'model-missing' });
  });
});
