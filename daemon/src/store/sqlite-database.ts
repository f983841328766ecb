// A connection of better-sqlite3 -> a backend: work is run at once, a transaction in one synchronous piece.
import type Client from 'better-sqlite3';
import type { SQL } from 'drizzle-orm';
import { drizzle } from 'drizzle-orm/better-sqlite3';
import * as tables from './schema.sqlite.ts';
import { sqliteSearch } from './search/sqlite-search.ts';
import { storageError } from './storage-error.ts';
import type { Backend, Builders, Database } from './database.ts';
import type { Step, Work } from './work.ts';

export type SqliteDatabase = ReturnType<typeof openDrizzle>;

export function openDrizzle(client: Client.Database) {
  return drizzle(client, { schema: tables });
}

/** What Drizzle's builders for this driver have beside being promises. */
interface SynchronousStatement {
  all(): readonly unknown[];
  run(): { readonly changes: number };
}

function answer({ statement, answers }: Step): unknown {
  const synchronous = statement as SynchronousStatement;
  return answers === 'rows' ? synchronous.all() : synchronous.run().changes;
}

function runAtOnce<T>(work: Work<T>): T {
  let step = work.next();
  while (step.done !== true) step = work.next(answer(step.value));
  return step.value;
}

/** The ids that SQLite gives come after all that there are. */
function* nothingToDo(): Work<void> {
  yield* [];
}

/** One transaction at a time writes to the whole file: there is nobody to lock rows against. */
function asDatabase(build: unknown): Database {
  const runner = build as Pick<SqliteDatabase, 'all' | 'run'>;
  // Run when it is asked for, as what builders make is.
  const raw = (statement: SQL): SynchronousStatement => ({ all: () => runner.all(statement), run: () => runner.run(statement) });
  return { build: build as Builders, tables, locking: (query) => query, search: sqliteSearch(raw), afterOwnIds: nothingToDo };
}

/** `end` closes the connection, and what was opened with it. */
export function sqliteBackend(drizzled: SqliteDatabase, end: () => Promise<void>): Backend {
  const whole = asDatabase(drizzled);
  // Asynchronous because the port is: what the driver throws is a rejection.
  const run = async <T>(doing: string, work: () => T | Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (error) {
      throw storageError(error, doing);
    }
  };
  return {
    read: (doing, work) => run(doing, () => runAtOnce(work(whole))),
    // IMMEDIATE: the write lock is taken at the beginning, so that a reader's snapshot never has to be upgraded.
    write: (doing, work) => run(doing, () => drizzled.transaction((tx) => runAtOnce(work(asDatabase(tx))), { behavior: 'immediate' })),
    close: () => run('it was closed', end),
  };
}
