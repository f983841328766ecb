// The tables on a server: the same as in the embedded database, in a schema of their own, so that nothing else in that database is touched.
import { CAPTURE_SOURCES, type EngineInfo, type GapReason, type LanguageCode, type MeetingEvent, type TileSettings } from '@subcam/shared';
import { bigint, boolean, doublePrecision, index, integer, jsonb, pgSchema, primaryKey, text, uniqueIndex } from 'drizzle-orm/pg-core';

/** Where everything of Subcam lies in a database that others may use too. */
export const SCHEMA_NAME = 'subcam';

export const subcam = pgSchema(SCHEMA_NAME);

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
  },
  (table) => [
    uniqueIndex('transcripts_by_segment').on(table.captureId, table.firstSample),
    index('transcripts_by_session').on(table.sessionId, table.transcriptId),
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
