// The tables on a server: the same as in the embedded database, in a schema of their own, so that nothing else in that database is touched.
import { CAPTURE_SOURCES, type EngineInfo, type GapReason, type LanguageCode, type MeetingEvent, type TileSettings } from '@subcam/shared';
import { sql } from 'drizzle-orm';
import {
  bigint,
  boolean,
  customType,
  doublePrecision,
  index,
  integer,
  jsonb,
  pgSchema,
  primaryKey,
  text,
  uniqueIndex,
} from 'drizzle-orm/pg-core';
import { effectivenessSql, overviewSql, qualitySql, speakersSql } from './views.ts';

/** Where everything of Subcam lies in a database that others may use too. */
export const SCHEMA_NAME = 'subcam';

export const subcam = pgSchema(SCHEMA_NAME);

/** Words with their places, as full-text search of Postgres has them. */
const tsvector = customType<{ data: string }>({ dataType: () => 'tsvector' });

/** Sample positions and ids need more than 32 bits: a capture passes that after 37 hours. */
const whole = (name: string) => bigint(name, { mode: 'number' });
const identity = (name: string) => whole(name).generatedByDefaultAsIdentity();

export const sessions = subcam.table(
  'sessions',
  {
    sessionId: text('session_id').primaryKey(),
    meetingUrl: text('meeting_url'),
    client: text('client').notNull(),
    sourceLanguage: text('source_language').$type<LanguageCode>().notNull(),
    spoken: jsonb('spoken').$type<readonly LanguageCode[]>().notNull().default([]),
    targetLanguages: jsonb('target_languages').$type<readonly LanguageCode[]>().notNull(),
    twoWay: boolean('two_way').notNull().default(false),
    openedAtMs: doublePrecision('opened_at_ms').notNull(),
    closedAtMs: doublePrecision('closed_at_ms'),
    tileSettings: jsonb('tile_settings').$type<TileSettings>(),
  },
  (table) => [index('sessions_by_time').on(table.openedAtMs, table.sessionId)],
);

export const captures = subcam.table(
  'captures',
  {
    captureId: text('capture_id').primaryKey(),
    sessionId: text('session_id')
      .notNull()
      .references(() => sessions.sessionId),
    source: text('source', { enum: CAPTURE_SOURCES }).notNull(),
    startedAtMs: doublePrecision('started_at_ms').notNull(),
    connectionEpoch: whole('connection_epoch').notNull(),
    committedThrough: whole('committed_through').notNull().default(0),
    segmenterState: text('segmenter_state'),
    tileWish: jsonb('tile_wish').$type<TileSettings>(),
  },
  (table) => [index('captures_by_session').on(table.sessionId)],
);

export const audioSpans = subcam.table(
  'audio_spans',
  {
    captureId: text('capture_id')
      .notNull()
      .references(() => captures.captureId),
    kind: text('kind', { enum: ['committed', 'gap'] }).notNull(),
    firstSample: whole('first_sample').notNull(),
    sampleCount: whole('sample_count').notNull(),
    reason: text('reason').$type<GapReason>(),
  },
  (table) => [primaryKey({ columns: [table.captureId, table.kind, table.firstSample] })],
);

export const transcripts = subcam.table(
  'transcripts',
  {
    transcriptId: identity('transcript_id').primaryKey(),
    sessionId: text('session_id')
      .notNull()
      .references(() => sessions.sessionId),
    captureId: text('capture_id')
      .notNull()
      .references(() => captures.captureId),
    firstSample: whole('first_sample').notNull(),
    endSample: whole('end_sample').notNull(),
    speechEndSample: whole('speech_end_sample').notNull(),
    revision: integer('revision').notNull(),
    text: text('text').notNull(),
    language: text('language').$type<LanguageCode>().notNull(),
    confidence: doublePrecision('confidence'),
    engine: jsonb('engine').$type<EngineInfo>().notNull(),
    participantId: text('participant_id'),
    displayName: text('display_name'),
    speakerLabel: text('speaker_label'),
    attributionConfidence: doublePrecision('attribution_confidence').notNull(),
    committedAtMs: doublePrecision('committed_at_ms').notNull(),
    startedAtMs: doublePrecision('started_at_ms').notNull().default(0),
    wordCount: integer('word_count').notNull().default(0),
  },
  (table) => [
    uniqueIndex('transcripts_by_segment').on(table.captureId, table.firstSample),
    index('transcripts_by_session').on(table.sessionId, table.transcriptId),
    index('transcripts_by_time').on(table.sessionId, table.startedAtMs, table.transcriptId),
    // See `fillOlderRows`.
    index('transcripts_of_before')
      .on(table.transcriptId)
      .where(sql`${table.startedAtMs} = 0`),
  ],
);

export const translations = subcam.table(
  'translations',
  {
    transcriptId: whole('transcript_id')
      .notNull()
      .references(() => transcripts.transcriptId),
    targetLanguage: text('target_language').$type<LanguageCode>().notNull(),
    status: text('status', { enum: ['pending', 'done', 'failed'] }).notNull(),
    text: text('text'),
    confidence: doublePrecision('confidence'),
    engine: jsonb('engine').$type<EngineInfo>(),
    message: text('message'),
    settledAtMs: doublePrecision('settled_at_ms'),
  },
  (table) => [primaryKey({ columns: [table.transcriptId, table.targetLanguage] }), index('translations_by_status').on(table.status)],
);

export const participants = subcam.table(
  'participants',
  {
    sessionId: text('session_id')
      .notNull()
      .references(() => sessions.sessionId),
    participantId: text('participant_id').notNull(),
    displayName: text('display_name').notNull(),
    isSelf: boolean('is_self').notNull(),
    joinedAtMs: doublePrecision('joined_at_ms').notNull(),
    leftAtMs: doublePrecision('left_at_ms'),
  },
  (table) => [primaryKey({ columns: [table.sessionId, table.participantId] })],
);

export const events = subcam.table(
  'events',
  {
    eventId: identity('event_id').primaryKey(),
    sessionId: text('session_id')
      .notNull()
      .references(() => sessions.sessionId),
    atMs: doublePrecision('at_ms').notNull(),
    eventKey: text('event_key').notNull(),
    event: jsonb('event').$type<MeetingEvent>().notNull(),
  },
  (table) => [
    uniqueIndex('events_once').on(table.sessionId, table.eventKey),
    index('events_by_time').on(table.sessionId, table.atMs, table.eventId),
  ],
);

/** Who spoke a transcript, span by span of its sound. */
export const correlations = subcam.table(
  'correlations',
  {
    transcriptId: whole('transcript_id')
      .notNull()
      .references(() => transcripts.transcriptId),
    /** Of the span in its transcript, from 0. */
    position: integer('position').notNull(),
    firstSample: whole('first_sample').notNull(),
    endSample: whole('end_sample').notNull(),
    participantId: text('participant_id'),
    displayName: text('display_name'),
    speakerLabel: text('speaker_label'),
    confidence: doublePrecision('confidence').notNull(),
  },
  (table) => [primaryKey({ columns: [table.transcriptId, table.position] })],
);

/** Whose a label is in a session, as was known with the last words of theirs. */
export const speakerIdentities = subcam.table(
  'speaker_identities',
  {
    sessionId: text('session_id')
      .notNull()
      .references(() => sessions.sessionId),
    speakerLabel: text('speaker_label').notNull(),
    participantId: text('participant_id'),
    displayName: text('display_name'),
    firstSpokeAtMs: doublePrecision('first_spoke_at_ms').notNull(),
    lastSpokeAtMs: doublePrecision('last_spoke_at_ms').notNull(),
  },
  (table) => [primaryKey({ columns: [table.sessionId, table.speakerLabel] })],
);

/** What a session has, counted with each commit. */
export const sessionStatistics = subcam.table('session_statistics', {
  sessionId: text('session_id')
    .primaryKey()
    .references(() => sessions.sessionId),
  finals: whole('finals').notNull().default(0),
  words: whole('words').notNull().default(0),
  speechMs: doublePrecision('speech_ms').notNull().default(0),
  translationsDone: whole('translations_done').notNull().default(0),
  translationsFailed: whole('translations_failed').notNull().default(0),
  /** Wall clock; null: nothing was said. */
  lastFinalAtMs: doublePrecision('last_final_at_ms'),
});

/** A text that can be found: a transcript in its own language, or one of its translations. What it is found by is in an index beside it. */
export const passages = subcam.table(
  'passages',
  {
    passageId: identity('passage_id').primaryKey(),
    transcriptId: whole('transcript_id')
      .notNull()
      .references(() => transcripts.transcriptId),
    language: text('language').$type<LanguageCode>().notNull(),
    isTranslation: boolean('is_translation').notNull(),
  },
  (table) => [uniqueIndex('passages_once').on(table.transcriptId, table.isTranslation, table.language)],
);

export const sessionOverview = subcam
  .view('session_overview', {
    sessionId: text('session_id').notNull(),
    openedAtMs: doublePrecision('opened_at_ms').notNull(),
    endedAtMs: doublePrecision('ended_at_ms').notNull(),
    isOpen: boolean('is_open').notNull(),
    finals: whole('finals').notNull(),
    words: whole('words').notNull(),
    speechMs: doublePrecision('speech_ms').notNull(),
    translationsDone: whole('translations_done').notNull(),
    translationsFailed: whole('translations_failed').notNull(),
    translationsPending: whole('translations_pending').notNull(),
    participants: whole('participants').notNull(),
    speakers: whole('speakers').notNull(),
    gaps: whole('gaps').notNull(),
    gapMs: doublePrecision('gap_ms').notNull(),
  })
  .as(overviewSql({ sessions, sessionStatistics, participants, speakerIdentities, captures, audioSpans, transcripts, translations }));

export const speakerStatistics = subcam
  .view('speaker_statistics', {
    sessionId: text('session_id').notNull(),
    speakerLabel: text('speaker_label').notNull(),
    participantId: text('participant_id'),
    displayName: text('display_name'),
    finals: whole('finals').notNull(),
    words: whole('words').notNull(),
    speechMs: doublePrecision('speech_ms').notNull(),
    confidence: doublePrecision('confidence').notNull(),
    firstSpokeAtMs: doublePrecision('first_spoke_at_ms').notNull(),
    lastSpokeAtMs: doublePrecision('last_spoke_at_ms').notNull(),
  })
  .as(speakersSql({ speakerIdentities, transcripts }));

export const translationQuality = subcam
  .view('translation_quality', {
    sessionId: text('session_id').notNull(),
    targetLanguage: text('target_language').$type<LanguageCode>().notNull(),
    done: whole('done').notNull(),
    failed: whole('failed').notNull(),
    pending: whole('pending').notNull(),
    confidence: doublePrecision('confidence'),
    delayMs: doublePrecision('delay_ms'),
  })
  .as(qualitySql({ transcripts, translations }));

export const correlationEffectiveness = subcam
  .view('correlation_effectiveness', {
    sessionId: text('session_id').notNull(),
    spans: whole('spans').notNull(),
    attributed: whole('attributed').notNull(),
    named: whole('named').notNull(),
    confidence: doublePrecision('confidence'),
  })
  .as(effectivenessSql({ transcripts, correlations }));

/** What passages are found by; see `postgres-search.ts`. */
export const passageTokens = subcam.table(
  'passage_tokens',
  {
    passageId: whole('passage_id')
      .primaryKey()
      .references(() => passages.passageId),
    tokens: tsvector('tokens').notNull(),
  },
  (table) => [index('passage_tokens_by_token').using('gin', table.tokens)],
);
