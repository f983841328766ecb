// Where what was said is kept, and within which limits.
import type { Clock } from '@subcam/shared';

export interface StoreLimits {
  /** Reads and writes that are under way at once. */
  readonly maxOperations: number;
  /** How long one waits for its turn, and how long a statement may take on a server. */
  readonly patienceMs: number;
  /** Sessions that are remembered when they were looked up. */
  readonly cachedSessions: number;
  /** Rows that a page of sessions, of a timeline or of what was found may have. */
  readonly maxPageRows: number;
  /** Characters that a search may have. */
  readonly maxSearchCharacters: number;
  /** How long writes may wait at the end of a move to a server. */
  readonly moveHoldMs: number;
  /** Connections to a server that stay open when nothing is to be done. */
  readonly minConnections: number;
  /** Connections to a server at most. */
  readonly maxConnections: number;
}

/** The contract's: 50 operations at once, refused after 30 s; 1,000 sessions; 5 to 20 connections. A client keeps sound for 120 s, of which the end of a move takes a sixth. */
export const DEFAULT_STORE_LIMITS: StoreLimits = {
  maxOperations: 50,
  patienceMs: 30_000,
  cachedSessions: 1_000,
  maxPageRows: 1_000,
  maxSearchCharacters: 1_000,
  moveHoldMs: 20_000,
  minConnections: 5,
  maxConnections: 20,
};

export interface StoreOptions {
  /** Made, with its folder, where it is not there yet; one that others may read is closed to them. null: in memory alone, nothing is written to a disk. */
  readonly file: string | null;
  /** `postgres://…`: the server has it instead of the file. */
  readonly url?: string | null;
  /** Left out: the defaults. */
  readonly limits?: StoreLimits;
  /**
   * A daemon, which closes the sessions that it finds open: there may be one on a database. One more is refused. Default: somebody who
   * reads or repairs, of whom there may be any number.
   */
  readonly isDaemon?: boolean;
  /** A server that a move fills: what an earlier move left there that was killed is removed, and where nothing is there then, it is noted that a move is under way. */
  readonly isMoveTarget?: boolean;
  /**
   * How long a write waits for another program's lock on the file before it fails (retryable). The whole daemon waits with it, so it is short:
   * whoever writes tries again later. Default 100 ms.
   */
  readonly busyTimeoutMs?: number;
  /** A connection to a server beyond `minConnections` that had nothing to do for so long is closed. Default 10 s. */
  readonly idleConnectionMs?: number;
  /** The file grows to this many pages of 4 KiB and is then full. Default: as far as the disk goes. */
  readonly maxPages?: number;
  /** `delete`: a file that is one file when it is closed, for a copy that nobody works on. Default: `wal`. */
  readonly journal?: 'delete' | 'wal';
  readonly clock?: Clock;
}
