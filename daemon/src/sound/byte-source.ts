// A file, a pipe or standard input -> its bytes in order, read as they are asked for.
import { open } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { SubcamError, toSubcamError } from '@subcam/shared';

interface SequentialBytes extends AsyncDisposable {
  /** Bytes that were read or passed over. */
  readonly position: number;
  /** The next `count` bytes; fewer only at the end. */
  read(count: number): Promise<Buffer>;
  /** Passes over `count` bytes, or over what is left. */
  skip(count: number): Promise<void>;
}

export interface FileSource extends SequentialBytes {
  /** Bytes in all. */
  readonly size: number;
  /** Bytes from another place, fewer at the end; the position stays. */
  peekAt(position: number, count: number): Promise<Buffer>;
}

/** A stream, whose first bytes can be had again: whoever reads them may find that another has to read the whole. */
export interface StreamSource extends SequentialBytes {
  /** A stream tells only at its end how long it is. */
  readonly size: null;
  /** From here on nothing is kept. */
  forget(): void;
  /** Every byte from the first one on. For one reader, once, and before `forget`. */
  fromStart(): AsyncIterable<Buffer>;
}

export type ByteSource = FileSource | StreamSource;

/** What names standard input on a command line. */
export const STANDARD_INPUT = '-';

/** What is passed over at a time in a stream, and kept of its beginning at most. */
const SKIP_BYTES = 64 * 1024;
const MAX_KEPT_BYTES = 16 * 1024 * 1024;

/**
 * `input`: gives standard input, which the name `-` stands for. Pipes and devices are read as streams. Rejects with `bad-request` for what
 * can't be opened or is no file.
 */
export async function openBytes(name: string, input: () => AsyncIterable<Uint8Array>): Promise<ByteSource> {
  if (name === STANDARD_INPUT) return streamSource(input());
  let file: FileHandle;
  try {
    file = await open(name, 'r');
  } catch (error) {
    throw unopened(name, error);
  }
  const stat = await file.stat();
  if (stat.isFile()) return fileSource(file, stat.size);
  // A named pipe that was opened a second time would wait for a second writer.
  if (!stat.isDirectory()) return streamSource(file.createReadStream());
  await file.close();
  throw new SubcamError('bad-request', `${name} is a directory: name a sound file in it.`);
}

/** Of a failure to open a file: what is wrong, and what to do. */
export function unopened(name: string, error: unknown): SubcamError {
  const code = error instanceof Error && 'code' in error ? error.code : null;
  const why = WHY_UNOPENED[String(code)] ?? `can't be opened: ${toSubcamError(error).message}`;
  return new SubcamError('bad-request', `${name} ${why}.`, { cause: error });
}

const NOT_ALLOWED = 'can\'t be read: you have no right to. Ask its owner for it, or change it ("chmod u+r" where it is yours)';

/** By the system's code; each ends a sentence that begins with the file's name. */
const WHY_UNOPENED: Readonly<Record<string, string>> = {
  ENOENT: 'is not there: check its name and its folder',
  ENOTDIR: 'is not there: a part of its path is no folder',
  EACCES: NOT_ALLOWED,
  EPERM: NOT_ALLOWED,
  ENAMETOOLONG: 'has a name that is too long for this file system: check it',
  ELOOP: 'is a symbolic link that leads back to itself: check it',
  EMFILE: "can't be opened: too many files are open. Close some programs and try again",
};

function fileSource(file: FileHandle, size: number): FileSource {
  let position = 0;
  const peekAt = async (at: number, count: number): Promise<Buffer> => {
    const buffer = Buffer.alloc(Math.min(count, Math.max(0, size - at)));
    let filled = 0;
    while (filled < buffer.length) {
      const { bytesRead } = await file.read(buffer, filled, buffer.length - filled, at + filled);
      if (bytesRead === 0) break;
      filled += bytesRead;
    }
    return buffer.subarray(0, filled);
  };
  return {
    size,
    peekAt,
    get position() {
      return position;
    },
    read: async (count) => {
      const bytes = await peekAt(position, count);
      position += bytes.length;
      return bytes;
    },
    skip: (count) => {
      position = Math.min(size, position + count);
      return Promise.resolve();
    },
    [Symbol.asyncDispose]: () => file.close(),
  };
}

/** Whoever disposes of it ends the stream too. */
export function streamSource(stream: AsyncIterable<Uint8Array>): StreamSource {
  const chunks = stream[Symbol.asyncIterator]();
  let rest: Buffer = Buffer.alloc(0);
  let position = 0;
  let kept: Buffer[] | null = [];
  let keptBytes = 0;
  const next = async (): Promise<Buffer | null> => {
    const { done, value } = await chunks.next();
    return done === true ? null : Buffer.from(value);
  };
  const read = async (count: number): Promise<Buffer> => {
    const parts: Buffer[] = [rest];
    let there = rest.length;
    while (there < count) {
      const chunk = await next();
      if (chunk === null) break;
      parts.push(chunk);
      there += chunk.length;
    }
    const all = parts.length === 1 ? rest : Buffer.concat(parts);
    const wanted = all.subarray(0, count);
    rest = all.subarray(count);
    position += wanted.length;
    if (kept !== null) {
      kept.push(wanted);
      keptBytes += wanted.length;
      if (keptBytes > MAX_KEPT_BYTES) {
        throw new SubcamError('bad-request', 'The stream holds no sound in its first 16 MB: name the file instead of piping it.');
      }
    }
    return wanted;
  };
  return {
    size: null,
    get position() {
      return position;
    },
    read,
    skip: async (count) => {
      for (let left = count; left > 0;) {
        const { length } = await read(Math.min(left, SKIP_BYTES));
        if (length === 0) return;
        left -= length;
      }
    },
    forget: () => {
      kept = null;
    },
    fromStart: async function* () {
      const head = kept ?? [];
      kept = null;
      yield* head;
      if (rest.length > 0) yield rest;
      rest = Buffer.alloc(0);
      for (let chunk = await next(); chunk !== null; chunk = await next()) yield chunk;
    },
    [Symbol.asyncDispose]: async () => {
      await chunks.return?.();
    },
  };
}
