// A session's record -> its rows, with everything that they are found and counted by; all of it in one transaction.
import { samplesToMs, SubcamError, type RecordedFinal, type SessionRecord } from '@subcam/shared';
import { eq, inArray } from 'drizzle-orm';
import { eventKey } from './event-key.ts';
import { foundBy, storingPassages, type Passage } from './passages.ts';
import { searchTokens } from './search/tokens.ts';
import { speakerOf } from './speakers.ts';
import { storableJson } from './storable-text.ts';
import type { Database } from './database.ts';
import { change, rows, together, type Work } from './work.ts';

/** Of one statement: SQLite takes 32,766 values, Postgres 65,535. */
const ROWS_AT_ONCE = 500;

/** Texts as the store keeps them. Throws `bad-request` for a record that contradicts itself. */
export function checkedRecord(given: SessionRecord): SessionRecord {
  const record = storableJson(given);
  const { session, captures, finals, participants, speakers, events } = record;
  const problem = (what: string): SubcamError =>
    new SubcamError('bad-request', `The session ${session.sessionId} can't be taken as it is: ${what}. It was not imported.`);
  if (session.closedAtMs === null) throw problem('it was exported while it ran; export it again when it has ended');
  const captureIds = new Set(captures.map(({ captureId }) => captureId));
  const stray = finals.find(({ captureId }) => !captureIds.has(captureId));
  if (stray !== undefined) throw problem(`it has words of a capture ${stray.captureId} that it does not name`);
  const backwards = finals.find(
    ({ firstSample, endSample, speechEndSample }) => firstSample > speechEndSample || speechEndSample > endSample,
  );
  if (backwards !== undefined) throw problem(`words of sample ${backwards.firstSample} end before they begin`);
  const untold = finals.flatMap(({ translations }) => translations).find(({ status, text }) => (status === 'done') !== (text !== null));
  if (untold !== undefined)
    throw problem(`a translation to ${untold.targetLanguage} is "${untold.status}" ${untold.text === null ? 'without' : 'with'} a text`);
  const reasonless = captures.flatMap(({ spans }) => spans).find(({ kind, reason }) => (kind === 'gap') !== (reason !== null));
  if (reasonless !== undefined) throw problem('a gap has no reason, or sound that was read has one');
  const twice =
    repeated(captures.map(({ captureId }) => captureId)) ??
    repeated(captures.flatMap(({ captureId, spans }) => spans.map(({ kind, firstSample }) => `${captureId} ${kind} ${firstSample}`))) ??
    repeated(finals.map(({ captureId, firstSample }) => `${captureId} ${firstSample}`)) ??
    repeated(
      finals.flatMap(({ captureId, firstSample, translations }) =>
        translations.map((one) => `${captureId} ${firstSample} ${one.targetLanguage}`),
      ),
    ) ??
    repeated(participants.map(({ participantId }) => participantId)) ??
    repeated(speakers.map(({ speakerLabel }) => speakerLabel)) ??
    repeated(events.map(eventKey));
  if (twice !== null) throw problem(`it has "${twice}" twice`);
  return record;
}

function repeated(keys: readonly string[]): string | null {
  const seen = new Set<string>();
  for (const key of keys) {
    if (seen.has(key)) return key;
    seen.add(key);
  }
  return null;
}

function* inChunks<Row>(all: readonly Row[], insert: (chunk: Row[]) => PromiseLike<unknown>): Work<void> {
  for (let from = 0; from < all.length; from += ROWS_AT_ONCE) yield* change(insert(all.slice(from, from + ROWS_AT_ONCE)));
}

/** The record has been checked, and there is no session of its id. */
export function* writeRecord(database: Database, record: SessionRecord): Work<void> {
  const { build, tables } = database;
  const { session, captures, participants, speakers, events } = record;
  const { sessionId } = session;
  yield* change(
    build.insert(tables.sessions).values({ ...session, spoken: [...session.spoken], targetLanguages: [...session.targetLanguages] }),
  );
  const taken = yield* rows(
    build
      .select({ captureId: tables.captures.captureId })
      .from(tables.captures)
      .where(inArray(tables.captures.captureId, captures.map(({ captureId }) => captureId).concat(''))),
  );
  if (taken[0] !== undefined)
    throw new SubcamError(
      'bad-request',
      `The capture ${taken[0].captureId} belongs to another session here, so that the session ${sessionId} was not imported.`,
    );
  // Nobody goes on with it: the epoch is the lowest that there is.
  const opened = captures.map(({ spans: _spans, ...capture }) => ({ ...capture, sessionId, connectionEpoch: 1 }));
  yield* inChunks(opened, (chunk) => build.insert(tables.captures).values(chunk));
  const spans = captures.flatMap(({ captureId, spans: ofCapture }) => ofCapture.map((span) => ({ captureId, ...span })));
  yield* inChunks(spans, (chunk) => build.insert(tables.audioSpans).values(chunk));
  yield* inChunks(
    participants.map((one) => ({ sessionId, ...one })),
    (chunk) => build.insert(tables.participants).values(chunk),
  );
  yield* inChunks(
    speakers.map((one) => ({ sessionId, ...one })),
    (chunk) => build.insert(tables.speakerIdentities).values(chunk),
  );
  yield* inChunks(
    events.map((event) => ({ sessionId, atMs: event.atMs, eventKey: eventKey(event), event })),
    (chunk) => build.insert(tables.events).values(chunk),
  );
  yield* writeFinals(database, record);
  yield* recountSession(database, sessionId);
}

function* writeFinals(database: Database, { session: { sessionId }, finals }: SessionRecord): Work<void> {
  const { build, tables } = database;
  for (let from = 0; from < finals.length; from += ROWS_AT_ONCE) {
    const chunk = finals.slice(from, from + ROWS_AT_ONCE);
    const { transcriptId, captureId, firstSample } = tables.transcripts;
    const inserted = yield* rows(
      build
        .insert(tables.transcripts)
        .values(chunk.map((final) => ({ sessionId, ...transcriptRow(final) })))
        .returning({ transcriptId, captureId, firstSample }),
    );
    const ids = new Map(inserted.map((row) => [`${row.captureId} ${row.firstSample}`, row.transcriptId]));
    const stored = chunk.map((final) => ({ final, transcriptId: ids.get(`${final.captureId} ${final.firstSample}`) ?? 0 }));
    yield* inChunks(
      stored.flatMap(({ final, transcriptId: id }) => final.translations.map((translation) => ({ transcriptId: id, ...translation }))),
      (translations) => build.insert(tables.translations).values(translations),
    );
    yield* inChunks(
      stored.map(({ final, transcriptId: id }) => ({
        transcriptId: id,
        position: 0,
        firstSample: final.firstSample,
        endSample: final.endSample,
        ...speakerOf(final.speaker),
        confidence: final.speaker.confidence,
      })),
      (correlations) => build.insert(tables.correlations).values(correlations),
    );
    const texts = stored.flatMap(({ final, transcriptId: id }) => passagesOf(final, { transcriptId: id, sessionId }));
    const [passages] = yield* together(storingPassages(texts));
    yield* together(foundBy(database, texts, passages));
  }
}

function passagesOf({ language, text, translations }: RecordedFinal, of: Pick<Passage, 'sessionId' | 'transcriptId'>): readonly Passage[] {
  return [
    { ...of, language, isTranslation: false, tokens: searchTokens(text) },
    ...translations.flatMap(({ targetLanguage, text: translated }) =>
      translated === null ? [] : [{ ...of, language: targetLanguage, isTranslation: true, tokens: searchTokens(translated) }],
    ),
  ];
}

function transcriptRow({ speaker, translations: _translations, ...final }: RecordedFinal) {
  return { ...final, ...speakerOf(speaker), attributionConfidence: speaker.confidence, wordCount: searchTokens(final.text).length };
}

/** The counts of a session, from its rows. */
export function* recountSession({ build, tables }: Database, sessionId: string): Work<void> {
  const { transcripts, translations, captures, sessionStatistics } = tables;
  const { firstSample, speechEndSample, wordCount } = transcripts;
  const said = yield* rows(
    build
      .select({ firstSample, speechEndSample, wordCount, captureStartedAtMs: captures.startedAtMs })
      .from(transcripts)
      .innerJoin(captures, eq(captures.captureId, transcripts.captureId))
      .where(eq(transcripts.sessionId, sessionId)),
  );
  const translated = yield* rows(
    build
      .select({ status: translations.status })
      .from(translations)
      .innerJoin(transcripts, eq(transcripts.transcriptId, translations.transcriptId))
      .where(eq(transcripts.sessionId, sessionId)),
  );
  const ends = said.map((final) => final.captureStartedAtMs + samplesToMs(final.speechEndSample));
  const counts = {
    finals: said.length,
    words: said.reduce((sum, final) => sum + final.wordCount, 0),
    speechMs: said.reduce((sum, final) => sum + samplesToMs(final.speechEndSample - final.firstSample), 0),
    translationsDone: translated.filter(({ status }) => status === 'done').length,
    translationsFailed: translated.filter(({ status }) => status === 'failed').length,
    lastFinalAtMs: ends.length === 0 ? null : ends.reduce((last, end) => Math.max(last, end)),
  };
  yield* change(
    build
      .insert(sessionStatistics)
      .values({ sessionId, ...counts })
      .onConflictDoUpdate({ target: sessionStatistics.sessionId, set: counts }),
  );
}
