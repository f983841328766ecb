// The Archive port -> questions to whichever database is behind it.
import type { Archive, StoredSession } from '@subcam/shared';
import { and, asc, desc, eq, sql } from 'drizzle-orm';
import { first, rows, type Backend, type Database } from './work.ts';

export function openArchive(backend: Backend): Omit<Archive, 'transcripts'> {
  return {
    sessions: ({ limit, after }) =>
      backend.read('sessions were read', ({ build, tables }) => {
        const { sessions } = tables;
        const isAfter =
          after === undefined
            ? undefined
            : sql`(${sessions.openedAtMs}, ${sessions.sessionId}) < (${after.openedAtMs}, ${after.sessionId})`;
        return rows<StoredSession>(
          build
            .select(sessionColumns(tables))
            .from(sessions)
            .where(and(isAfter))
            .orderBy(desc(sessions.openedAtMs), desc(sessions.sessionId))
            .limit(limit),
        );
      }),
    session: (sessionId) =>
      backend.read('a session was read', function* ({ build, tables }) {
        const { sessions } = tables;
        return (
          (yield* first<StoredSession>(build.select(sessionColumns(tables)).from(sessions).where(eq(sessions.sessionId, sessionId)))) ??
          null
        );
      }),
    participants: (sessionId) =>
      backend.read('participants were read', ({ build, tables: { participants } }) => {
        const { participantId, displayName, isSelf, joinedAtMs, leftAtMs } = participants;
        return rows(
          build
            .select({ participantId, displayName, isSelf, joinedAtMs, leftAtMs })
            .from(participants)
            .where(eq(participants.sessionId, sessionId))
            .orderBy(asc(participants.joinedAtMs), asc(participants.participantId)),
        );
      }),
  };
}

function sessionColumns({ sessions }: Database['tables']) {
  const { sessionId, meetingUrl, client, sourceLanguage, spoken, targetLanguages, twoWay, openedAtMs, closedAtMs } = sessions;
  return { sessionId, meetingUrl, client, sourceLanguage, spoken, targetLanguages, twoWay, openedAtMs, closedAtMs };
}
