// The Archive port -> questions to whichever database is behind it.
import { SubcamError, type Archive, type StoredSession } from '@subcam/shared';
import { and, asc, desc, eq, sql } from 'drizzle-orm';
import { readFinals } from './pages.ts';
import { readPassages } from './passages.ts';
import { parseQuery } from './search/query.ts';
import type { Backend, Database } from './database.ts';
import { first, rows } from './work.ts';

export interface ArchiveLimits {
  readonly maxPageRows: number;
  readonly maxSearchCharacters: number;
}

export function openArchive(backend: Backend, { maxPageRows, maxSearchCharacters }: ArchiveLimits): Omit<Archive, 'transcripts'> {
  const checked = (limit: number): void => {
    if (Number.isInteger(limit) && limit >= 1 && limit <= maxPageRows) return;
    throw new SubcamError(
      'bad-request',
      `A page may have 1 to ${maxPageRows} rows (store.maxPageRows), not ${limit}: ask for further pages.`,
    );
  };
  return {
    sessions: async ({ limit, after }) => {
      checked(limit);
      return backend.read('sessions were read', ({ build, tables }) => {
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
      });
    },
    session: (sessionId) =>
      backend.read('a session was read', function* ({ build, tables }) {
        const { sessions } = tables;
        const found = yield* first<StoredSession>(
          build.select(sessionColumns(tables)).from(sessions).where(eq(sessions.sessionId, sessionId)),
        );
        return found ?? null;
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
    timeline: async (query) => {
      checked(query.limit);
      return backend.read('a timeline was read', function* (database) {
        const finals = yield* readFinals(database, query);
        return finals.map(({ final, ...place }) => ({ ...final, ...place }));
      });
    },
    speakers: (sessionId) =>
      backend.read('speakers were read', function* ({ build, tables: { speakerStatistics } }) {
        const found = yield* rows(
          build
            .select()
            .from(speakerStatistics)
            .where(eq(speakerStatistics.sessionId, sessionId))
            .orderBy(asc(speakerStatistics.speakerLabel)),
        );
        return found.map(({ sessionId: _session, ...speaker }) => speaker);
      }),
    statistics: (sessionId) =>
      backend.read('statistics were read', function* ({ build, tables }) {
        const { sessionOverview, translationQuality, correlationEffectiveness } = tables;
        const overview = yield* first(build.select().from(sessionOverview).where(eq(sessionOverview.sessionId, sessionId)));
        if (overview === undefined) return null;
        const quality = yield* rows(
          build
            .select()
            .from(translationQuality)
            .where(eq(translationQuality.sessionId, sessionId))
            .orderBy(asc(translationQuality.targetLanguage)),
        );
        const attributed = yield* first(
          build.select().from(correlationEffectiveness).where(eq(correlationEffectiveness.sessionId, sessionId)),
        );
        const { spans, attributed: known, named, confidence } = attributed ?? { spans: 0, attributed: 0, named: 0, confidence: null };
        return {
          ...overview,
          translations: quality.map(({ sessionId: _session, ...language }) => language),
          attribution: { spans, attributed: known, named, confidence },
        };
      }),
    search: async ({ text, ...query }) => {
      checked(query.limit);
      const phrases = parseQuery(text, maxSearchCharacters);
      return backend.read('texts were searched', function* (database) {
        const found = yield* database.search.find({ ...query, phrases });
        return yield* readPassages(database, found, phrases);
      });
    },
  };
}

function sessionColumns({ sessions }: Database['tables']) {
  const { sessionId, meetingUrl, client, sourceLanguage, spoken, targetLanguages, twoWay, openedAtMs, closedAtMs } = sessions;
  return { sessionId, meetingUrl, client, sourceLanguage, spoken, targetLanguages, twoWay, openedAtMs, closedAtMs };
}
