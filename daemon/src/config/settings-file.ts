// Files of settings: the configuration file, which is read only, and the stored settings, which are written in one piece.
import { readFile } from 'node:fs/promises';
import { SubcamError } from '@subcam/shared';
import { replaceFile } from '../lib/replace-file.ts';

/** The JSON of a file; undefined where there is no file. Rejects with `configuration`, saying what to do with `remedy`. */
export async function readSettingsFile(file: string, remedy: string): Promise<unknown> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw new SubcamError('configuration', `The settings in ${file} can't be read: mend the permissions of that file.`, { cause: error });
  }
  try {
    return JSON.parse(text.replace(/^\uFEFF/, '')) as unknown;
  } catch (error) {
    // Not as its cause, and not word by word: the parser quotes the file, and the file may hold secrets.
    const place = error instanceof Error ? (/\(line \d+ column \d+\)/.exec(error.message)?.[0] ?? '') : '';
    throw new SubcamError('configuration', `${file} is not JSON${place === '' ? '' : ` ${place}`}: ${remedy}`);
  }
}

/** Replaces the file in one piece. Rejects with `storage`. */
export async function writeSettingsFile(file: string, document: unknown): Promise<void> {
  await replaceFile(file, `${JSON.stringify(document, null, 2)}\n`).catch((error: unknown) => {
    throw new SubcamError(
      'storage',
      `The settings can't be written to ${file}: make its folder writable and see that the disk isn't full.`,
      {
        cause: error,
      },
    );
  });
}
