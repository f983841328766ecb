// A database file -> the lock of the one daemon that may work on it; it ends with the process, however that ends.
import Database from 'better-sqlite3';
import { SubcamError } from '@subcam/shared';
import { ensurePrivateFile } from '../lib/private-files.ts';

/** Throws `storage` while another daemon has the database. Closing what it returns gives the lock back. `place`: what the other one works on, for people. */
export function lockForDaemon(databaseFile: string, place = databaseFile): Disposable {
  const file = `${databaseFile}.lock`;
  ensurePrivateFile(file);
  const holder = new Database(file, { timeout: 0 });
  try {
    // SQLite locks files on every system, and the system ends the locks of a process that is gone. Nothing is written to the file.
    holder.exec('begin exclusive');
  } catch (error) {
    holder.close();
    if (error instanceof Database.SqliteError && error.code.startsWith('SQLITE_BUSY')) {
      throw new SubcamError(
        'storage',
        `Another daemon works on ${place}: stop it first, or name another data directory (--data-dir). Nothing has been changed.`,
      );
    }
    throw error;
  }
  return { [Symbol.dispose]: () => holder.close() };
}
