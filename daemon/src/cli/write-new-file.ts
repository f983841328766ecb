// Text -> a file that was not there, for its owner alone.
import { SubcamError, toSubcamError } from '@subcam/shared';
import { openNewPrivateFile } from '../lib/private-files.ts';

/** Rejects with `configuration` where there is such a file already, or where it can't be written. */
export async function writeNewFile(file: string, text: string): Promise<void> {
  try {
    await using handle = await openNewPrivateFile(file);
    await handle.writeFile(text);
  } catch (error) {
    const exists = error instanceof Error && 'code' in error && error.code === 'EEXIST';
    const reason = exists ? 'exists already: name another file, or remove it' : `can't be written: ${toSubcamError(error).message}`;
    throw new SubcamError('configuration', `${file} ${reason}.`, { cause: error });
  }
}
