// A driver's failure -> SubcamError `storage`: what happened, what to do, and whether trying again can help.
import { SubcamError } from '@subcam/shared';

interface Verdict {
  readonly retryable: boolean;
  readonly advice: string;
}

const passes = (advice: string): Verdict => ({ retryable: true, advice });
const stays = (advice: string): Verdict => ({ retryable: false, advice });

const FULL = passes('The disk is full: free some space. Clients keep what is not stored yet and it goes on by itself.');
const GOES_ON = ' It goes on by itself.';
const HELD = passes(`Another program holds the database: close it.${GOES_ON}`);
const AWAY = passes(`The database server does not answer: start it, or mend the network.${GOES_ON}`);
const READ_ONLY = stays('The database is read-only: give its folder and file to the user who runs the daemon.');
const DAMAGED = stays('The database is damaged: move the file away (the daemon makes a new one) or restore a copy.');
const NO_RIGHTS = stays('The user in DATABASE_URL may not do that: give it the rights, or make it the owner of the database.');
const WRONG_LOGIN = stays('The server refuses this user: mend the name and the password in DATABASE_URL (store.url).');

/** By SQLite's primary result code (https://www.sqlite.org/rescode.html). */
const SQLITE: Readonly<Record<string, Verdict>> = {
  SQLITE_FULL: FULL,
  SQLITE_BUSY: HELD,
  SQLITE_LOCKED: HELD,
  SQLITE_NOMEM: passes('The machine is out of memory: end something.'),
  SQLITE_IOERR: passes('The disk answered with an error: check that it is mounted and writable.'),
  SQLITE_READONLY: READ_ONLY,
  SQLITE_CANTOPEN: stays('The database cannot be opened: check that its folder exists and is writable.'),
  SQLITE_CORRUPT: DAMAGED,
  SQLITE_NOTADB: stays('The file is no SQLite database: move it away and the daemon makes a new one.'),
};

/** By the codes of Postgres (https://www.postgresql.org/docs/current/errcodes-appendix.html), or their class, which is the first two signs. */
const POSTGRES: Readonly<Record<string, Verdict>> = {
  '08': AWAY,
  '40': passes(`Another transaction came between.${GOES_ON}`),
  '42501': NO_RIGHTS,
  '25006': stays('The server takes no writes: name the primary in DATABASE_URL (store.url), not a copy of it.'),
  '28': WRONG_LOGIN,
  '3D000': stays('There is no database of this name on the server: make it ("createdb NAME"), or mend DATABASE_URL (store.url).'),
  '53100': FULL,
  '53200': passes('The server is out of memory: end something.'),
  '53300': passes(`The server has no free connection: lower store.maxConnections, or raise its max_connections.${GOES_ON}`),
  '55P03': HELD,
  '57014': passes(`The server took too long.${GOES_ON}`),
  '57P': AWAY,
  '58': passes('The disk of the server answered with an error: check that it is mounted and writable.'),
  XX001: stays('The database is damaged: restore a copy.'),
  XX002: stays('An index of the database is damaged: run REINDEX.'),
};

/** By the codes of the operating system. */
const SYSTEM: Readonly<Record<string, Verdict>> = {
  EACCES: READ_ONLY,
  EPERM: READ_ONLY,
  EROFS: READ_ONLY,
  ENOTDIR: stays('A part of the path is no folder: mend dataDir.'),
  EEXIST: stays('A part of the path is no folder: mend dataDir.'),
  ENOSPC: FULL,
  ECONNREFUSED: AWAY,
  ECONNRESET: AWAY,
  EPIPE: AWAY,
  ETIMEDOUT: AWAY,
  EHOSTUNREACH: AWAY,
  ENETUNREACH: AWAY,
  EAI_AGAIN: AWAY,
  ENOTFOUND: stays('There is no server of this name: mend DATABASE_URL (store.url).'),
  ENOENT: stays('There is nothing at this path: check that its folder exists and is writable, or that the server listens there.'),
};

/** What the driver of Postgres says without a code (of the versions that are in use here). */
const WITHOUT_CODE: readonly (readonly [RegExp, Verdict])[] = [
  [/terminated|timeout|Client has encountered a connection error|not queryable/iu, AWAY],
  [/does not support SSL/u, stays('The server speaks no TLS: leave sslmode out of DATABASE_URL (store.url), or switch it on there.')],
  [/password must be a string|no password/iu, WRONG_LOGIN],
];

/** Drizzle wraps the driver's error as its cause, and Node several addresses' errors in one. Each may be wrapped so often. */
const MAX_DEPTH = 4;

/** The error itself and what it wraps, the outermost first. */
function wrapped(thrown: unknown, depth = 0): readonly Error[] {
  if (!(thrown instanceof Error) || depth > MAX_DEPTH) return [];
  const inner: readonly unknown[] = thrown instanceof AggregateError ? thrown.errors : [thrown.cause];
  return [thrown, ...inner.flatMap((error) => wrapped(error, depth + 1))];
}

function codeOf(error: Error): string | null {
  return 'code' in error && typeof error.code === 'string' ? error.code : null;
}

function verdictOn(error: Error): Verdict | undefined {
  if ('syscall' in error && error.syscall === 'connect') return AWAY;
  const code = codeOf(error);
  return code === null ? WITHOUT_CODE.find(([says]) => says.test(error.message))?.[1] : verdictOf(code);
}

function verdictOf(code: string): Verdict | undefined {
  // Extended codes of SQLite carry the primary one as their beginning: SQLITE_IOERR_WRITE, SQLITE_BUSY_SNAPSHOT.
  if (code.startsWith('SQLITE_')) return SQLITE[code.split('_').slice(0, 2).join('_')];
  return SYSTEM[code] ?? POSTGRES[code] ?? POSTGRES[code.slice(0, 3)] ?? POSTGRES[code.slice(0, 2)];
}

/** As `storageError`, of a database that could not be opened: nobody tries that again but whoever asked for it. */
export function openingError(thrown: unknown): SubcamError {
  const error = storageError(thrown, 'it was opened');
  if (!error.message.endsWith(GOES_ON)) return error;
  const { retryable, cause } = error;
  return new SubcamError('storage', `${error.message.slice(0, -GOES_ON.length)} Then try again.`, { retryable, cause });
}

/**
 * `doing` completes "The database failed while …". A SubcamError stays what it is. What Drizzle says of a failure is left out, since it has
 * the words that were to be stored.
 */
export function storageError(thrown: unknown, doing: string): SubcamError {
  if (thrown instanceof SubcamError) return thrown;
  const errors = wrapped(thrown);
  const telling = errors.find((error) => verdictOn(error) !== undefined) ?? errors.at(-1);
  const verdict = telling === undefined ? undefined : verdictOn(telling);
  const code = telling === undefined ? null : codeOf(telling);
  const advice = verdict?.advice ?? 'This is a fault of the program: please report it.';
  return new SubcamError('storage', `The database failed while ${doing} (${code ?? 'no code'}). ${advice}`, {
    retryable: verdict?.retryable ?? false,
    cause: telling === undefined ? thrown : causeOf(telling, code),
  });
}

/** A driver may keep the row that it refuses in other fields of its error. */
function causeOf({ message, stack }: Error, code: string | null): Error {
  const cause = Object.assign(new Error(message), code === null ? {} : { code });
  return Object.assign(cause, stack === undefined ? {} : { stack });
}
