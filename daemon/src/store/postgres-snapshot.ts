// postgres://… -> a backend that reads a server as it was at one moment, whatever is written meanwhile.
import { SubcamError } from '@subcam/shared';
import { Client } from 'pg';
import type { Backend } from './database.ts';
import { readingOn } from './postgres-database.ts';
import { CONNECTING_MS, lookAt } from './postgres-store.ts';
import { openingError, storageError } from './storage-error.ts';

/** Rejects with `storage`, as opening the database would; nothing is migrated, so that a database of an older version is refused. */
export async function openSnapshot(url: string): Promise<Backend> {
  const client = new Client({ connectionString: url, application_name: 'subcam', connectionTimeoutMillis: CONNECTING_MS });
  // The next statement tells.
  client.on('error', () => undefined);
  try {
    await client.connect();
    const lastMs = await lookAt(client);
    if (lastMs === null) throw new SubcamError('storage', 'There is nothing in this database yet: nothing was ever stored.');
    await client.query('begin isolation level repeatable read read only');
  } catch (error) {
    await client.end().catch(() => undefined);
    throw openingError(error);
  }
  const read = readingOn(client);
  return {
    read: async (doing, work) => {
      try {
        return await read(work);
      } catch (error) {
        throw storageError(error, doing);
      }
    },
    write: () => Promise.reject(new SubcamError('internal', 'A snapshot is only read.')),
    erase: () => Promise.resolve(),
    close: () => client.end(),
  };
}
