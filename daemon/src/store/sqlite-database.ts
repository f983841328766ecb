// A connection of better-sqlite3 -> Drizzle over the tables of the embedded database.
import type Database from 'better-sqlite3';
import { drizzle } from 'drizzle-orm/better-sqlite3';
import * as schema from './schema.sqlite.ts';

export type SqliteDatabase = ReturnType<typeof openDrizzle>;

/** What a transaction works with. Its callback must be synchronous: with better-sqlite3 an async one commits before it has run. */
export type Transaction = Parameters<Parameters<SqliteDatabase['transaction']>[0]>[0];

export function openDrizzle(client: Database.Database) {
  return drizzle(client, { schema });
}
