// A Whisper model of CTranslate2 in float16, and its tokenizer -> the file that whisper.cpp reads: the published one, byte by byte.
import { open, readFile } from 'node:fs/promises';
import { SubcamError, type MakeWork } from '@subcam/shared';
import { byteVocabulary } from './byte-vocabulary.ts';
import { FLOAT16, readCtVariables, type CtVariable } from './ctranslate2-model.ts';
import { openFileBytes, type FileBytes } from './file-bytes.ts';
import { GGML_MAGIC, SHAPE_KEYS, SPECTRUM_BINS, TEXT_TOKENS, tensorsOf, type GgmlTensor, type WhisperShape } from './ggml-layout.ts';
import { GGML_F16, GGML_F32 } from './ggml-types.ts';
import { melFilters } from './mel-filters.ts';

/** As much of a tensor is read, changed and written at a time. An even number. */
const CHUNK_BYTES = 1024 * 1024;

/** Names of the parts of which `makeGgml` makes its file, each beginning with the first of these in their order, and the tokenizer. */
export const WEIGHTS_PART = 'weights-';
export const TOKENIZER_PART = 'tokenizer';

type Variables = ReadonlyMap<string, CtVariable>;

/** A row of numbers within a variable. */
interface Place {
  readonly at: number;
  readonly bytes: number;
}

/** As `MadeModelFile.make`. */
export async function makeGgml(
  parts: ReadonlyMap<string, string>,
  { target, signal, onProgress }: Pick<MakeWork, 'target' | 'signal' | 'onProgress'>,
): Promise<void> {
  const weights = [...parts.keys()].filter((name) => name.startsWith(WEIGHTS_PART)).toSorted();
  await using model = await openFileBytes(weights.map((name) => parts.get(name) ?? ''));
  const variables = await readCtVariables(model);
  const shape = shapeOf(variables, await headsOf(model, variables));
  const tokens = byteVocabulary(await readFile(parts.get(TOKENIZER_PART) ?? '', 'utf8'), TEXT_TOKENS);
  await using file = await open(target, 'w');
  let written = 0;
  const write = async (bytes: Uint8Array): Promise<void> => {
    signal.throwIfAborted();
    await file.writeFile(bytes);
    written += bytes.length;
    onProgress(written);
  };
  await write(headOf(shape, tokens));
  for (const tensor of tensorsOf(shape)) {
    const place = placeOf(tensor, variables);
    const isWide = tensor.kind === 'vector';
    await write(tensorHead(tensor, isWide ? GGML_F32 : GGML_F16));
    for (let done = 0; done < place.bytes; done += CHUNK_BYTES) {
      const chunk = new Uint16Array(Math.min(CHUNK_BYTES, place.bytes - done) / 2);
      const bytes = new Uint8Array(chunk.buffer);
      await model.read(bytes, place.at + done);
      await write(isWide ? littleEndian(Float32Array.from(chunk, float16)) : bytes);
    }
  }
}

function variable(variables: Variables, name: string): CtVariable {
  const found = variables.get(name);
  if (found === undefined) throw new SubcamError('model-corrupt', `The model has no ${name}.`);
  return found;
}

async function headsOf(model: FileBytes, variables: Variables): Promise<{ readonly audio: number; readonly text: number }> {
  const read = async (name: string): Promise<number> => {
    const bytes = Buffer.alloc(2);
    await model.read(bytes, variable(variables, name).at);
    return bytes.readUInt16LE();
  };
  return { audio: await read('encoder/num_heads'), text: await read('decoder/num_heads') };
}

function shapeOf(variables: Variables, heads: { readonly audio: number; readonly text: number }): WhisperShape {
  const sizes = (name: string): readonly number[] => variable(variables, name).dimensions;
  const layersOf = (name: string): number =>
    [...variables.keys()].filter((key) => new RegExp(`^${name}/layer_\\d+/ffn/linear_0/bias$`).test(key)).length;
  const [vocabularySize = 0, textState = 0] = sizes('decoder/embeddings/weight');
  const [audioState = 0, melBands = 0] = sizes('encoder/conv1/weight');
  return {
    vocabularySize,
    audioContext: sizes('encoder/position_encodings/encodings')[0] ?? 0,
    audioState,
    audioHeads: heads.audio,
    audioLayers: layersOf('encoder'),
    textContext: sizes('decoder/position_encodings/encodings')[0] ?? 0,
    textState,
    textHeads: heads.text,
    textLayers: layersOf('decoder'),
    melBands,
    fileType: GGML_F16,
  };
}

/** Numbers before the tensors: hyperparameters, mel filters, tokens. */
function headOf(shape: WhisperShape, tokens: readonly Buffer[]): Buffer {
  const int = (value: number): Buffer => {
    const bytes = Buffer.alloc(4);
    bytes.writeInt32LE(value);
    return bytes;
  };
  return Buffer.concat([
    int(GGML_MAGIC),
    ...SHAPE_KEYS.map((key) => int(shape[key])),
    int(shape.melBands),
    int(SPECTRUM_BINS),
    littleEndian(melFilters(shape.melBands)),
    int(tokens.length),
    ...tokens.flatMap((token) => [int(token.length), token]),
  ]);
}

function tensorHead({ name, dimensions }: GgmlTensor, type: number): Buffer {
  const letters = Buffer.from(name);
  const head = Buffer.alloc(4 * (3 + dimensions.length));
  for (const [index, value] of [dimensions.length, letters.length, type, ...dimensions.toReversed()].entries())
    head.writeInt32LE(value, 4 * index);
  return Buffer.concat([head, letters]);
}

/** Where the numbers of a tensor lie. Throws `model-corrupt` where they are of another shape or type. */
function placeOf(tensor: GgmlTensor, variables: Variables): Place {
  const { name, part = 0, parts = 1 } = variableOf(tensor.name);
  const { dimensions, type, at, bytes } = variable(variables, name);
  const count = tensor.dimensions.reduce((product, size) => product * size, 1);
  const all = dimensions.reduce((product, size) => product * size, 1);
  if (type !== FLOAT16 || all !== count * parts || bytes !== 2 * all) {
    throw new SubcamError('model-corrupt', `${name} of the model is not the ${tensor.name} of a Whisper model in float16.`);
  }
  return { at: at + 2 * count * part, bytes: 2 * count };
}

interface VariablePart {
  readonly name: string;
  /** Which of `parts` equal parts, one after the other; left out: all of it. */
  readonly part?: number;
  readonly parts?: number;
}

const STACKED = ['query', 'key', 'value'];

/** OpenAI's name of a tensor -> CTranslate2's name of what holds it. It stacks what is multiplied with the same numbers: query, key and value. */
function variableOf(tensor: string): VariablePart {
  const [, side = '', rest = tensor] = /^(encoder|decoder)\.(.*)$/.exec(tensor) ?? [];
  if (rest === 'positional_embedding') return { name: `${side}/position_encodings/encodings` };
  if (rest === 'token_embedding.weight') return { name: `${side}/embeddings/weight` };
  const [, conv, what] = /^(conv\d)\.(weight|bias)$/.exec(rest) ?? [];
  if (conv !== undefined) return { name: `${side}/${conv}/${what}` };
  const [, lastNorm] = /^(?:ln|ln_post)\.(weight|bias)$/.exec(rest) ?? [];
  if (lastNorm !== undefined) return { name: `${side}/layer_norm/${normPart(lastNorm)}` };
  const [, layer, inBlock = ''] = /^blocks\.(\d+)\.(.*)$/.exec(rest) ?? [];
  const block = `${side}/layer_${layer}`;
  const [, mlp, mlpPart] = /^mlp\.([02])\.(weight|bias)$/.exec(inBlock) ?? [];
  if (mlp !== undefined) return { name: `${block}/ffn/linear_${mlp === '0' ? 0 : 1}/${mlpPart}` };
  const [, of = '', normOf = ''] = /^(mlp|attn|cross_attn)_ln\.(weight|bias)$/.exec(inBlock) ?? [];
  const group = { mlp: 'ffn', attn: 'self_attention', cross_attn: 'attention' }[of];
  if (group !== undefined) return { name: `${block}/${group}/layer_norm/${normPart(normOf)}` };
  const [, kind, projection = '', part] = /^(attn|cross_attn)\.(query|key|value|out)\.(weight|bias)$/.exec(inBlock) ?? [];
  const index = STACKED.indexOf(projection);
  if (kind === 'attn') {
    const name = `${block}/self_attention`;
    return index < 0 ? { name: `${name}/linear_1/${part}` } : { name: `${name}/linear_0/${part}`, part: index, parts: 3 };
  }
  const name = `${block}/attention`;
  if (index < 0) return { name: `${name}/linear_2/${part}` };
  return index === 0 ? { name: `${name}/linear_0/${part}` } : { name: `${name}/linear_1/${part}`, part: index - 1, parts: 2 };
}

const normPart = (part: string): string => (part === 'weight' ? 'gamma' : 'beta');

/** IEEE 754 half precision, which this version of JavaScript has no type for. */
function float16(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 0x1f) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

/** Every machine that Subcam runs on stores numbers the smallest byte first. */
function littleEndian(numbers: Float32Array): Uint8Array {
  return new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength);
}
