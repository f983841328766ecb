// What was said over HTTP: sessions, their words, who said them. Instants are seconds since 1970, as in the packets.
import * as z from 'zod/mini';
import { isLanguageCode } from '../../language/language.ts';
import { defineRoute, type RouteRefusal } from './route.ts';

/** Rows of a page where nobody says how many. */
export const DEFAULT_PAGE_ROWS = 100;

const resource = 'data';
const id = z.string().check(z.regex(/^[A-Za-z0-9_-]{1,100}$/));
const sessionId = z.object({ id });
const seconds = z.number();
const instant = z.coerce.number().check(z.gte(-1e12), z.lte(1e12));
const language = z.string().check(z.refine(isLanguageCode));
const name = z.string().check(z.minLength(1), z.maxLength(500));

const page = {
  /** Rows at most; 100 unless told. The setting `store.maxPageRows` says how many there may be. */
  limit: z.optional(z.coerce.number()),
  /** `next_cursor` of the page before; left out: the first page. */
  cursor: z.optional(z.string().check(z.maxLength(1_000))),
};
/** null: there are no more. */
const nextCursor = z.nullable(z.string());

const PAGES =
  'A page holds `limit` rows; `next_cursor` of an answer is the `cursor` of the next request. What is stored meanwhile is neither told twice nor makes anything be left out.';

const unknownSession: RouteRefusal = { code: 'session-unknown', when: 'No session of this id is stored.' };
const badPage: RouteRefusal = {
  code: 'bad-request',
  when: 'A page has no end or more rows than may be, or the cursor is none that was answered.',
};
const noStorage: RouteRefusal = { code: 'storage', when: 'The database could not be read or written.' };

const dataSession = z.object({
  session_id: z.string(),
  /** The meeting's address without what everybody's has; where there is none, what sent the sound. */
  title: z.string(),
  meeting_url: z.nullable(z.string()),
  client: z.string(),
  source_language: z.string(),
  spoken_languages: z.array(z.string()),
  target_languages: z.array(z.string()),
  is_two_way: z.boolean(),
  opened_timestamp: seconds,
  /** null while it is open. */
  closed_timestamp: z.nullable(seconds),
  /** When its last words ended; null: nothing was said. */
  last_words_timestamp: z.nullable(seconds),
  transcripts: z.number(),
  /** Words, and signs in languages without white space. */
  words: z.number(),
  speech_seconds: z.number(),
});
export type DataSession = Readonly<z.infer<typeof dataSession>>;

const speaker = { speaker_id: z.nullable(z.string()), speaker_name: z.nullable(z.string()) };

const dataTranscript = z.object({
  transcript_id: z.number(),
  /** The same as in the packets of its words and their translations. */
  correlation_id: z.string(),
  ...speaker,
  text: z.string(),
  language: z.string(),
  start_timestamp: seconds,
  end_timestamp: seconds,
  /** 0–1; null: the recogniser gives none. */
  confidence: z.nullable(z.number()),
  /** 0–1: how surely these are the words of this speaker. */
  correlation_confidence: z.number(),
});

const timelineEntry = z.object({
  ...dataTranscript.shape,
  /** By target language; those that are done. */
  translations: z.record(z.string(), z.string()),
});
export type TimelineRow = Readonly<z.infer<typeof timelineEntry>>;

const dataTranslation = z.object({
  transcript_id: z.number(),
  correlation_id: z.string(),
  ...speaker,
  translated_text: z.string(),
  source_language: z.string(),
  target_language: z.string(),
  original_text: z.string(),
  start_timestamp: seconds,
  end_timestamp: seconds,
});

const dataSpeaker = z.object({
  ...speaker,
  transcripts: z.number(),
  words: z.number(),
  speech_seconds: z.number(),
  /** 0–1, the mean of their transcripts. */
  correlation_confidence: z.number(),
  first_spoke_timestamp: seconds,
  last_spoke_timestamp: seconds,
});
export type DataSpeaker = Readonly<z.infer<typeof dataSpeaker>>;

const searchHit = z.object({
  passage_id: z.number(),
  session_id: z.string(),
  correlation_id: z.string(),
  ...speaker,
  text: z.string(),
  language: z.string(),
  is_original_transcription: z.boolean(),
  start_timestamp: seconds,
  /** The part of the text around what was found, and where it is in that part: UTF-16, [start, end). */
  snippet: z.object({ text: z.string(), marks: z.array(z.array(z.number()).check(z.minLength(2), z.maxLength(2))) }),
});
export type SearchRow = Readonly<z.infer<typeof searchHit>>;

/** What of a session is meant: from an instant on, before another, in a language as spoken, by a speaker's label. */
const ofTimeline = {
  from: z.optional(instant),
  to: z.optional(instant),
  language: z.optional(language),
  speaker: z.optional(name),
};

const readOfSession = { method: 'GET', scope: 'read', sessionParam: 'id', resource, params: sessionId } as const;

export const dataSessionsRoute = defineRoute({
  name: 'dataSessions',
  method: 'GET',
  path: '/api/data/sessions',
  scope: 'read',
  resource,
  summary: 'Sessions that are stored, the one that was opened last first.',
  description: PAGES,
  query: z.object({
    ...page,
    /** Opened at this instant or later, in seconds since 1970. */
    since: z.optional(instant),
    /** Opened before. */
    until: z.optional(instant),
    /** Its address has this in it. */
    meeting: z.optional(z.string().check(z.minLength(1), z.maxLength(500))),
    /** Spoken in it, or translated into. */
    language: z.optional(language),
    /** Its id begins so. */
    id: z.optional(z.string().check(z.minLength(1), z.maxLength(100))),
  }),
  response: z.object({ sessions: z.array(dataSession), next_cursor: nextCursor }),
  refusals: [badPage, noStorage],
});

export const dataSessionRoute = defineRoute({
  ...readOfSession,
  name: 'dataSession',
  path: '/api/data/sessions/{id}',
  summary: 'A session: when, where, in which languages, and how much was said.',
  response: dataSession,
  refusals: [unknownSession, noStorage],
});

export const dataTranscriptsRoute = defineRoute({
  ...readOfSession,
  name: 'dataTranscripts',
  path: '/api/data/sessions/{id}/transcripts',
  summary: 'What was said, in the order in which it was.',
  description: PAGES,
  query: z.object({ ...page, ...ofTimeline }),
  response: z.object({ transcripts: z.array(dataTranscript), next_cursor: nextCursor }),
  refusals: [unknownSession, badPage, noStorage],
});

export const dataTranslationsRoute = defineRoute({
  ...readOfSession,
  name: 'dataTranslations',
  path: '/api/data/sessions/{id}/translations',
  summary: 'What was said in other languages, in the order in which it was.',
  description: `${PAGES} \`limit\` counts transcripts, each with all of its translations; \`language\` is that of the translation.`,
  query: z.object({ ...page, ...ofTimeline }),
  response: z.object({ translations: z.array(dataTranslation), next_cursor: nextCursor }),
  refusals: [unknownSession, badPage, noStorage],
});

export const dataTimelineRoute = defineRoute({
  ...readOfSession,
  name: 'dataTimeline',
  path: '/api/data/sessions/{id}/timeline',
  summary: 'What was said by whom, with its translations, in the order in which it was.',
  description: PAGES,
  query: z.object({ ...page, ...ofTimeline }),
  response: z.object({ timeline: z.array(timelineEntry), next_cursor: nextCursor }),
  refusals: [unknownSession, badPage, noStorage],
});

export const dataSpeakersRoute = defineRoute({
  ...readOfSession,
  name: 'dataSpeakers',
  path: '/api/data/sessions/{id}/speakers',
  summary: 'Who spoke, and how much; who said nothing is not among them.',
  response: z.object({ speakers: z.array(dataSpeaker) }),
  refusals: [unknownSession, noStorage],
});

export const dataSpeakerRoute = defineRoute({
  ...readOfSession,
  name: 'dataSpeaker',
  path: '/api/data/sessions/{id}/speakers/{sid}',
  summary: 'One speaker, by the label: how much they said, and what.',
  description: PAGES,
  params: z.object({ id, sid: name }),
  query: z.object(page),
  response: z.object({ speaker: dataSpeaker, timeline: z.array(timelineEntry), next_cursor: nextCursor }),
  refusals: [{ code: 'session-unknown', when: 'No session of this id, or no speaker of this label in it, is stored.' }, badPage, noStorage],
});

export const dataStatisticsRoute = defineRoute({
  ...readOfSession,
  name: 'dataStatistics',
  path: '/api/data/sessions/{id}/statistics',
  summary: 'What a session has, counted: words, translations, gaps, and of how much it is known who spoke.',
  response: z.object({
    session_id: z.string(),
    opened_timestamp: seconds,
    ended_timestamp: seconds,
    is_open: z.boolean(),
    transcripts: z.number(),
    words: z.number(),
    speech_seconds: z.number(),
    translations_done: z.number(),
    translations_failed: z.number(),
    translations_pending: z.number(),
    participants: z.number(),
    speakers: z.number(),
    gaps: z.number(),
    gap_seconds: z.number(),
    /** Means of those that are done; null: none is, or the engine gives none. */
    translations: z.array(
      z.object({
        target_language: z.string(),
        done: z.number(),
        failed: z.number(),
        pending: z.number(),
        translation_confidence: z.nullable(z.number()),
        delay_seconds: z.nullable(z.number()),
      }),
    ),
    attribution: z.object({
      spans: z.number(),
      attributed: z.number(),
      named: z.number(),
      correlation_confidence: z.nullable(z.number()),
    }),
  }),
  refusals: [unknownSession, noStorage],
});

const searchQuery = {
  ...page,
  /** Words that must all be there; between quotes one after another; a star stands for the end of a word. */
  q: z.string(),
  /** Of the text: an original or a translation. */
  language: z.optional(language),
  /** A name, or a label. */
  speaker: z.optional(name),
};

const badSearch: RouteRefusal = {
  code: 'bad-request',
  when: 'The search has no letter and no digit, or more characters than `store.maxSearchCharacters`.',
};

const SEARCH = `Nothing that is typed is an operator. ${PAGES}`;
const found = z.object({ hits: z.array(searchHit), next_cursor: nextCursor });

export const dataSessionSearchRoute = defineRoute({
  ...readOfSession,
  name: 'dataSessionSearch',
  path: '/api/data/sessions/{id}/search',
  summary: 'Words of a session and its translations, the text that was stored last first.',
  description: SEARCH,
  query: z.object(searchQuery),
  response: found,
  refusals: [unknownSession, badSearch, badPage, noStorage],
});

export const dataSearchRoute = defineRoute({
  name: 'dataSearch',
  method: 'GET',
  path: '/api/data/search',
  scope: 'read',
  resource,
  summary: 'Words of all sessions and their translations, the text that was stored last first.',
  description: SEARCH,
  query: z.object({ ...searchQuery, session: z.optional(id) }),
  response: found,
  refusals: [unknownSession, badSearch, badPage, noStorage],
});
