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
  /** Called when everything is there: from then on the next start must open the server. Where it rejects, the file stays what is opened. */
  readonly keep?: () => Promise<void>;
}

/**
 * Copies every row and compares each with its original; the file stays as it is. What a move has left there that was stopped or killed is removed first; where the
 * same rows are there otherwise, they are left. Resolves with the number of rows. Rejects with `storage`: a daemon works on one of the databases, the
 * server has other rows, or one can't be used; with the signal's reason.
 */
export async function moveStore({ file, url, limits, signal, onTable, keep }: MoveOptions): Promise<number> {
  const source = await openSqlite({ file, isDaemon: true });
  try {
    // Its driver is loaded only where it is needed.
    const { CONNECTING_MS, openPostgres } = await import('./postgres-store.ts');
    const { endMoveTo } = await import('./unfinished-move.ts');
    const target = await openPostgres({ file, url, limits, isDaemon: true, isMoveTarget: true });
    try {
      const rows = await copyRows({ source, target, signal, other: OTHER_ROWS, ...(onTable === undefined ? {} : { onTable }) });
      await keep?.();
      await endMoveTo(url, CONNECTING_MS);
      return rows;
    } finally {
      await target.close();
    }
  } finally {
    await source.close();
  }
}
