// Text -> a file that was not there, for its owner alone.
import { SubcamError, toSubcamError } from '@subcam/shared';
import { openNewPrivateFile } from '../lib/private-files.ts';

/** Rejects with `configuration` where there is such a file already, or where it can't be written. */
export async function writeNewFile(file: string, text: string): Promise<void> {
  try {
    await using handle = await openNewPrivateFile(file);
    await handle.writeFile(text);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : null;
    throw new SubcamError('configuration', `${file} ${reasonOf(code) ?? `can't be written: ${toSubcamError(error).message}`}.`, {
      cause: error,
    });
  }
}

function reasonOf(code: unknown): string | null {
  switch (code) {
    case 'EEXIST':
      return 'exists already: name another file, or remove it';
    case 'ENOENT':
      return "can't be written, since its folder is not there: make the folder, or name another file";
    default:
      return null;
  }
}
