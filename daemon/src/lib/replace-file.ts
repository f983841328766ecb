// Text -> a file with it, in one piece and for its owner alone.
import { randomBytes } from 'node:crypto';
import { open, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { makePrivateFolder, openNewPrivateFile } from './private-files.ts';

/**
 * Replaces the file by a new one (mode 0600), and makes its folder where it is missing: after a crash there is the old one or the new one,
 * whole. Rejects with what the file system says.
 */
export async function replaceFile(file: string, text: string): Promise<void> {
  const folder = path.dirname(file);
  const draft = `${file}.${randomBytes(6).toString('hex')}`;
  try {
    await makePrivateFolder(folder);
    await using handle = await openNewPrivateFile(draft);
    await handle.writeFile(text);
    await handle.sync();
    await rename(draft, file);
    await syncFolder(folder);
  } catch (error) {
    // What failed first is what matters.
    await rm(draft, { force: true }).catch(() => undefined);
    throw error;
  }
}

/** The renaming itself reaches the disk too. Windows has no such thing: it can't open a folder. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  await using handle = await open(folder, 'r');
  await handle.sync();
}
