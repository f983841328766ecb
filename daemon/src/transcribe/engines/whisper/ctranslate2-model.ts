// A model as CTranslate2 writes it -> where each of its variables lies. Nothing of the weights is read.
import { SubcamError } from '@subcam/shared';
import type { FileBytes } from './file-bytes.ts';

/** Versions of the file whose form is known; of the specification inside. */
const BINARY_VERSION = 6;
const SPECIFICATION = 'WhisperSpec';

/** Of the types that CTranslate2 numbers, the only one that is made into a file of whisper.cpp. */
export const FLOAT16 = 4;

/** Longer than what stands before the data of any variable. */
const LONGEST_HEAD = 512;

export interface CtVariable {
  /** The outermost first; empty: a single number. */
  readonly dimensions: readonly number[];
  readonly type: number;
  /** Of its data, from the beginning of the model. */
  readonly at: number;
  readonly bytes: number;
}

/** By name, e.g. `decoder/layer_0/ffn/linear_0/weight`. Rejects with `model-corrupt` for what is no such model. */
export async function readCtVariables(file: FileBytes): Promise<ReadonlyMap<string, CtVariable>> {
  let head = await headAt(file, 0);
  const version = head.u32();
  const specification = version === BINARY_VERSION ? head.text() : '';
  if (specification !== SPECIFICATION) {
    throw new SubcamError('model-corrupt', `This is no Whisper model of CTranslate2 in version ${BINARY_VERSION} of its file.`);
  }
  head.u32();
  const count = head.u32();
  const variables = new Map<string, CtVariable>();
  let at = head.read;
  for (let index = 0; index < count; index += 1) {
    head = await headAt(file, at);
    const name = head.text();
    const dimensions = Array.from({ length: head.u8() }, () => head.u32());
    const type = head.u8();
    const bytes = head.u32();
    variables.set(name, { dimensions, type, at: at + head.read, bytes });
    at += head.read + bytes;
    if (at > file.bytes) throw new SubcamError('model-corrupt', `The model ends within its variable ${name}.`);
  }
  return variables;
}

interface Head {
  /** Bytes read so far. */
  readonly read: number;
  u8(): number;
  u32(): number;
  /** Length, letters, a zero. */
  text(): string;
}

async function headAt(file: FileBytes, from: number): Promise<Head> {
  const bytes = Buffer.alloc(Math.max(0, Math.min(LONGEST_HEAD, file.bytes - from)));
  await file.read(bytes, from);
  let at = 0;
  const take = (length: number): number => {
    if (at + length > bytes.length) throw new SubcamError('model-corrupt', 'The model ends within its list of variables.');
    at += length;
    return at - length;
  };
  return {
    get read() {
      return at;
    },
    u8: () => bytes.readUInt8(take(1)),
    u32: () => bytes.readUInt32LE(take(4)),
    text: () => {
      const length = bytes.readUInt16LE(take(2));
      const start = take(length);
      return bytes.toString('utf8', start, start + Math.max(0, length - 1));
    },
  };
}
