// The data folder -> who else on this machine may use it, in a sentence, and the command that closes it.
import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import type { DaemonConfig } from './daemon-config.ts';

/** A folder that somebody else may look into or write to. Its owner may have meant it, so that it is said and never changed. */
export interface OpenDataFolder {
  /** Permission bits, three octal digits: `755`. */
  readonly mode: string;
  /** Whether somebody else may put files there: worse than looking into it. */
  readonly isWritable: boolean;
  /** A sentence without its full stop. */
  readonly problem: string;
  /** For a shell. */
  readonly mend: string;
}

/** How many files are named in the sentence. */
const NAMED_FILES = 5;

/** null for a folder that is its owner's alone, that is not there yet, or on Windows, which has no such modes. */
export async function examineDataFolder({ dataDir }: Pick<DaemonConfig, 'dataDir'>): Promise<OpenDataFolder | null> {
  if (process.platform === 'win32') return null;
  const found = await stat(dataDir).catch(() => null);
  if (found === null || !found.isDirectory() || (found.mode & 0o077) === 0) return null;
  const mode = (found.mode & 0o777).toString(8).padStart(3, '0');
  const writers = whoHas(found.mode, 0o2);
  const problem =
    writers === null
      ? `${whoHas(found.mode, 0o5) ?? 'somebody else'} can look into it${await alsoRead(dataDir)}`
      : `${writers} can put files of their own in the place of Subcam's there, and so read what is said and decide what Subcam does`;
  return {
    mode,
    isWritable: writers !== null,
    problem: `The data folder ${dataDir} has mode ${mode}: ${problem}`,
    mend: `chmod 700 ${quoted(dataDir)}`,
  };
}

/** `right`: bits of one digit of a mode. */
function whoHas(mode: number, right: number): string | null {
  if ((mode & right) !== 0) return 'every user of this machine';
  return (mode & (right << 3)) === 0 ? null : 'every user in its group';
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

/** As one word of a POSIX shell. */
function quoted(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
