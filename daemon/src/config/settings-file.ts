// Files of settings: the configuration file, which is read only, and the stored settings, which are written in one piece.
import { randomBytes } from 'node:crypto';
import { open, readFile, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { SubcamError } from '@subcam/shared';
import { makePrivateFolder, openNewPrivateFile } from '../lib/private-files.ts';

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

/**
 * Replaces the file by a new one (mode 0600): after a crash there is the old one or the new one, whole. Rejects with `storage`.
 */
export async function writeSettingsFile(file: string, document: unknown): Promise<void> {
  const folder = path.dirname(file);
  const draft = `${file}.${randomBytes(6).toString('hex')}`;
  try {
    await makePrivateFolder(folder);
    await using handle = await openNewPrivateFile(draft);
    await handle.writeFile(`${JSON.stringify(document, null, 2)}\n`);
    await handle.sync();
    await rename(draft, file);
    await syncFolder(folder);
  } catch (error) {
    // What failed first is what matters.
    await rm(draft, { force: true }).catch(() => undefined);
    throw new SubcamError(
      'storage',
      `The settings can't be written to ${file}: make its folder writable and see that the disk isn't full.`,
      {
        cause: error,
      },
    );
  }
}

/** The renaming itself reaches the disk too. Windows has no such thing: it can't open a folder. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  await using handle = await open(folder, 'r');
  await handle.sync();
}
