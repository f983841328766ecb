// The Store and its backups -> what people change of what was said: imports and deletions, which reach the backups too.
import { SubcamError, systemClock, type Deleted, type Store } from '@subcam/shared';
import type { BodyOf, deleteAllRoute, DeletedCounts, importSessionsRoute, ResponseOf } from '@subcam/shared/http';
import { readDocument } from './session-document.ts';
import { nobodyNamed, unknownSession } from './unknown-session.ts';

/** As the store has them; each rejects where a backup can't be changed. */
export interface DeletionFromBackups {
  deleteSession(sessionId: string): Promise<void>;
  deletePerson(name: string): Promise<void>;
  deleteAll(): Promise<void>;
}

/** Where none are kept. */
export const NO_BACKUPS: DeletionFromBackups = {
  deleteSession: () => Promise.resolve(),
  deletePerson: () => Promise.resolve(),
  deleteAll: () => Promise.resolve(),
};

export interface DeleteOptions {
  /** Sessions that are open are ended first. Default: nothing of what is open is deleted. */
  readonly end?: boolean;
}

/** All reject with `session-unknown`, `bad-request` or `storage`. */
export interface DataUpkeep {
  importDocument(document: BodyOf<typeof importSessionsRoute>): Promise<ResponseOf<typeof importSessionsRoute>>;
  deleteSession(sessionId: string, options?: DeleteOptions): Promise<DeletedCounts>;
  /** Nothing is deleted where one of their sessions is open and not to be ended. */
  deletePerson(name: string, options?: DeleteOptions): Promise<DeletedCounts>;
  deleteAll(options?: DeleteOptions): Promise<ResponseOf<typeof deleteAllRoute>>;
}

export interface DataUpkeepDeps {
  readonly store: Store;
  readonly backups: DeletionFromBackups;
  /** Ends a session that is open: it is closed in the store when this resolves. Default: for where nobody works on the store, it is closed there. */
  readonly endSession?: (sessionId: string) => Promise<void>;
}

/** Sessions that are looked up at once to be deleted. */
const SESSIONS_AT_ONCE = 100;

export function openDataUpkeep({ store, backups, endSession }: DataUpkeepDeps): DataUpkeep {
  const end = endSession ?? ((sessionId: string) => store.closeSession(sessionId, systemClock.nowMs()));
  return {
    importDocument: async (given) => {
      const outcome = { imported: [] as string[], there_already: [] as string[] };
      for (const record of readDocument(given).sessions) {
        const isNew = await store.importSession(record).catch((error: unknown) => {
          throw withThoseBefore(error, outcome.imported.length);
        });
        outcome[isNew ? 'imported' : 'there_already'].push(record.session.sessionId);
      }
      return outcome;
    },
    deleteSession: async (sessionId, { end: isToBeEnded = false } = {}) => {
      const session = await store.session(sessionId);
      if (session === null) throw unknownSession(sessionId);
      if (session.closedAtMs === null) {
        if (!isToBeEnded) throw stillOpen(`The session ${sessionId} is open`);
        await end(sessionId);
      }
      // First, so that what fails there can be tried again.
      await backups.deleteSession(sessionId);
      const deleted = await store.deleteSession(sessionId);
      await store.erase();
      return countsOf(deleted);
    },
    deletePerson: async (name, { end: areToBeEnded = false } = {}) => {
      const sessionIds = await store.sessionsOfPerson(name);
      if (sessionIds.length === 0) throw nobodyNamed(name);
      // Before anything is deleted: all of it is, or nothing.
      for (const sessionId of await openOf(store, sessionIds)) {
        if (!areToBeEnded) throw stillOpen(`They are in the session ${sessionId}, which is open`);
        await end(sessionId);
      }
      await backups.deletePerson(name);
      const parts: Deleted[] = [];
      for (const sessionId of sessionIds) parts.push(await store.deletePerson(sessionId, name));
      await store.erase();
      return sumOf(parts);
    },
    deleteAll: async ({ end: areToBeEnded = false } = {}) => {
      if (areToBeEnded) for (const sessionId of await store.openSessions()) await end(sessionId);
      await backups.deleteAll();
      const parts: Deleted[] = [];
      for (;;) {
        const closed = await store.sessionsClosedBefore(Number.MAX_SAFE_INTEGER, SESSIONS_AT_ONCE);
        if (closed.length === 0) break;
        for (const sessionId of closed) parts.push(await store.deleteSession(sessionId));
      }
      await store.erase();
      return { ...sumOf(parts), left_open: (await store.openSessions()).length };
    },
  };
}

async function openOf(store: Store, sessionIds: readonly string[]): Promise<readonly string[]> {
  const open = new Set(await store.openSessions());
  return sessionIds.filter((sessionId) => open.has(sessionId));
}

/** Sessions of a document are taken one after another: what was taken before one was refused stays. */
function withThoseBefore(thrown: unknown, imported: number): unknown {
  if (!(thrown instanceof SubcamError) || imported === 0) return thrown;
  const { code, message, retryable } = thrown;
  const those =
    imported === 1 ? 'The one session before it in the document was' : `The ${imported} sessions before it in the document were`;
  return new SubcamError(code, `${message} ${those} imported.`, { retryable, cause: thrown });
}

/** `problem`: which session is open. */
export function stillOpen(problem: string): SubcamError {
  return new SubcamError(
    'bad-request',
    `${problem}: end it first (stop its subtitles, or let its bot leave), or have it ended and deleted with --end (over HTTP: end=yes). Nothing was deleted.`,
  );
}

function countsOf({ sessions, finals, translations }: Deleted): DeletedCounts {
  return { sessions, transcripts: finals, translations };
}

function sumOf(parts: readonly Deleted[]): DeletedCounts {
  const sum = { sessions: 0, finals: 0, translations: 0 };
  for (const { sessions, finals, translations } of parts) {
    sum.sessions += sessions;
    sum.finals += finals;
    sum.translations += translations;
  }
  return countsOf(sum);
}
