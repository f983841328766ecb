// A database's name -> all its files for their owner alone, before anything is written to them.
import { realpathSync } from 'node:fs';
import { closeToOthers, ensurePrivateFile } from '../lib/private-files.ts';

/** What SQLite keeps beside a database (https://www.sqlite.org/tempfiles.html). It makes them with the mode that the database has. */
const BESIDE = ['-wal', '-shm', '-journal'];

/** Makes the database where it is not there, empty. Never fails: what can't be opened is said by SQLite. */
export function closeFilesToOthers(file: string): void {
  ensurePrivateFile(file);
  // Beside the file itself, not beside a symbolic link to it.
  const real = realPath(file);
  for (const suffix of BESIDE) closeToOthers(`${real}${suffix}`);
}

function realPath(file: string): string {
  try {
    return realpathSync(file);
  } catch {
    // Nothing is there: there is nothing beside it either.
    return file;
  }
}
