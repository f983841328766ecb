// A session, or a person in one -> none of their rows any more.
import { SubcamError, type Deleted } from '@subcam/shared';
import { and, eq, inArray, type SQL } from 'drizzle-orm';
import { recountSession } from './import-session.ts';
import { allEvents, isEventOf, personIn, type Person } from './people.ts';
import type { Database } from './database.ts';
import { change, first, rows, type Work } from './work.ts';

export const NOTHING_DELETED: Deleted = { sessions: 0, finals: 0, translations: 0 };

/** Of one statement. */
const IDS_AT_ONCE = 500;

/** False: there is no session of this id. Throws `bad-request` for one that is open. */
function* isClosed({ build, tables: { sessions }, locking }: Database, sessionId: string): Work<boolean> {
  const session = yield* first(
    locking(build.select({ closedAtMs: sessions.closedAtMs }).from(sessions).where(eq(sessions.sessionId, sessionId))),
  );
  if (session === undefined) return false;
  if (session.closedAtMs !== null) return true;
  throw new SubcamError(
    'bad-request',
    `The session ${sessionId} is open: end it (stop its subtitles, or let its bot leave), or start the daemon, which closes what an earlier one left open. Nothing was deleted.`,
  );
}

export function* deleteSession(database: Database, sessionId: string): Work<Deleted> {
  if (!(yield* isClosed(database, sessionId))) return NOTHING_DELETED;
  const { build, tables } = database;
  const { captures, audioSpans, participants, events, speakerIdentities, sessionStatistics, sessions, transcripts } = tables;
  const deleted = yield* deleteFinals(database, eq(transcripts.sessionId, sessionId));
  const opened = yield* rows(build.select({ captureId: captures.captureId }).from(captures).where(eq(captures.sessionId, sessionId)));
  for (const { captureId } of opened) yield* change(build.delete(audioSpans).where(eq(audioSpans.captureId, captureId)));
  yield* change(build.delete(captures).where(eq(captures.sessionId, sessionId)));
  yield* change(build.delete(participants).where(eq(participants.sessionId, sessionId)));
  yield* change(build.delete(events).where(eq(events.sessionId, sessionId)));
  yield* change(build.delete(speakerIdentities).where(eq(speakerIdentities.sessionId, sessionId)));
  yield* change(build.delete(sessionStatistics).where(eq(sessionStatistics.sessionId, sessionId)));
  yield* change(build.delete(sessions).where(eq(sessions.sessionId, sessionId)));
  return { sessions: 1, ...deleted };
}

export function* deletePerson(database: Database, sessionId: string, name: string): Work<Deleted> {
  const person = yield* personIn(database, sessionId, name);
  if (person === null || !(yield* isClosed(database, sessionId))) return NOTHING_DELETED;
  const { build, tables } = database;
  const { captures, events, participants, speakerIdentities } = tables;
  let deleted = { finals: 0, translations: 0 };
  for (const theirs of finalsOf(database, person)) {
    const some = yield* deleteFinals(database, and(eq(tables.transcripts.sessionId, sessionId), theirs));
    deleted = { finals: deleted.finals + some.finals, translations: deleted.translations + some.translations };
  }
  const of = (column: typeof participants.sessionId): SQL => eq(column, sessionId);
  yield* change(
    build.delete(participants).where(and(of(participants.sessionId), inArray(participants.participantId, [...person.participantIds]))),
  );
  yield* change(
    build
      .delete(speakerIdentities)
      .where(and(eq(speakerIdentities.sessionId, sessionId), inArray(speakerIdentities.speakerLabel, [...person.speakerLabels]))),
  );
  const told = (yield* allEvents(database, sessionId)).filter(({ event }) => isEventOf(person, event)).map(({ eventId }) => eventId);
  for (const ids of chunksOf(told)) yield* change(build.delete(events).where(inArray(events.eventId, ids)));
  // It may hold back words; nobody goes on with a session that is closed, and who did would begin without them.
  yield* change(build.update(captures).set({ segmenterState: null }).where(eq(captures.sessionId, sessionId)));
  yield* recountSession(database, sessionId);
  return { sessions: 1, ...deleted };
}

/** What makes a final theirs, one condition after another. */
function finalsOf({ tables: { transcripts } }: Database, { names, participantIds, speakerLabels }: Person): readonly SQL[] {
  return [
    inArray(transcripts.displayName, [...names]),
    inArray(transcripts.participantId, [...participantIds]),
    inArray(transcripts.speakerLabel, [...speakerLabels]),
  ];
}

function* deleteFinals(database: Database, which: SQL | undefined): Work<Omit<Deleted, 'sessions'>> {
  const { build, tables, search } = database;
  const { correlations, passages, transcripts, translations } = tables;
  let deleted = { finals: 0, translations: 0 };
  for (;;) {
    const some = yield* rows(build.select({ transcriptId: transcripts.transcriptId }).from(transcripts).where(which).limit(IDS_AT_ONCE));
    if (some.length === 0) return deleted;
    const ids = some.map(({ transcriptId }) => transcriptId);
    const found = yield* rows(build.select({ passageId: passages.passageId }).from(passages).where(inArray(passages.transcriptId, ids)));
    for (const passageIds of chunksOf(found.map(({ passageId }) => passageId))) yield* search.remove(passageIds);
    yield* change(build.delete(passages).where(inArray(passages.transcriptId, ids)));
    yield* change(build.delete(correlations).where(inArray(correlations.transcriptId, ids)));
    const gone = yield* change(build.delete(translations).where(inArray(translations.transcriptId, ids)));
    yield* change(build.delete(transcripts).where(inArray(transcripts.transcriptId, ids)));
    deleted = { finals: deleted.finals + ids.length, translations: deleted.translations + gone };
  }
}

function chunksOf<Value>(values: readonly Value[]): readonly (readonly Value[])[] {
  return Array.from({ length: Math.ceil(values.length / IDS_AT_ONCE) }, (_, index) =>
    values.slice(index * IDS_AT_ONCE, (index + 1) * IDS_AT_ONCE),
  );
}
