// A database file -> the same rows on a server, each compared with its original.
import { copyRows } from './copy-rows.ts';
import { openSqlite } from './sqlite-store.ts';
import type { StoreLimits } from './store-options.ts';

export const OTHER_ROWS =
  'The server has rows in {table} that are not those of the file: move to an empty database. The file has not been changed.';

export interface MoveOptions {
  readonly file: string;
  /** `postgres://…` */
  readonly url: string;
  readonly limits: StoreLimits;
  readonly signal: AbortSignal;
  /** Called when a table is there, and compared. */
  readonly onTable?: (table: string, rows: number) => void;
}

/**
 * Copies every row and compares each with its original; the file stays as it is. What is there already from the same file is left, so a move that was
 * stopped goes on. Resolves with the number of rows. Rejects with `storage`: a daemon works on one of the databases, the server has other rows, or
 * one can't be used; with the signal's reason.
 */
export async function moveStore({ file, url, limits, signal, onTable }: MoveOptions): Promise<number> {
  const source = await openSqlite({ file, isDaemon: true });
  try {
    // Its driver is loaded only where it is needed.
    const { openPostgres } = await import('./postgres-store.ts');
    const target = await openPostgres({ file, url, limits, isDaemon: true });
    try {
      return await copyRows({ source, target, signal, other: OTHER_ROWS, ...(onTable === undefined ? {} : { onTable }) });
    } finally {
      await target.close();
    }
  } finally {
    await source.close();
  }
}
