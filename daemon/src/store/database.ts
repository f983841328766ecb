// What work is done with: tables, what builds statements, and what runs them.
import type { Building } from './prepared.ts';
import type { SearchIndex } from './search/search-index.ts';
import type { Work } from './work.ts';

export type { Builders, Tables } from './tables.ts';

/** A database as work sees it. */
export interface Database extends Building {
  readonly search: SearchIndex;
  /** Notes that what was deleted in this transaction is still to be erased from the files. */
  readonly oweErasure: () => Work<void>;
  /** In this transaction rows are copied from elsewhere, so that nothing happens of which anybody is told. */
  readonly copying: () => Work<void>;
  /** After rows were stored with ids of their own: those that the database gives come after them. */
  readonly afterOwnIds: () => Work<void>;
}

/** A database that is open, by whichever driver. */
export interface Backend {
  /** Whatever `work` reads, each statement for itself. Rejects with `storage`. `doing` completes "The database failed while …". */
  read<T>(doing: string, work: (database: Database) => Work<T>): Promise<T>;
  /** One transaction: all of it, or nothing. Rejects with `storage`, or with the SubcamError that `work` threw. */
  write<T>(doing: string, work: (database: Database) => Work<T>): Promise<T>;
  /** Removes what is left in the database's files of rows that were deleted; nothing happens where nothing is. Rejects with `storage`. */
  erase(): Promise<void>;
  close(): Promise<void>;
}
