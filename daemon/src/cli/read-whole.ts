// The name of a file, or - -> all its bytes.
import { readFile, stat } from 'node:fs/promises';
import { SubcamError, toSubcamError } from '@subcam/shared';
import { STANDARD_INPUT } from '../sound/index.ts';
import type { Terminal } from './terminal.ts';

/** Bytes of a file, or of standard input, that are read at most. */
const MAX_BYTES = 64 * 1024 * 1024;

/** Rejects with `bad-request` for what can't be read or is longer than any list of words. */
export async function readWhole(name: string, terminal: Pick<Terminal, 'input'>): Promise<Uint8Array> {
  const tooLong = (): SubcamError => new SubcamError('bad-request', `${name} has more than ${MAX_BYTES / 1024 / 1024} MB.`);
  if (name === STANDARD_INPUT) {
    const parts: Uint8Array[] = [];
    let bytes = 0;
    for await (const part of terminal.input()) {
      bytes += part.byteLength;
      if (bytes > MAX_BYTES) throw tooLong();
      parts.push(part);
    }
    return Buffer.concat(parts);
  }
  try {
    if ((await stat(name)).size > MAX_BYTES) throw tooLong();
    return await readFile(name);
  } catch (error) {
    if (error instanceof SubcamError) throw error;
    const isMissing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    throw new SubcamError(
      'bad-request',
      isMissing ? `There is no file ${name}.` : `${name} can't be read: ${toSubcamError(error).message}.`,
      {
        cause: error,
      },
    );
  }
}
