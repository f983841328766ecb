// A driver's failure -> SubcamError `storage`: what happened, what to do, and whether trying again can help.
import { SubcamError } from '@subcam/shared';

interface Verdict {
  readonly retryable: boolean;
  readonly advice: string;
}

/** By SQLite's primary result code (https://www.sqlite.org/rescode.html). */
const VERDICTS: Readonly<Record<string, Verdict>> = {
  SQLITE_FULL: {
    retryable: true,
    advice: 'The disk is full: free some space. Clients keep what is not stored yet and it goes on by itself.',
  },
  SQLITE_BUSY: { retryable: true, advice: 'Another program holds the database: close it. It goes on by itself.' },
  SQLITE_LOCKED: { retryable: true, advice: 'Another program holds the database: close it. It goes on by itself.' },
  SQLITE_NOMEM: { retryable: true, advice: 'The machine is out of memory: end something.' },
  SQLITE_IOERR: { retryable: true, advice: 'The disk answered with an error: check that it is mounted and writable.' },
  SQLITE_READONLY: { retryable: false, advice: 'The database is read-only: give its folder and file to the user who runs the daemon.' },
  SQLITE_CANTOPEN: { retryable: false, advice: 'The database cannot be opened: check that its folder exists and is writable.' },
  SQLITE_CORRUPT: {
    retryable: false,
    advice: 'The database is damaged: move the file away (the daemon makes a new one) or restore a copy.',
  },
  SQLITE_NOTADB: { retryable: false, advice: 'The file is no SQLite database: move it away and the daemon makes a new one.' },
};

function codeOf(thrown: unknown): string | null {
  // Drizzle wraps the driver's error as its cause.
  for (let error = thrown, depth = 0; error instanceof Error && depth < 4; error = error.cause, depth += 1) {
    if ('code' in error && typeof error.code === 'string' && error.code.startsWith('SQLITE_')) return error.code;
  }
  return null;
}

/** `doing` completes "The database failed while …". A SubcamError stays what it is. */
export function storageError(thrown: unknown, doing: string): SubcamError {
  if (thrown instanceof SubcamError) return thrown;
  const code = codeOf(thrown);
  // Extended codes carry the primary one as their beginning: SQLITE_IOERR_WRITE, SQLITE_BUSY_SNAPSHOT.
  const verdict = code === null ? undefined : VERDICTS[code.split('_').slice(0, 2).join('_')];
  const advice = verdict?.advice ?? 'This is a fault of the program: please report it.';
  return new SubcamError('storage', `The database failed while ${doing} (${code ?? 'no code'}). ${advice}`, {
    retryable: verdict?.retryable ?? false,
    cause: thrown,
  });
}
