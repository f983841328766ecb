// The tables of the embedded database: what was said, by whom, in which languages, and what became of the sound (never the sound).
import { CAPTURE_SOURCES, type EngineInfo, type GapReason, type LanguageCode, type MeetingEvent, type TileSettings } from '@subcam/shared';
import { index, integer, primaryKey, real, sqliteTable, sqliteView, text, uniqueIndex } from 'drizzle-orm/sqlite-core';
import { effectivenessSql, overviewSql, qualitySql, speakersSql } from './views.ts';

// Instants are wall-clock milliseconds with fractions (`real`), sample positions are `integer`: both as they are on the wire.

export const sessions = sqliteTable(
  'sessions',
  {
    sessionId: text('session_id').primaryKey(),
    meetingUrl: text('meeting_url'),
    client: text('client').notNull(),
    sourceLanguage: text('source_language').$type<LanguageCode>().notNull(),
    spoken: text('spoken', { mode: 'json' }).$type<readonly LanguageCode[]>().notNull().default([]),
    targetLanguages: text('target_languages', { mode: 'json' }).$type<readonly LanguageCode[]>().notNull(),
    twoWay: integer('two_way', { mode: 'boolean' }).notNull().default(false),
    openedAtMs: real('opened_at_ms').notNull(),
    /** null while it is open. */
    closedAtMs: real('closed_at_ms'),
    /** null: the daemon's own. */
    tileSettings: text('tile_settings', { mode: 'json' }).$type<TileSettings>(),
  },
  (table) => [index('sessions_by_time').on(table.openedAtMs, table.sessionId)],
);

export const captures = sqliteTable(
  'captures',
  {
    captureId: text('capture_id').primaryKey(),
    sessionId: text('session_id')
      .notNull()
      .references(() => sessions.sessionId),
    source: text('source', { enum: CAPTURE_SOURCES }).notNull(),
    /** Wall clock of sample 0. */
    startedAtMs: real('started_at_ms').notNull(),
    connectionEpoch: integer('connection_epoch').notNull(),
    committedThrough: integer('committed_through').notNull().default(0),
    /** Opaque JSON of the segmenter at `committedThrough`. */
    segmenterState: text('segmenter_state'),
    /** How its client asked for the tile; null: it never did. */
    tileWish: text('tile_wish', { mode: 'json' }).$type<TileSettings>(),
  },
  (table) => [index('captures_by_session').on(table.sessionId)],
);

/** `committed`: one row a capture and stretch, grown by each commit (gaps inside included). `gap`: samples without the sound that was said, and why. */
export const audioSpans = sqliteTable(
  'audio_spans',
  {
    captureId: text('capture_id')
      .notNull()
      .references(() => captures.captureId),
    kind: text('kind', { enum: ['committed', 'gap'] }).notNull(),
    firstSample: integer('first_sample').notNull(),
    sampleCount: integer('sample_count').notNull(),
    /** Of a gap. */
    reason: text('reason').$type<GapReason>(),
  },
  (table) => [primaryKey({ columns: [table.captureId, table.kind, table.firstSample] })],
);

export const transcripts = sqliteTable(
  'transcripts',
  {
    transcriptId: integer('transcript_id').primaryKey({ autoIncrement: true }),
    sessionId: text('session_id')
      .notNull()
      .references(() => sessions.sessionId),
    captureId: text('capture_id')
      .notNull()
      .references(() => captures.captureId),
    firstSample: integer('first_sample').notNull(),
    endSample: integer('end_sample').notNull(),
    speechEndSample: integer('speech_end_sample').notNull(),
    revision: integer('revision').notNull(),
    text: text('text').notNull(),
    language: text('language').$type<LanguageCode>().notNull(),
    confidence: real('confidence'),
    engine: text('engine', { mode: 'json' }).$type<EngineInfo>().notNull(),
    participantId: text('participant_id'),
    displayName: text('display_name'),
    speakerLabel: text('speaker_label'),
    attributionConfidence: real('attribution_confidence').notNull(),
    committedAtMs: real('committed_at_ms').notNull(),
    /** Wall clock of its first sample: that of the capture, and the samples before it. */
    startedAtMs: real('started_at_ms').notNull().default(0),
    wordCount: integer('word_count').notNull().default(0),
  },
  (table) => [
    uniqueIndex('transcripts_by_segment').on(table.captureId, table.firstSample),
    index('transcripts_by_session').on(table.sessionId),
    index('transcripts_by_time').on(table.sessionId, table.startedAtMs, table.transcriptId),
  ],
);

export const translations = sqliteTable(
  'translations',
  {
    transcriptId: integer('transcript_id')
      .notNull()
      .references(() => transcripts.transcriptId),
    targetLanguage: text('target_language').$type<LanguageCode>().notNull(),
    status: text('status', { enum: ['pending', 'done', 'failed'] }).notNull(),
    /** null unless done. */
    text: text('text'),
    confidence: real('confidence'),
    engine: text('engine', { mode: 'json' }).$type<EngineInfo>(),
    /** Why it failed. */
    message: text('message'),
    settledAtMs: real('settled_at_ms'),
  },
  (table) => [primaryKey({ columns: [table.transcriptId, table.targetLanguage] }), index('translations_by_status').on(table.status)],
);

export const participants = sqliteTable(
  'participants',
  {
    sessionId: text('session_id')
      .notNull()
      .references(() => sessions.sessionId),
    /** The page's id of the participant's device. */
    participantId: text('participant_id').notNull(),
    displayName: text('display_name').notNull(),
    isSelf: integer('is_self', { mode: 'boolean' }).notNull(),
    joinedAtMs: real('joined_at_ms').notNull(),
    leftAtMs: real('left_at_ms'),
  },
  (table) => [primaryKey({ columns: [table.sessionId, table.participantId] })],
);

export const events = sqliteTable(
  'events',
  {
    eventId: integer('event_id').primaryKey({ autoIncrement: true }),
    sessionId: text('session_id')
      .notNull()
      .references(() => sessions.sessionId),
    atMs: real('at_ms').notNull(),
    /** The same for the same observation, see `eventKey`. */
    eventKey: text('event_key').notNull(),
    event: text('event', { mode: 'json' }).$type<MeetingEvent>().notNull(),
  },
  (table) => [
    uniqueIndex('events_once').on(table.sessionId, table.eventKey),
    index('events_by_time').on(table.sessionId, table.atMs, table.eventId),
  ],
);

/** Who spoke a transcript, span by span of its sound. */
export const correlations = sqliteTable(
  'correlations',
  {
    transcriptId: integer('transcript_id')
      .notNull()
      .references(() => transcripts.transcriptId),
    /** Of the span in its transcript, from 0. */
    position: integer('position').notNull(),
    firstSample: integer('first_sample').notNull(),
    endSample: integer('end_sample').notNull(),
    participantId: text('participant_id'),
    displayName: text('display_name'),
    speakerLabel: text('speaker_label'),
    confidence: real('confidence').notNull(),
  },
  (table) => [primaryKey({ columns: [table.transcriptId, table.position] })],
);

/** Whose a label is in a session, as was known with the last words of theirs. */
export const speakerIdentities = sqliteTable(
  'speaker_identities',
  {
    sessionId: text('session_id')
      .notNull()
      .references(() => sessions.sessionId),
    speakerLabel: text('speaker_label').notNull(),
    participantId: text('participant_id'),
    displayName: text('display_name'),
    firstSpokeAtMs: real('first_spoke_at_ms').notNull(),
    lastSpokeAtMs: real('last_spoke_at_ms').notNull(),
  },
  (table) => [primaryKey({ columns: [table.sessionId, table.speakerLabel] })],
);

/** What a session has, counted with each commit. */
export const sessionStatistics = sqliteTable('session_statistics', {
  sessionId: text('session_id')
    .primaryKey()
    .references(() => sessions.sessionId),
  finals: integer('finals').notNull().default(0),
  words: integer('words').notNull().default(0),
  speechMs: real('speech_ms').notNull().default(0),
  translationsDone: integer('translations_done').notNull().default(0),
  translationsFailed: integer('translations_failed').notNull().default(0),
  /** Wall clock; null: nothing was said. */
  lastFinalAtMs: real('last_final_at_ms'),
});

/** A text that can be found: a transcript in its own language, or one of its translations. What it is found by is in an index beside it. */
export const passages = sqliteTable(
  'passages',
  {
    passageId: integer('passage_id').primaryKey({ autoIncrement: true }),
    transcriptId: integer('transcript_id')
      .notNull()
      .references(() => transcripts.transcriptId),
    language: text('language').$type<LanguageCode>().notNull(),
    isTranslation: integer('is_translation', { mode: 'boolean' }).notNull(),
  },
  (table) => [uniqueIndex('passages_once').on(table.transcriptId, table.isTranslation, table.language)],
);

export const sessionOverview = sqliteView('session_overview', {
  sessionId: text('session_id').notNull(),
  openedAtMs: real('opened_at_ms').notNull(),
  endedAtMs: real('ended_at_ms').notNull(),
  isOpen: integer('is_open', { mode: 'boolean' }).notNull(),
  finals: integer('finals').notNull(),
  words: integer('words').notNull(),
  speechMs: real('speech_ms').notNull(),
  translationsDone: integer('translations_done').notNull(),
  translationsFailed: integer('translations_failed').notNull(),
  translationsPending: integer('translations_pending').notNull(),
  participants: integer('participants').notNull(),
  speakers: integer('speakers').notNull(),
  gaps: integer('gaps').notNull(),
  gapMs: real('gap_ms').notNull(),
}).as(overviewSql({ sessions, sessionStatistics, participants, speakerIdentities, captures, audioSpans, transcripts, translations }));

export const speakerStatistics = sqliteView('speaker_statistics', {
  sessionId: text('session_id').notNull(),
  speakerLabel: text('speaker_label').notNull(),
  participantId: text('participant_id'),
  displayName: text('display_name'),
  finals: integer('finals').notNull(),
  words: integer('words').notNull(),
  speechMs: real('speech_ms').notNull(),
  confidence: real('confidence').notNull(),
  firstSpokeAtMs: real('first_spoke_at_ms').notNull(),
  lastSpokeAtMs: real('last_spoke_at_ms').notNull(),
}).as(speakersSql({ speakerIdentities, transcripts }));

export const translationQuality = sqliteView('translation_quality', {
  sessionId: text('session_id').notNull(),
  targetLanguage: text('target_language').$type<LanguageCode>().notNull(),
  done: integer('done').notNull(),
  failed: integer('failed').notNull(),
  pending: integer('pending').notNull(),
  confidence: real('confidence'),
  delayMs: real('delay_ms'),
}).as(qualitySql({ transcripts, translations }));

export const correlationEffectiveness = sqliteView('correlation_effectiveness', {
  sessionId: text('session_id').notNull(),
  spans: integer('spans').notNull(),
  attributed: integer('attributed').notNull(),
  named: integer('named').notNull(),
  confidence: real('confidence'),
}).as(effectivenessSql({ transcripts, correlations }));
