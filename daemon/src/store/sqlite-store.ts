// Commits -> one SQLite file: a resolved promise means that the row survives SIGKILL and loss of power.
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Store } from '@subcam/shared';
import Database from 'better-sqlite3';
import { migrate } from 'drizzle-orm/better-sqlite3/migrator';
import { makePrivateFolder } from '../lib/private-files.ts';
import { closeFilesToOthers } from './database-files.ts';
import { eventKey } from './event-key.ts';
import { openDrizzle, sqliteBackend } from './sqlite-database.ts';
import { storageError } from './storage-error.ts';
import { storeOn } from './store.ts';

export interface StoreOptions {
  /** Made, with its folder, where it is not there yet; one that others may read is closed to them. */
  readonly file: string;
  /**
   * How long a write waits for another program's lock before it fails (retryable). The whole daemon waits with it, so it is short: whoever
   * writes tries again later. Default 100 ms.
   */
  readonly busyTimeoutMs?: number;
  /** The database grows to this many pages of 4 KiB and is then full. Default: as far as the disk goes. */
  readonly maxPages?: number;
}

/** While the database is being opened nothing else waits. */
const OPENING_BUSY_TIMEOUT_MS = 5_000;

const MIGRATIONS_DIR = fileURLToPath(new URL('../../drizzle', import.meta.url));

function configure(client: Database.Database, options: StoreOptions): void {
  client.pragma(`busy_timeout = ${OPENING_BUSY_TIMEOUT_MS}`);
  if (options.maxPages !== undefined) client.pragma(`max_page_count = ${options.maxPages}`);
  // Readers (exports, tests, a second program) never wait for the writer.
  client.pragma('journal_mode = WAL');
  // In WAL mode NORMAL may lose the last commits when the power goes. An acknowledgement makes the client forget its sound,
  // so a commit has to be on the disk before it: one fsync a commit, about one a second and session.
  client.pragma('synchronous = FULL');
  client.pragma('foreign_keys = ON');
}

/** Opens (and where needed makes or migrates) the database. Rejects with `storage`. */
export async function openStore(options: StoreOptions): Promise<Store> {
  let client: Database.Database | undefined;
  try {
    await makePrivateFolder(path.dirname(options.file));
    closeFilesToOthers(options.file);
    client = new Database(options.file);
    configure(client, options);
    const database = openDrizzle(client);
    // Migrations give rows of before their keys.
    client.function('event_key', { deterministic: true }, (event: string) => eventKey(JSON.parse(event)));
    migrate(database, { migrationsFolder: MIGRATIONS_DIR });
    client.pragma(`busy_timeout = ${options.busyTimeoutMs ?? 100}`);
    // SQLite has made what was missing: behind a symbolic link that pointed at nothing, the database itself.
    closeFilesToOthers(options.file);
    return storeOn(sqliteBackend(client, database));
  } catch (error) {
    client?.close();
    throw storageError(error, 'it was opened');
  }
}
