// The data folder -> who else on this machine may use it, in a sentence, and the command that closes it.
import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import type { DaemonConfig } from './daemon-config.ts';
import { modeText, shellWord, whoElseHas, type OpenToOthers } from './rights-of-others.ts';

/** How many files are named in the sentence. */
const NAMED_FILES = 5;

/** null for a folder that is its owner's alone, that is not there yet, or on Windows, which has no such modes. */
export async function examineDataFolder({ dataDir }: Pick<DaemonConfig, 'dataDir'>): Promise<OpenToOthers | null> {
  if (process.platform === 'win32') return null;
  const found = await stat(dataDir).catch(() => null);
  if (found === null || !found.isDirectory() || (found.mode & 0o077) === 0) return null;
  const mode = modeText(found.mode);
  const writers = whoElseHas(found.mode, 0o2);
  const problem =
    writers === null
      ? `${whoElseHas(found.mode, 0o5) ?? 'somebody else'} can look into it${await alsoRead(dataDir)}`
      : `${writers} can put files of their own in the place of Subcam's there, and so read what is said and decide what Subcam does`;
  return {
    mode,
    isWritable: writers !== null,
    problem: `The data folder ${dataDir} has mode ${mode}: ${problem}`,
    mend: `chmod 700 ${shellWord(dataDir)}`,
  };
}

/** The files in it that a group or everybody may read, as the end of a sentence. */
async function alsoRead(folder: string): Promise<string> {
  const names = await readdir(folder).catch(() => []);
  const readable: string[] = [];
  for (const name of names.toSorted((a, b) => a.localeCompare(b))) {
    const found = await stat(path.join(folder, name)).catch(() => null);
    if (found?.isFile() === true && (found.mode & 0o044) !== 0) readable.push(name);
  }
  if (readable.length === 0) return '';
  const more = readable.length > NAMED_FILES ? ' …' : '';
  return `, and read in it: ${readable.slice(0, NAMED_FILES).join(', ')}${more}`;
}
