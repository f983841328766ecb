// A database file from which rows were deleted -> the same rows in a file without any remains of the others.
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import Database from 'better-sqlite3';
import { SubcamError } from '@subcam/shared';

/** The header's `user_version` while remains of deleted rows may be in the file or its write-ahead log; otherwise it is 0. */
export const REMAINS_LEFT = 1;

const NO_REMAINS = 0;

/**
 * SQLite leaves what it deletes, and the old places of what it moves, in the free parts of its pages. VACUUM writes all pages anew from what is there, the
 * checkpoint brings them into the file and empties the write-ahead log. It takes as long as the file is large and holds the lock for writing, so it has a
 * thread of its own. `patienceMs`: how long it waits for other programs that read or write. Rejects with what SQLite says, or with `storage`, retryable.
 */
export async function eraseRemains(file: string, patienceMs: number): Promise<void> {
  const worker = new Worker(new URL('./erase-worker.ts', import.meta.url), { workerData: { file, patienceMs } });
  const [isErased] = (await once(worker, 'message')) as [boolean];
  if (isErased) return;
  throw new SubcamError(
    'storage',
    'What was deleted is still in the write-ahead log, since another program reads the database: close it. The erasing is done again by itself.',
    { retryable: true },
  );
}

/** In the thread. False: another program keeps the write-ahead log. Throws what SQLite says. */
export function writeAnew(file: string, patienceMs: number): boolean {
  const client = new Database(file, { timeout: patienceMs, fileMustExist: true });
  try {
    client.exec('vacuum');
    // Without a write-ahead log there is nothing to be done.
    const [outcome] = client.pragma('wal_checkpoint(truncate)') as [{ readonly busy: number }];
    if (outcome.busy !== 0) return false;
    client.pragma(`user_version = ${NO_REMAINS}`);
    return true;
  } finally {
    client.close();
  }
}
