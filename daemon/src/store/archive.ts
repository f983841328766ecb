// The Archive port -> questions to whichever database is behind it.
import { SubcamError, type Archive, type ListedSession, type StoredSession } from '@subcam/shared';
import { asc, eq, max } from 'drizzle-orm';
import { readFinals } from './pages.ts';
import { readPassages } from './passages.ts';
import { sessionsOfPerson, speakerNamed } from './people.ts';
import { parseQuery } from './search/query.ts';
import { listSessions, sessionColumns } from './session-list.ts';
import { readRecord } from './session-record.ts';
import type { Backend } from './database.ts';
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
    sessions: async (page) => {
      checked(page.limit);
      return backend.read('sessions were read', (database) => rows<ListedSession>(listSessions(database, page)));
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
    lastFinalId: (sessionId) =>
      backend.read('the last final was looked up', function* ({ build, tables: { transcripts } }) {
        const last = yield* first(
          build
            .select({ transcriptId: max(transcripts.transcriptId) })
            .from(transcripts)
            .where(eq(transcripts.sessionId, sessionId)),
        );
        return last?.transcriptId ?? null;
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
    search: async ({ text, speaker, ...query }) => {
      checked(query.limit);
      const phrases = parseQuery(text, maxSearchCharacters);
      return backend.read('texts were searched', function* (database) {
        const sought = speaker === undefined ? {} : { speaker: yield* speakerNamed(database, speaker) };
        const found = yield* database.search.find({ ...query, ...sought, phrases });
        return yield* readPassages(database, found, phrases);
      });
    },
    record: (sessionId, person) => readRecord(backend, sessionId, person),
    sessionsOfPerson: (name) => sessionsOfPerson(backend, name),
  };
}
