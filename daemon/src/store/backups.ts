// Backups in the data directory -> the same without what was deleted: a backup that has it would bring it back.
import { existsSync } from 'node:fs';
import { readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { SubcamError, systemClock, toSubcamError, type Store } from '@subcam/shared';
import { sealBackup, SEAL_SUFFIX } from './backup-file.ts';
import { openSqlite } from './sqlite-store.ts';
import { storeOn } from './store.ts';
import { DEFAULT_STORE_LIMITS } from './store-options.ts';

export interface Backups {
  /** All reject with `storage`, naming the backup that could not be changed; others may have been by then. */
  deleteSession(sessionId: string): Promise<void>;
  deletePerson(name: string): Promise<void>;
  /** The backups themselves. */
  deleteAll(): Promise<void>;
}

const SUFFIX = '.db';

/**
 * Databases of SQLite in a folder, each with its SHA-256 beside it. A folder that is not there has none. `oldFile`: the file that was worked with before everything was
 * moved to a server, which is a copy from then on; null: it is worked with.
 */
export function backupsIn(folder: string, oldFile: () => string | null = () => null): Backups {
  const oldOnes = (): readonly string[] => [oldFile()].filter((file) => file !== null && existsSync(file)) as readonly string[];
  const files = async (): Promise<readonly string[]> => {
    const names = await readdir(folder).catch((error: unknown) => {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
      throw new SubcamError('storage', `The backups in ${folder} can't be listed: ${toSubcamError(error).message}`, { cause: error });
    });
    return names
      .filter((name) => name.endsWith(SUFFIX))
      .toSorted()
      .map((name) => path.join(folder, name));
  };
  const inEach = async (deleteFrom: (store: Store) => Promise<boolean>): Promise<void> => {
    const kept = await files();
    for (const file of [...kept, ...oldOnes()]) {
      try {
        if ((await changed(file, deleteFrom)) && kept.includes(file)) await sealBackup(file);
      } catch (error) {
        throw new SubcamError(
          'storage',
          `What was deleted is still in the copy ${file}: ${toSubcamError(error).message} Or remove that file.`,
          {
            retryable: true,
            cause: error,
          },
        );
      }
    }
  };
  return {
    deleteSession: (sessionId) =>
      inEach(async (store) => {
        // One that was made while the session was open.
        if ((await store.session(sessionId)) !== null) await store.closeSession(sessionId, systemClock.nowMs());
        return (await store.deleteSession(sessionId)).sessions > 0;
      }),
    deletePerson: (name) =>
      inEach(async (store) => {
        const sessionIds = await store.sessionsOfPerson(name);
        const open = new Set(await store.openSessions());
        for (const sessionId of sessionIds) {
          if (open.has(sessionId)) await store.closeSession(sessionId, systemClock.nowMs());
          await store.deletePerson(sessionId, name);
        }
        return sessionIds.length > 0;
      }),
    deleteAll: async () => {
      for (const file of await files()) {
        await rm(`${file}${SEAL_SUFFIX}`, { force: true });
        await rm(file);
      }
      for (const file of oldOnes()) for (const suffix of ['', '-wal', '-shm']) await rm(`${file}${suffix}`, { force: true });
    },
  };
}

/** Whether anything was deleted from the file, which is then one file again without anything beside it. */
async function changed(file: string, deleteFrom: (store: Store) => Promise<boolean>): Promise<boolean> {
  const store = storeOn(await openSqlite({ file, journal: 'delete' }), { limits: DEFAULT_STORE_LIMITS, clock: systemClock });
  try {
    const isChanged = await deleteFrom(store);
    await store.erase();
    return isChanged;
  } finally {
    await store.close();
  }
}
