// A session's rows -> its record, in an order that does not depend on how they were stored.
import type {
  MeetingEvent,
  RecordedCapture,
  RecordedFinal,
  RecordedSpeaker,
  RecordedTranslation,
  SessionRecord,
  StoredParticipant,
} from '@subcam/shared';
import { and, asc, eq, gt, inArray } from 'drizzle-orm';
import { canonicalJson } from './canonical-json.ts';
import { PAGE_ROWS, readEvents, readPages, type EventRow } from './pages.ts';
import { isEventOf, isSpokenBy, personIn, type Person } from './people.ts';
import { sessionColumns } from './session-list.ts';
import { attributionOf } from './stored-rows.ts';
import type { Backend, Database, Tables } from './database.ts';
import { first, rows, type Work } from './work.ts';

type TranscriptRow = Tables['transcripts']['$inferSelect'];
type FinalWithId = RecordedFinal & { readonly transcriptId: number };

/** Texts by their code units: databases order them by their locale. */
const byText = (a: string, b: string): number => (a < b ? -1 : Number(a > b));

/** Finals and events are read a page in a turn of the event loop. */
export async function readRecord(backend: Backend, sessionId: string, name?: string): Promise<SessionRecord | null> {
  const doing = 'a session was read whole';
  const head = await backend.read(doing, (database) => readHead(database, sessionId));
  if (head === null) return null;
  const events = await readPages<EventRow>(backend, doing, (database, after) => readEvents(database, sessionId, after));
  const finals = await readPages<FinalWithId>(backend, doing, (database, after) => readFinals(database, sessionId, after));
  const record = { ...head, events: eventsInOrder(events), finals: finalsInOrder(finals) };
  if (name === undefined) return record;
  const person = await backend.read(doing, (database) => personIn(database, sessionId, name));
  return person === null ? null : ofPerson(record, person);
}

function ofPerson(record: SessionRecord, person: Person): SessionRecord {
  const { participantIds, speakerLabels } = person;
  return {
    ...record,
    participants: record.participants.filter(({ participantId }) => participantIds.has(participantId)),
    speakers: record.speakers.filter(({ speakerLabel }) => speakerLabels.has(speakerLabel)),
    events: record.events.filter((event) => isEventOf(person, event)),
    finals: record.finals.filter(({ speaker }) => isSpokenBy(person, speaker)),
  };
}

function eventsInOrder(events: readonly EventRow[]): readonly MeetingEvent[] {
  return events.toSorted((a, b) => a.atMs - b.atMs || byText(a.eventKey, b.eventKey)).map(({ event }) => event);
}

function finalsInOrder(finals: readonly FinalWithId[]): readonly RecordedFinal[] {
  return finals
    .toSorted((a, b) => a.startedAtMs - b.startedAtMs || byText(a.captureId, b.captureId) || a.firstSample - b.firstSample)
    .map(({ transcriptId: _id, ...final }) => final);
}

function* readHead(database: Database, sessionId: string): Work<Omit<SessionRecord, 'events' | 'finals'> | null> {
  const { build, tables } = database;
  const { sessions } = tables;
  const session = yield* first(build.select(sessionColumns(tables)).from(sessions).where(eq(sessions.sessionId, sessionId)));
  if (session === undefined) return null;
  const captures = yield* readCaptures(database, sessionId);
  const participants = yield* readParticipants(database, sessionId);
  const speakers = yield* readSpeakers(database, sessionId);
  return { session, captures, participants, speakers };
}

function* readCaptures({ build, tables: { audioSpans, captures } }: Database, sessionId: string): Work<readonly RecordedCapture[]> {
  const opened = yield* rows(build.select().from(captures).where(eq(captures.sessionId, sessionId)));
  const read: RecordedCapture[] = [];
  for (const { captureId, source, startedAtMs, committedThrough } of opened) {
    const { kind, firstSample, sampleCount, reason } = audioSpans;
    const spans = yield* rows(
      build.select({ kind, firstSample, sampleCount, reason }).from(audioSpans).where(eq(audioSpans.captureId, captureId)),
    );
    const inOrder = spans.toSorted((a, b) => a.firstSample - b.firstSample || byText(a.kind, b.kind));
    read.push({ captureId, source, startedAtMs, committedThrough, spans: inOrder });
  }
  return read.toSorted((a, b) => a.startedAtMs - b.startedAtMs || byText(a.captureId, b.captureId));
}

function* readParticipants({ build, tables: { participants } }: Database, sessionId: string): Work<readonly StoredParticipant[]> {
  const { participantId, displayName, isSelf, joinedAtMs, leftAtMs } = participants;
  const found = yield* rows(
    build
      .select({ participantId, displayName, isSelf, joinedAtMs, leftAtMs })
      .from(participants)
      .where(eq(participants.sessionId, sessionId)),
  );
  return found.toSorted((a, b) => a.joinedAtMs - b.joinedAtMs || byText(a.participantId, b.participantId));
}

function* readSpeakers({ build, tables: { speakerIdentities: who } }: Database, sessionId: string): Work<readonly RecordedSpeaker[]> {
  const { speakerLabel, participantId, displayName, firstSpokeAtMs, lastSpokeAtMs } = who;
  const found = yield* rows(
    build.select({ speakerLabel, participantId, displayName, firstSpokeAtMs, lastSpokeAtMs }).from(who).where(eq(who.sessionId, sessionId)),
  );
  return found.toSorted((a, b) => byText(a.speakerLabel, b.speakerLabel));
}

/** In the order in which they were stored. */
function* readFinals(
  { build, tables: { transcripts, translations } }: Database,
  sessionId: string,
  after: FinalWithId | undefined,
): Work<readonly FinalWithId[]> {
  const found = yield* rows(
    build
      .select()
      .from(transcripts)
      .where(and(eq(transcripts.sessionId, sessionId), after === undefined ? undefined : gt(transcripts.transcriptId, after.transcriptId)))
      .orderBy(asc(transcripts.transcriptId))
      .limit(PAGE_ROWS),
  );
  if (found.length === 0) return [];
  const ids = found.map(({ transcriptId }) => transcriptId);
  const translated = yield* rows(build.select().from(translations).where(inArray(translations.transcriptId, ids)));
  const byTranscript = Map.groupBy(translated, ({ transcriptId }) => transcriptId);
  return found.map((row) => ({
    ...finalOf(row),
    transcriptId: row.transcriptId,
    translations: (byTranscript.get(row.transcriptId) ?? [])
      .map(({ transcriptId: _id, ...translation }): RecordedTranslation => translation)
      .toSorted((a, b) => byText(a.targetLanguage, b.targetLanguage)),
  }));
}

function finalOf(row: TranscriptRow): Omit<RecordedFinal, 'translations'> {
  const { captureId, firstSample, endSample, speechEndSample, revision, startedAtMs, committedAtMs, language, text, confidence, engine } =
    row;
  return {
    captureId,
    firstSample,
    endSample,
    speechEndSample,
    revision,
    startedAtMs,
    committedAtMs,
    language,
    text,
    confidence,
    engine,
    speaker: attributionOf(row),
  };
}

/** Whether two records say the same, whatever the order of their fields. */
export function isSameRecord(a: SessionRecord, b: SessionRecord): boolean {
  return canonicalJson(a) === canonicalJson(b);
}
