// A file that is to be loaded -> what Whisper model it is, or why it is none: whisper.cpp itself ends the process for some files that are damaged.
import { stat } from 'node:fs/promises';
import { SubcamError } from '@subcam/shared';
import { openFileBytes, type FileBytes } from './file-bytes.ts';
import { GGML_MAGIC, SHAPE_KEYS, SPECTRUM_BINS, tensorsOf, type GgmlTensor, type WhisperShape } from './ggml-layout.ts';
import { hasImpossibleNumber } from './ggml-numbers.ts';
import { blockType, F32_BLOCK, GGML_F16, GGML_F32, matrixType, type BlockType } from './ggml-types.ts';
import { vocabularyHash, WHISPER_VOCABULARIES, WRITTEN_TOKENS, type KnownVocabularies } from './known-vocabularies.ts';

/** Sizes that Whisper models have, from `tiny` to `large-v3`. */
const MULTILINGUAL_VOCABULARY = 51_865;
const VOCABULARIES: ReadonlySet<number> = new Set([51_864, MULTILINGUAL_VOCABULARY, 51_866]);
const MEL_BANDS: ReadonlySet<number> = new Set([80, 128]);
const MOST: Partial<Record<keyof WhisperShape, number>> = {
  audioContext: 1500,
  audioState: 1280,
  audioHeads: 20,
  audioLayers: 32,
  textContext: 448,
  textState: 1280,
  textHeads: 20,
  textLayers: 32,
};

/** No token is longer. */
const LONGEST_TOKEN = 256;
const LONGEST_NAME = 128;

/** whisper.cpp looks for this token at each reading, and ends the process where there is none. */
const SPACE = ' ';

/** Bytes that are read at once where small things stand one after the other. */
const WINDOW_BYTES = 64 * 1024;

/** Of the numbers of a tensor. */
const NUMBERS_BYTES = 1024 * 1024;

/**
 * Greater numbers, without their sign, are none of a model: with a single one among its weights Whisper answers "!!!!!", after half a minute. The base model has matrices of
 * numbers up to 1, and vectors up to 38.
 */
const MOST_IN_MATRIX = 64;
const MOST_IN_VECTOR = 10_000;

export interface GgmlModel {
  readonly shape: WhisperShape;
  readonly bytes: number;
  /** Whether it reads more languages than English. */
  readonly isMultilingual: boolean;
}

/**
 * Reads all of it, 0.2 s of a core for the base model. Rejects with `model-missing` where there is no such file, and `model-corrupt` for one that
 * is cut, damaged, or of another kind: its vocabulary has to be one of `known`, and every tensor has to be there, in its shape, with numbers that a model
 * can have, and nothing after the last.
 */
export async function inspectGgml(path: string, known: KnownVocabularies = WHISPER_VOCABULARIES): Promise<GgmlModel> {
  const isFile = await stat(path).then(
    (found) => found.isFile(),
    (error: unknown) => {
      throw missing(path, error);
    },
  );
  if (!isFile)
    throw new SubcamError('model-corrupt', `${path} can't be used as a speech model: it is no file. Name a file of whisper.cpp ("GGML").`);
  const file = await openFileBytes([path]).catch((error: unknown) => {
    throw missing(path, error);
  });
  await using opened = file;
  try {
    return await inspect(opened, known);
  } catch (error) {
    if (!(error instanceof SubcamError)) throw error;
    throw new SubcamError(
      'model-corrupt',
      `${path} can't be used as a speech model: ${error.message} Fetch it again, or choose another file.`,
      {
        cause: error,
      },
    );
  }
}

const missing = (path: string, cause: unknown): SubcamError =>
  new SubcamError('model-missing', `The speech model ${path} is not there, or can't be read.`, { cause });

const refuse = (why: string): SubcamError => new SubcamError('model-corrupt', why);

async function inspect(file: FileBytes, known: KnownVocabularies): Promise<GgmlModel> {
  const reader = readerOf(file);
  if (file.bytes < 4 || (await reader.int()) !== GGML_MAGIC) throw refuse('it is no file of whisper.cpp ("GGML").');
  const shape = await readShape(reader);
  const [bands, bins] = [await reader.int(), await reader.int()];
  if (bands !== shape.melBands || bins !== SPECTRUM_BINS) throw refuse(`its mel filters are ${bands} × ${bins} numbers.`);
  await readNumbers(reader, 'mel filters', { count: bands * bins, block: F32_BLOCK, most: MOST_IN_MATRIX });
  const isMultilingual = shape.vocabularySize >= MULTILINGUAL_VOCABULARY;
  const block = await readVocabulary(reader, file, shape);
  if (vocabularyHash(block) !== (isMultilingual ? known.multilingual : known.english)) {
    throw refuse(
      `its vocabulary is not that of Whisper’s ${isMultilingual ? 'multilingual' : 'English'} models: it is damaged, or was changed.`,
    );
  }
  await readTensors(reader, shape, file.bytes);
  return { shape, bytes: file.bytes, isMultilingual };
}

/** The tokens that are written, each after its length; all of them, where the file has fewer. */
async function readVocabulary(reader: Reader, file: FileBytes, { vocabularySize }: WhisperShape): Promise<Uint8Array> {
  const tokens = await reader.int();
  if (tokens < 1 || tokens > vocabularySize) throw refuse(`it has ${tokens} tokens.`);
  const begin = reader.at;
  let end = begin;
  let hasSpace = false;
  for (let token = 0; token < tokens; token += 1) {
    const length = await reader.int();
    if (length < 0 || length > LONGEST_TOKEN) throw refuse(`its token ${token} is ${length} bytes long.`);
    if (length === SPACE.length && (await reader.text(length)) === SPACE) hasSpace = true;
    else if (length !== SPACE.length) reader.skip(length);
    if (token < WRITTEN_TOKENS) end = reader.at;
  }
  if (!hasSpace) throw refuse('none of its tokens is a space.');
  const block = new Uint8Array(end - begin);
  await file.read(block, begin);
  return block;
}

async function readShape(reader: Reader): Promise<WhisperShape> {
  const values: Record<string, number> = {};
  for (const key of SHAPE_KEYS) values[key] = await reader.int();
  const shape = values as WhisperShape;
  const isKnown =
    VOCABULARIES.has(shape.vocabularySize) &&
    MEL_BANDS.has(shape.melBands) &&
    SHAPE_KEYS.every((key) => MOST[key] === undefined || (shape[key] > 0 && shape[key] <= MOST[key])) &&
    shape.audioState % shape.audioHeads === 0 &&
    shape.textState % shape.textHeads === 0 &&
    // The decoder attends to what the encoder gives as it is.
    shape.audioState === shape.textState &&
    shape.audioContext === MOST.audioContext;
  if (!isKnown) throw refuse('the sizes that it names are those of no Whisper model.');
  return shape;
}

async function readTensors(reader: Reader, shape: WhisperShape, bytes: number): Promise<void> {
  const ofMatrices = matrixType(shape.fileType);
  if (ofMatrices === undefined) throw refuse(`it is stored in a form (${shape.fileType}) that is not known.`);
  const typeOf = ({ kind }: GgmlTensor): number => {
    if (kind === 'vector') return GGML_F32;
    return kind === 'convolution' && ofMatrices !== GGML_F32 ? GGML_F16 : ofMatrices;
  };
  const missing = new Map(tensorsOf(shape).map((tensor) => [tensor.name, tensor]));
  while (reader.at < bytes) {
    const [rank, length, type] = [await reader.int(), await reader.int(), await reader.int()];
    if (rank < 1 || rank > 4 || length < 1 || length > LONGEST_NAME) throw refuse('it is damaged between two of its tensors.');
    const dimensions: number[] = [];
    for (let axis = 0; axis < rank; axis += 1) dimensions.unshift(await reader.int());
    const name = await reader.text(length);
    const tensor = missing.get(name);
    if (tensor === undefined) throw refuse('it has a tensor that a model of its size has not, or has one twice.');
    const isSame = dimensions.length === tensor.dimensions.length && dimensions.every((size, axis) => size === tensor.dimensions[axis]);
    const block = blockType(type);
    if (!isSame || block === undefined || type !== typeOf(tensor)) throw refuse(`its tensor ${name} is of another shape or type.`);
    if ((dimensions.at(-1) ?? 0) % block.numbers !== 0) throw refuse(`the rows of its tensor ${name} are no whole blocks.`);
    const count = dimensions.reduce((product, size) => product * size, 1);
    await readNumbers(reader, `tensor ${name}`, { count, block, most: tensor.kind === 'vector' ? MOST_IN_VECTOR : MOST_IN_MATRIX });
    missing.delete(name);
  }
  if (missing.size > 0) throw refuse(`it ends before ${missing.size} of its tensors.`);
}

async function readNumbers(
  reader: Reader,
  name: string,
  { count, block, most }: { readonly count: number; readonly block: BlockType; readonly most: number },
): Promise<void> {
  const bytes = (count / block.numbers) * block.bytes;
  if (bytes > reader.left) throw refuse(`it ends within its ${name}.`);
  const window = new Uint8Array(Math.min(bytes, Math.floor(NUMBERS_BYTES / block.bytes) * block.bytes));
  for (let done = 0; done < bytes; done += window.length) {
    const part = window.subarray(0, bytes - done);
    await reader.bytes(part);
    if (hasImpossibleNumber(part, block, most)) throw refuse(`its ${name} has a number that no model has.`);
  }
}

interface Reader {
  readonly at: number;
  /** Bytes after it. */
  readonly left: number;
  skip(bytes: number): void;
  /** Fills `target`. */
  bytes(target: Uint8Array): Promise<void>;
  int(): Promise<number>;
  text(bytes: number): Promise<string>;
}

function readerOf(file: FileBytes): Reader {
  let at = 0;
  let window: Buffer = Buffer.alloc(0);
  let windowAt = 0;
  const take = async (length: number): Promise<Buffer> => {
    if (at + length > file.bytes) throw refuse(`it ends after ${file.bytes} bytes, before what it says it has.`);
    if (at < windowAt || at + length > windowAt + window.length) {
      window = Buffer.alloc(Math.min(WINDOW_BYTES, file.bytes - at));
      windowAt = at;
      await file.read(window, at);
    }
    at += length;
    return window.subarray(at - length - windowAt, at - windowAt);
  };
  return {
    get at() {
      return at;
    },
    get left() {
      return file.bytes - at;
    },
    skip: (bytes) => {
      at += bytes;
    },
    bytes: async (target) => {
      await file.read(target, at);
      at += target.length;
    },
    int: async () => (await take(4)).readInt32LE(),
    text: async (bytes) => (await take(bytes)).toString('utf8'),
  };
}
