// Whisper models that are as small as a model can be, in both forms: every number of them tells where it comes from. They say nothing sensible.
import { randomNumbers } from '@subcam/shared/testing';
import { GGML_MAGIC, SHAPE_KEYS, SPECTRUM_BINS, tensorsOf, type WhisperShape } from '../ggml-layout.ts';
import { vocabularyHash, WRITTEN_TOKENS, type KnownVocabularies } from '../known-vocabularies.ts';

export const TINY_SHAPE: WhisperShape = {
  vocabularySize: 51_865,
  audioContext: 1500,
  audioState: 8,
  audioHeads: 2,
  audioLayers: 1,
  textContext: 448,
  textState: 8,
  textHeads: 2,
  textLayers: 1,
  melBands: 80,
  fileType: 1,
};

const int = (value: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32LE(value);
  return bytes;
};

const TINY_TOKENS: readonly Buffer[] = [' ', ...Array.from({ length: 300 }, (_, index) => `token ${index}`)].map((token) =>
  Buffer.from(token),
);

const blockOf = (tokens: readonly Buffer[]): Buffer => Buffer.concat(tokens.flatMap((token) => [int(token.length), token]));

/** Under which a file with these tokens is taken. */
export function vocabulariesOf(tokens: readonly Buffer[]): KnownVocabularies {
  const hash = vocabularyHash(blockOf(tokens.slice(0, WRITTEN_TOKENS)));
  return { multilingual: hash, english: hash };
}

/** Of what `tinyGgml` makes. */
export const TINY_VOCABULARIES = vocabulariesOf(TINY_TOKENS);

/** The tokens of a file of whisper.cpp, of which `head` has more than those. */
export function tokensIn(head: Buffer): readonly Buffer[] {
  const bands = head.readInt32LE(4 * (1 + SHAPE_KEYS.length));
  let at = 4 * (3 + SHAPE_KEYS.length + bands * SPECTRUM_BINS);
  const tokens = Array.from<Buffer>({ length: head.readInt32LE(at) });
  at += 4;
  return tokens.map(() => {
    const begin = at + 4;
    at = begin + head.readInt32LE(at);
    return head.subarray(begin, at);
  });
}

/** A whole file of whisper.cpp with zeros in it. */
export function tinyGgml(shape: WhisperShape = TINY_SHAPE, tokens: readonly Buffer[] = TINY_TOKENS): Buffer {
  return Buffer.concat([
    int(GGML_MAGIC),
    ...SHAPE_KEYS.map((key) => int(shape[key])),
    int(shape.melBands),
    int(SPECTRUM_BINS),
    Buffer.alloc(4 * shape.melBands * SPECTRUM_BINS),
    int(tokens.length),
    blockOf(tokens),
    ...tensorsOf(shape).flatMap(({ name, dimensions, kind }) => {
      const numbers = dimensions.reduce((product, size) => product * size, 1);
      const isWide = kind === 'vector';
      return [
        int(dimensions.length),
        int(name.length),
        int(isWide ? 0 : 1),
        ...dimensions.toReversed().map(int),
        Buffer.from(name),
        Buffer.alloc(numbers * (isWide ? 4 : 2)),
      ];
    }),
  ]);
}

export interface CtModel {
  readonly bytes: Buffer;
  /** Of each variable, as float16. */
  readonly numbers: ReadonlyMap<string, Uint16Array>;
}

/** The same as CTranslate2 writes it, with random numbers between −1 and 1. `change`: of the list of variables. */
export function tinyCtModel(change: (variables: Map<string, readonly number[]>) => void = () => undefined, version = 6): CtModel {
  const size = TINY_SHAPE.textState;
  const variables = new Map<string, readonly number[]>();
  const linear = (name: string, to: number, from: number): void => {
    variables.set(`${name}/bias`, [to]);
    variables.set(`${name}/weight`, [to, from]);
  };
  const norm = (name: string): void => {
    variables.set(`${name}/beta`, [size]);
    variables.set(`${name}/gamma`, [size]);
  };
  const layer = (name: string, isDecoder: boolean): void => {
    norm(`${name}/ffn/layer_norm`);
    linear(`${name}/ffn/linear_0`, 4 * size, size);
    linear(`${name}/ffn/linear_1`, size, 4 * size);
    norm(`${name}/self_attention/layer_norm`);
    linear(`${name}/self_attention/linear_0`, 3 * size, size);
    linear(`${name}/self_attention/linear_1`, size, size);
    if (!isDecoder) return;
    norm(`${name}/attention/layer_norm`);
    linear(`${name}/attention/linear_0`, size, size);
    linear(`${name}/attention/linear_1`, 2 * size, size);
    linear(`${name}/attention/linear_2`, size, size);
  };
  variables.set('decoder/embeddings/weight', [TINY_SHAPE.vocabularySize, size]);
  variables.set('decoder/position_encodings/encodings', [TINY_SHAPE.textContext, size]);
  layer('decoder/layer_0', true);
  norm('decoder/layer_norm');
  variables.set('encoder/conv1/bias', [size]);
  variables.set('encoder/conv1/weight', [size, TINY_SHAPE.melBands, 3]);
  variables.set('encoder/conv2/bias', [size]);
  variables.set('encoder/conv2/weight', [size, size, 3]);
  variables.set('encoder/position_encodings/encodings', [TINY_SHAPE.audioContext, size]);
  layer('encoder/layer_0', false);
  norm('encoder/layer_norm');
  change(variables);
  const text = (value: string): Buffer => {
    const length = Buffer.alloc(2);
    length.writeUInt16LE(value.length + 1);
    return Buffer.concat([length, Buffer.from(value), Buffer.alloc(1)]);
  };
  const random = randomNumbers(13);
  const numbers = new Map<string, Uint16Array>();
  const parts = [int(version), text('WhisperSpec'), int(3), int(variables.size + 2)];
  for (const side of ['decoder', 'encoder']) {
    const heads = Buffer.alloc(2);
    heads.writeUInt16LE(TINY_SHAPE.textHeads);
    parts.push(text(`${side}/num_heads`), Buffer.from([0, 2]), int(2), heads);
  }
  for (const [name, dimensions] of variables) {
    // Exponents 8 to 14 of float16: magnitudes between 0.008 and 1.
    const values = Uint16Array.from({ length: dimensions.reduce((product, one) => product * one, 1) }, () => {
      const sign = random() < 0.5 ? 0x8000 : 0;
      return sign | ((8 + Math.floor(random() * 7)) << 10) | Math.floor(random() * 1024);
    });
    numbers.set(name, values);
    const bytes = Buffer.from(values.buffer);
    parts.push(text(name), Buffer.from([dimensions.length]), ...dimensions.map(int), Buffer.from([4]), int(bytes.length), bytes);
  }
  return { bytes: Buffer.concat([...parts, int(0)]), numbers };
}

/** A tokenizer with as many tokens as Whisper has: the single bytes first. */
export function tokenizerJson(count = 50_257): string {
  const vocab: Record<string, number> = { '!': 0, Ġthe: 1, åľº: 2, Ġ: 3 };
  for (let id = 4; id < count; id += 1) vocab[`t${id}`] = id;
  return JSON.stringify({ model: { vocab } });
}
