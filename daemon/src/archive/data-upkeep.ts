// The Store and its backups -> what people change of what was said: imports and deletions, which reach the backups too.
import { SubcamError, type Deleted, type Store } from '@subcam/shared';
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

/** All reject with `session-unknown`, `bad-request` or `storage`. */
export interface DataUpkeep {
  importDocument(document: BodyOf<typeof importSessionsRoute>): Promise<ResponseOf<typeof importSessionsRoute>>;
  deleteSession(sessionId: string): Promise<DeletedCounts>;
  /** Nothing is deleted where one of their sessions is open. */
  deletePerson(name: string): Promise<DeletedCounts>;
  deleteAll(): Promise<ResponseOf<typeof deleteAllRoute>>;
}

export interface DataUpkeepDeps {
  readonly store: Store;
  readonly backups: DeletionFromBackups;
}

/** Sessions that are looked up at once to be deleted. */
const SESSIONS_AT_ONCE = 100;

export function openDataUpkeep({ store, backups }: DataUpkeepDeps): DataUpkeep {
  return {
    importDocument: async (given) => {
      const outcome = { imported: [] as string[], there_already: [] as string[] };
      for (const record of readDocument(given).sessions) {
        const isNew = await store.importSession(record);
        outcome[isNew ? 'imported' : 'there_already'].push(record.session.sessionId);
      }
      return outcome;
    },
    deleteSession: async (sessionId) => {
      const session = await store.session(sessionId);
      if (session === null) throw unknownSession(sessionId);
      // First, so that what fails there can be tried again; one that is open the store refuses.
      if (session.closedAtMs !== null) await backups.deleteSession(sessionId);
      const deleted = await store.deleteSession(sessionId);
      await store.erase();
      return countsOf(deleted);
    },
    deletePerson: async (name) => {
      const sessionIds = await store.sessionsOfPerson(name);
      if (sessionIds.length === 0) throw nobodyNamed(name);
      await refuseOpen(store, sessionIds);
      await backups.deletePerson(name);
      const parts: Deleted[] = [];
      for (const sessionId of sessionIds) parts.push(await store.deletePerson(sessionId, name));
      await store.erase();
      return sumOf(parts);
    },
    deleteAll: async () => {
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

/** Before anything is deleted: all of it is, or nothing. */
async function refuseOpen(store: Store, sessionIds: readonly string[]): Promise<void> {
  const open = new Set(await store.openSessions());
  const one = sessionIds.find((sessionId) => open.has(sessionId));
  if (one === undefined) return;
  throw new SubcamError('bad-request', `They are in the session ${one}, which is open: end it first. Nothing was deleted.`);
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
