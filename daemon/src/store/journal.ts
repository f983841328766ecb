// The Journal port -> transactions on whichever database is behind it.
import { SubcamError, type AudioGap, type Journal, type PendingTranslation } from '@subcam/shared';
import { and, asc, eq, gte, isNotNull, isNull, sql } from 'drizzle-orm';
import { capturesLocked, settledProgress, writeGap } from './audio-spans.ts';
import { eventKey } from './event-key.ts';
import { PAGE_ROWS, readEvents, readFinals, readPages, type EventRow, type FinalRow } from './pages.ts';
import { recordParticipant } from './participants.ts';
import type { SharedWrites } from './shared-writes.ts';
import { attributionOf, captureOf, tileSettingsOf, transcriptOf } from './stored-rows.ts';
import { storableJson, storableText } from './storable-text.ts';
import type { Backend, Database } from './database.ts';
import { change, first, rows, together, type Work } from './work.ts';

const NOT_TRANSLATED = { status: 'failed', text: null, confidence: null, engine: null, settledAtMs: null } as const;

export function openJournal(backend: Backend, shared: SharedWrites): Journal {
  return {
    openCapture: (session, capture) => backend.write('a capture was opened', (database) => openCapture(database, session, capture)),
    saveTileSettings: (sessionId, settings, wish) =>
      backend.write("a tile's settings were stored", function* ({ build, tables: { captures, sessions } }) {
        yield* change(build.update(sessions).set({ tileSettings: settings }).where(eq(sessions.sessionId, sessionId)));
        if (wish === undefined) return;
        yield* change(build.update(captures).set({ tileWish: wish.tile }).where(eq(captures.captureId, wish.captureId)));
      }),
    commitFinal: (final) => shared.commitFinal(final),
    commitQuiet: (progress) => shared.commitQuiet(progress),
    commitGap: (gap, progress) =>
      backend.write('a gap was stored', function* (database) {
        const captures = yield* capturesLocked([progress.captureId]);
        yield* writeGap(database, progress.captureId, gap);
        yield* together(...settledProgress(captures, [progress]));
      }),
    recordGap: (captureId, gap) =>
      backend.write('a gap was stored', function* (database) {
        yield* capturesLocked([captureId]);
        return yield* writeGap(database, captureId, gap);
      }),
    commitTranslation: (translation, atMs) => {
      const { confidence, engine, captureId, firstSample, targetLanguage } = translation;
      const text = storableText(translation.text);
      const outcome = { status: 'done', text, confidence, engine: storableJson(engine), message: null, settledAtMs: atMs } as const;
      return shared.settleTranslation({ captureId, firstSample, targetLanguage, outcome });
    },
    failTranslation: ({ captureId, firstSample, targetLanguage }, message) => {
      const outcome = { ...NOT_TRANSLATED, message: storableText(message) };
      return shared.settleTranslation({ captureId, firstSample, targetLanguage, outcome });
    },
    pendingTranslations: (sessionId) =>
      backend.read('pending translations were read', (database) => pendingTranslations(database, sessionId)),
    recordMeetingEvent: (sessionId, told) =>
      backend.write('a meeting event was stored', function* (database) {
        const { events } = database.tables;
        const event = storableJson(told);
        const row = { sessionId, atMs: event.atMs, eventKey: eventKey(event), event };
        if ((yield* change(database.build.insert(events).values(row).onConflictDoNothing())) === 0) return false;
        yield* recordParticipant(database, sessionId, event);
        return true;
      }),
    meetingEvents: async (sessionId) => {
      const read = await readPages<EventRow>(backend, 'meeting events were read', (database, after) =>
        readEvents(database, sessionId, after),
      );
      return read.map(({ event }) => event);
    },
    closeSession: (sessionId, atMs) =>
      backend.write('a session was closed', function* ({ build, tables: { captures, sessions } }) {
        yield* change(build.update(sessions).set({ closedAtMs: atMs, tileSettings: null }).where(eq(sessions.sessionId, sessionId)));
        yield* change(
          build
            .update(captures)
            .set({ tileWish: null })
            .where(and(eq(captures.sessionId, sessionId), isNotNull(captures.tileWish))),
        );
      }),
    openSessions: () =>
      backend.read('open sessions were read', function* ({ build, tables: { sessions } }) {
        const open = yield* rows(
          build
            .select({ sessionId: sessions.sessionId })
            .from(sessions)
            .where(isNull(sessions.closedAtMs))
            .orderBy(asc(sessions.openedAtMs), asc(sessions.sessionId)),
        );
        return open.map(({ sessionId }) => sessionId);
      }),
    gaps: (captureId) => backend.read('gaps were read', (database) => gaps(database, captureId)),
    transcripts: async (sessionId) => {
      const read = await readPages<FinalRow>(backend, 'transcripts were read', (database, after) =>
        readFinals(database, { sessionId, limit: PAGE_ROWS, ...(after === undefined ? {} : { after }) }),
      );
      return read.map(({ final }) => final);
    },
  };
}

type NewSession = Parameters<Journal['openCapture']>[0];
type NewCapture = Parameters<Journal['openCapture']>[1];

function* openCapture({ build, tables, locking }: Database, session: NewSession, capture: NewCapture) {
  const { audioSpans, captures, sessions } = tables;
  const { sourceLanguage, spoken, targetLanguages, twoWay } = session;
  const stored = yield* first(
    build
      .insert(sessions)
      .values({ ...session, client: storableText(session.client), closedAtMs: null })
      .onConflictDoUpdate({ target: sessions.sessionId, set: { sourceLanguage, spoken, targetLanguages, twoWay, closedAtMs: null } })
      .returning({ tileSettings: sessions.tileSettings }),
  );
  // In one statement, so that of two connections that come at once one wins.
  const opened = yield* first(
    build
      .insert(captures)
      .values(capture)
      .onConflictDoUpdate({
        target: captures.captureId,
        set: { connectionEpoch: capture.connectionEpoch },
        setWhere: sql`${captures.sessionId} = ${capture.sessionId} and ${captures.connectionEpoch} < ${capture.connectionEpoch}`,
      })
      .returning(),
  );
  if (opened === undefined) {
    const there = yield* first(locking(build.select().from(captures).where(eq(captures.captureId, capture.captureId))));
    if (there?.sessionId !== capture.sessionId) {
      throw new SubcamError('bad-request', 'This capture belongs to another session: give a new capture a new id.');
    }
    throw new SubcamError(
      'stale-connection',
      `Connection ${capture.connectionEpoch} of this capture is not newer than connection ${there.connectionEpoch}: connect with a higher epoch.`,
    );
  }
  // A client that is back has lost nothing yet.
  yield* change(
    build
      .delete(audioSpans)
      .where(
        and(
          eq(audioSpans.captureId, opened.captureId),
          eq(audioSpans.reason, 'client-lost'),
          gte(audioSpans.firstSample, opened.committedThrough),
        ),
      ),
  );
  return { capture: captureOf(opened), tileSettings: tileSettingsOf(stored?.tileSettings ?? null) };
}

function* pendingTranslations(
  { build, tables: { transcripts, translations } }: Database,
  sessionId: string,
): Work<readonly PendingTranslation[]> {
  const owed = yield* rows(
    build
      .select({ row: transcripts, targetLanguage: translations.targetLanguage })
      .from(translations)
      .innerJoin(transcripts, eq(translations.transcriptId, transcripts.transcriptId))
      .where(and(eq(translations.status, 'pending'), eq(transcripts.sessionId, sessionId)))
      .orderBy(asc(transcripts.transcriptId), asc(translations.targetLanguage)),
  );
  return owed.map(({ row, targetLanguage }) => ({
    sessionId,
    captureId: row.captureId,
    firstSample: row.firstSample,
    targetLanguage,
    transcript: transcriptOf(row),
    attribution: attributionOf(row),
  }));
}

function* gaps({ build, tables: { audioSpans } }: Database, captureId: string): Work<readonly AudioGap[]> {
  const spans = yield* rows(
    build
      .select()
      .from(audioSpans)
      .where(and(eq(audioSpans.captureId, captureId), eq(audioSpans.kind, 'gap')))
      .orderBy(asc(audioSpans.firstSample)),
  );
  return spans.map(({ firstSample, sampleCount, reason }) => {
    if (reason === null) throw new SubcamError('storage', 'The database holds a gap without a reason: it was changed by hand.');
    return { firstSample, sampleCount, reason };
  });
}
