// What work is done with: tables, what builds statements, and what runs them.
import type { BaseSQLiteDatabase } from 'drizzle-orm/sqlite-core';
import type * as schema from './schema.sqlite.ts';
import type { IsAmong } from './prepared.ts';
import type { SearchIndex } from './search/search-index.ts';
import type { Work } from './work.ts';

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
  /** For prepared statements that are given a list. */
  readonly isAmong: IsAmong;
  readonly search: SearchIndex;
  /** After rows were stored with ids of their own: those that the database gives come after them. */
  readonly afterOwnIds: () => Work<void>;
}

/** A database that is open, by whichever driver. */
export interface Backend {
  /** Whatever `work` reads, each statement for itself. Rejects with `storage`. `doing` completes "The database failed while …". */
  read<T>(doing: string, work: (database: Database) => Work<T>): Promise<T>;
  /** One transaction: all of it, or nothing. Rejects with `storage`, or with the SubcamError that `work` threw. */
  write<T>(doing: string, work: (database: Database) => Work<T>): Promise<T>;
  close(): Promise<void>;
}
