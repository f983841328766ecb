// A file -> a backend on SQLite: a resolved promise means that the row survives SIGKILL and loss of power.
import { stat } from 'node:fs/promises';
import path from 'node:path';
import Database from 'better-sqlite3';
import { migrate } from 'drizzle-orm/better-sqlite3/migrator';
import { systemClock } from '@subcam/shared';
import { makePrivateFolder } from '../lib/private-files.ts';
import { lockForDaemon } from './daemon-lock.ts';
import { closeFilesToOthers } from './database-files.ts';
import { eventKey } from './event-key.ts';
import { followFile, type FollowedFile } from './followed-file.ts';
import { refuseNewer, SQLITE_MIGRATIONS } from './migration-journal.ts';
import { indexedText, scopeOf } from './search/sqlite-search.ts';
import { countWords } from './search/tokens.ts';
import { openDrizzle, sqliteBackend, type SqliteDatabase } from './sqlite-database.ts';
import { openingError } from './storage-error.ts';
import { DEFAULT_STORE_LIMITS, type StoreOptions } from './store-options.ts';
import type { Backend } from './database.ts';

/** SQLite's name for no file (https://www.sqlite.org/inmemorydb.html). */
const IN_MEMORY = ':memory:';

/** While the database is being opened nothing else waits. */
const OPENING_BUSY_TIMEOUT_MS = 5_000;

/** From one try to the next of what does not wait by itself. */
const TRY_AGAIN_MS = 20;

/** The switch to a write-ahead log does not wait for the locks of other programs that open the same new file: SQLite answers that it is busy at once. */
async function switchJournal(client: Database.Database, journal: 'delete' | 'wal'): Promise<void> {
  const lastTryMs = systemClock.monotonicMs() + OPENING_BUSY_TIMEOUT_MS;
  for (;;) {
    try {
      client.pragma(`journal_mode = ${journal}`);
      return;
    } catch (error) {
      const isBusy = error instanceof Database.SqliteError && error.code === 'SQLITE_BUSY';
      if (!isBusy || systemClock.monotonicMs() >= lastTryMs) throw error;
    }
    await systemClock.sleep(TRY_AGAIN_MS);
  }
}

async function configure(client: Database.Database, options: StoreOptions): Promise<void> {
  client.pragma(`busy_timeout = ${OPENING_BUSY_TIMEOUT_MS}`);
  if (options.maxPages !== undefined) client.pragma(`max_page_count = ${options.maxPages}`);
  // Readers (exports, tests, a second program) never wait for the writer.
  await switchJournal(client, options.journal ?? 'wal');
  // In WAL mode NORMAL may lose the last commits when the power goes. An acknowledgement makes the client forget its sound,
  // so a commit has to be on the disk before it: one fsync a commit, about one a second and session.
  client.pragma('synchronous = FULL');
  client.pragma('foreign_keys = ON');
  // What is sorted would go to a file of its own.
  if (options.file === null) client.pragma('temp_store = MEMORY');
}

export interface SqliteBackend extends Backend {
  /** Notes every change from now on, for somebody who copies the file while it is worked with. null: there is no file. Throws what SQLite says. */
  readonly follow: () => FollowedFile | null;
}

/** Opens (and where needed makes or migrates) the database. Rejects with `storage`; a file that can't be used stays as it is. */
export async function openSqlite(options: StoreOptions): Promise<SqliteBackend> {
  const { file } = options;
  await using opened = new AsyncDisposableStack();
  try {
    if (file !== null) {
      await makePrivateFolder(path.dirname(file));
      if (options.isDaemon === true) opened.use(lockForDaemon(file));
      await lookInto(file);
      closeFilesToOthers(file);
    }
    const client = new Database(file ?? IN_MEMORY);
    opened.defer(() => {
      client.close();
    });
    await configure(client, options);
    const database = openDrizzle(client);
    bringFunctions(client);
    migrateInTurn(client, database);
    client.pragma(`busy_timeout = ${options.busyTimeoutMs ?? 100}`);
    // SQLite has made what was missing: behind a symbolic link that pointed at nothing, the database itself.
    if (file !== null) closeFilesToOthers(file);
    const kept = opened.move();
    const { patienceMs } = options.limits ?? DEFAULT_STORE_LIMITS;
    const backend = sqliteBackend({ client, drizzled: database, file, patienceMs, end: () => kept.disposeAsync() });
    return { ...backend, follow: () => (file === null ? null : followFile(client, file)) };
  } catch (error) {
    throw openingError(error);
  }
}

/** What migrations call, to give rows of before what those of today are written with. */
export function bringFunctions(client: Database.Database): void {
  client.function('event_key', { deterministic: true }, (event: string) => eventKey(JSON.parse(event)));
  client.function('count_words', { deterministic: true }, countWords);
  client.function('search_tokens', { deterministic: true }, (text: string | null) => indexedText(text ?? ''));
  client.function('search_scope', { deterministic: true }, scopeOf);
}

/** Without writing anything: a file that is damaged, or of a newer version, is refused. Resolves with its last migration; null: it has none. */
export async function lookInto(file: string): Promise<number | null> {
  const found = await stat(file).catch(() => null);
  // One that is being made.
  if (found === null || found.size === 0) return null;
  const client = new Database(file, { readonly: true, timeout: OPENING_BUSY_TIMEOUT_MS });
  try {
    // Fails when the file has fewer pages than its header says.
    const lastMs = lastMigrationMs(client);
    await refuseNewer(lastMs, SQLITE_MIGRATIONS);
    return lastMs;
  } finally {
    client.close();
  }
}

/** null: nothing has been migrated here. */
function lastMigrationMs(client: Database.Database): number | null {
  const has = client.prepare("select count(*) from sqlite_schema where name = '__drizzle_migrations'").pluck().get();
  if (has === 0) return null;
  return client.prepare('select max(created_at) from __drizzle_migrations').pluck().get() as number | null;
}

/**
 * Of programs that open an old database at once, one migrates it. The others wait for its lock, fail on what is there by then, and find
 * nothing left to do.
 */
function migrateInTurn(client: Database.Database, database: SqliteDatabase): void {
  const before = lastMigrationMs(client);
  try {
    migrate(database, { migrationsFolder: SQLITE_MIGRATIONS });
  } catch (error) {
    if (lastMigrationMs(client) === before) throw error;
    migrate(database, { migrationsFolder: SQLITE_MIGRATIONS });
  }
}
