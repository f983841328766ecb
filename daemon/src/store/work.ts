// A piece of work with the database -> its statements, one after another, for a driver that answers at once or one that answers later.
import type { BaseSQLiteDatabase } from 'drizzle-orm/sqlite-core';
import type * as schema from './schema.sqlite.ts';
import type { SearchIndex } from './search/search-index.ts';

export type Tables = Pick<
  typeof schema,
  | 'audioSpans'
  | 'captures'
  | 'correlationEffectiveness'
  | 'correlations'
  | 'events'
  | 'participants'
  | 'passages'
  | 'sessionOverview'
  | 'sessionStatistics'
  | 'sessions'
  | 'speakerIdentities'
  | 'speakerStatistics'
  | 'transcripts'
  | 'translationQuality'
  | 'translations'
>;

/** What builds statements. Both dialects have it under the same names; the types are those of SQLite. */
export type Builders = Pick<BaseSQLiteDatabase<'async', unknown>, 'delete' | 'insert' | 'select' | 'update'>;

/** A database as work sees it. */
export interface Database {
  readonly build: Builders;
  readonly tables: Tables;
  /** The same query, which keeps the rows that it finds from being changed by others until the transaction ends. */
  readonly locking: <Query>(query: Query) => Query;
  readonly search: SearchIndex;
}

export interface Step {
  readonly statement: unknown;
  readonly answers: 'count' | 'rows';
}

/**
 * What is done in one transaction, or in one reading. SQLite's driver is synchronous, and so are its transactions; that of Postgres is not.
 * A generator is run by either: it hands out a statement and is given what that answered.
 */
export type Work<T> = Generator<Step, T, unknown>;

/** The rows that a statement answers. */
export function* rows<Row>(statement: PromiseLike<readonly Row[]>): Work<readonly Row[]> {
  return (yield { statement, answers: 'rows' }) as readonly Row[];
}

/** The first row that a statement answers. */
export function* first<Row>(statement: PromiseLike<readonly Row[]>): Work<Row | undefined> {
  const [row] = yield* rows(statement);
  return row;
}

/** How many rows a statement changed. */
export function* change(statement: PromiseLike<unknown>): Work<number> {
  return (yield { statement, answers: 'count' }) as number;
}

/** A database that is open, by whichever driver. */
export interface Backend {
  /** Whatever `work` reads, each statement for itself. Rejects with `storage`. `doing` completes "The database failed while …". */
  read<T>(doing: string, work: (database: Database) => Work<T>): Promise<T>;
  /** One transaction: all of it, or nothing. Rejects with `storage`, or with the SubcamError that `work` threw. */
  write<T>(doing: string, work: (database: Database) => Work<T>): Promise<T>;
  close(): Promise<void>;
}
