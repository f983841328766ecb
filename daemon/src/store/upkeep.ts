// The Upkeep port -> deletions and imports in whichever database is behind it.
import { SubcamError, type Upkeep } from '@subcam/shared';
import { asc, lt } from 'drizzle-orm';
import { deletePerson, deleteSession } from './deletion.ts';
import { checkedRecord, writeRecord } from './import-session.ts';
import { isSameRecord, readRecord } from './session-record.ts';
import type { Backend } from './database.ts';
import { rows } from './work.ts';

export function openUpkeep(backend: Backend): Upkeep {
  return {
    deleteSession: (sessionId) =>
      backend.write('a session was deleted', function* (database) {
        const deleted = yield* deleteSession(database, sessionId);
        if (deleted.sessions > 0) yield* database.oweErasure();
        return deleted;
      }),
    deletePerson: (sessionId, name) =>
      backend.write('what a person said was deleted', function* (database) {
        const deleted = yield* deletePerson(database, sessionId, name);
        if (deleted.sessions > 0) yield* database.oweErasure();
        return deleted;
      }),
    sessionsClosedBefore: (atMs, limit) =>
      backend.read('old sessions were looked for', function* ({ build, tables: { sessions } }) {
        const old = yield* rows(
          build
            .select({ sessionId: sessions.sessionId })
            .from(sessions)
            .where(lt(sessions.closedAtMs, atMs))
            .orderBy(asc(sessions.closedAtMs), asc(sessions.sessionId))
            .limit(limit),
        );
        return old.map(({ sessionId }) => sessionId);
      }),
    importSession: async (given) => {
      const record = checkedRecord(given);
      const { sessionId } = record.session;
      const there = await readRecord(backend, sessionId);
      if (there !== null) {
        if (isSameRecord(there, record)) return false;
        throw new SubcamError(
          'bad-request',
          `A session ${sessionId} is here already, and is not the same: delete it first ("subcam sessions delete ${sessionId}"). It was not imported.`,
        );
      }
      await backend.write('a session was imported', (database) => writeRecord(database, record));
      return true;
    },
    erase: () => backend.erase(),
  };
}
