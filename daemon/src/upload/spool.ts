// Uploads -> files of their own for as long as they are worked on: closed to everybody else, and gone with the work.
import { randomUUID } from 'node:crypto';
import { readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { SubcamError } from '@subcam/shared';
import { makePrivateFolder, openNewPrivateFile } from '../lib/private-files.ts';
import type { FileHandle } from 'node:fs/promises';

export interface SpooledFile extends AsyncDisposable {
  readonly path: string;
  readonly handle: FileHandle;
}

/** Some formats (MP4) can only be read by somebody who can go back and forth in them, and fields may come after the file: so it is on the disk. */
export interface Spool {
  /** A new, empty file. Whoever disposes of it removes it. Rejects with `storage`. */
  open(): Promise<SpooledFile>;
}

/** Removes what an earlier daemon has left in the folder when it was killed. Rejects with `storage`. */
export async function openSpool(folder: string): Promise<Spool> {
  const failed = (cause: unknown): SubcamError =>
    new SubcamError('storage', `Uploads can't be kept in ${folder}: make the folder writable and see that the disk isn't full.`, { cause });
  const prepare = async (): Promise<void> => {
    await makePrivateFolder(folder);
    for (const name of await readdir(folder)) await rm(path.join(folder, name), { recursive: true, force: true });
  };
  await prepare().catch((error: unknown) => {
    throw failed(error);
  });
  return {
    open: async () => {
      const file = path.join(folder, randomUUID());
      try {
        const handle = await openNewPrivateFile(file);
        return {
          path: file,
          handle,
          [Symbol.asyncDispose]: async () => {
            await handle.close().catch(() => undefined);
            await rm(file, { force: true });
          },
        };
      } catch (error) {
        throw failed(error);
      }
    },
  };
}
