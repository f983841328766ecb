// Where what was said is kept -> what a start would find there. Nothing is written.
import { stat } from 'node:fs/promises';
import { hostOf } from '../lib/loopback.ts';
import { migrationsAfter, POSTGRES_MIGRATIONS, SQLITE_MIGRATIONS } from './migration-journal.ts';
import { lookInto } from './sqlite-store.ts';
import { storageError } from './storage-error.ts';

export interface DatabaseState {
  /** The file, or the server with the name of the database; never the password. */
  readonly place: string;
  /** False: the next start makes it. */
  readonly isMade: boolean;
  /** How many changes of its tables the next start makes. */
  readonly pendingMigrations: number;
}

/** Rejects with `storage`, as opening it would. */
export async function databaseState({ file, url }: { readonly file: string; readonly url: string | null }): Promise<DatabaseState> {
  try {
    if (url === null) {
      const isThere = await stat(file).then(
        ({ size }) => size > 0,
        () => false,
      );
      const lastMs = isThere ? await lookInto(file) : null;
      return { place: file, isMade: lastMs !== null, pendingMigrations: await migrationsAfter(lastMs, SQLITE_MIGRATIONS) };
    }
    const { lookAtServer } = await import('./postgres-store.ts');
    const lastMs = await lookAtServer(url);
    return { place: placeOfServer(url), isMade: lastMs !== null, pendingMigrations: await migrationsAfter(lastMs, POSTGRES_MIGRATIONS) };
  } catch (error) {
    throw storageError(error, 'it was looked at');
  }
}

/** The server with the name of the database, as it may be told to people: never the password. */
export function placeOfServer(url: string): string {
  return `${hostOf(url)}${URL.parse(url)?.pathname ?? ''}`;
}
