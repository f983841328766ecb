// The Store -> what people and programs ask of it: pages, searches, exports, imports, deletions, as the routes under /api/data answer them.
import { isLanguageCode, SubcamError, type LanguageCode, type SessionRecord, type TimelineEntry } from '@subcam/shared';
import {
  DEFAULT_PAGE_ROWS,
  type dataSearchRoute,
  type dataSessionsRoute,
  type dataSpeakerRoute,
  type dataSpeakersRoute,
  type dataStatisticsRoute,
  type dataTimelineRoute,
  type dataTranscriptsRoute,
  type dataTranslationsRoute,
  type DataSession,
  type QueryOf,
  type ResponseOf,
} from '@subcam/shared/http';
import { cursorOf, searchPlaceOf, sessionPlaceOf, timelinePlaceOf } from './cursor.ts';
import { searchRow, sessionRow, speakerRow, statisticsRow, timelineRow, transcriptRow, translationRows } from './data-rows.ts';
import { openDataUpkeep, type DataUpkeep, type DataUpkeepDeps } from './data-upkeep.ts';
import { nobodyNamed, unknownSession } from './unknown-session.ts';

type Pages = Partial<QueryOf<typeof dataTimelineRoute>>;

/** Instants are seconds since 1970. All reject with `session-unknown`, `bad-request` or `storage`. */
export interface DataService extends DataUpkeep {
  sessions(query: QueryOf<typeof dataSessionsRoute>): Promise<ResponseOf<typeof dataSessionsRoute>>;
  session(sessionId: string): Promise<DataSession>;
  transcripts(sessionId: string, query: Pages): Promise<ResponseOf<typeof dataTranscriptsRoute>>;
  translations(sessionId: string, query: Pages): Promise<ResponseOf<typeof dataTranslationsRoute>>;
  timeline(sessionId: string, query: Pages): Promise<ResponseOf<typeof dataTimelineRoute>>;
  speakers(sessionId: string): Promise<ResponseOf<typeof dataSpeakersRoute>>;
  speaker(sessionId: string, label: string, query: Pages): Promise<ResponseOf<typeof dataSpeakerRoute>>;
  statistics(sessionId: string): Promise<ResponseOf<typeof dataStatisticsRoute>>;
  search(query: QueryOf<typeof dataSearchRoute>): Promise<ResponseOf<typeof dataSearchRoute>>;
  /** Everything that is stored of a session. */
  record(sessionId: string): Promise<SessionRecord>;
  /** What of a person is stored in all sessions. */
  recordsOfPerson(name: string): Promise<readonly SessionRecord[]>;
}

/** `en,pt` -> its languages; null: none are named. Throws `bad-request`. */
export function languagesOf(given: string | undefined): readonly LanguageCode[] | null {
  if (given === undefined) return null;
  const languages = given.split(',').map((part) => part.trim());
  const wrong = languages.find((language) => !isLanguageCode(language));
  if (wrong === undefined) return [...new Set(languages)];
  throw new SubcamError('bad-request', `"${wrong}" is no language: name them as en,pt.`);
}

const ms = (seconds: number): number => seconds * 1000;

export function createDataService(deps: DataUpkeepDeps): DataService {
  const { store } = deps;
  const known = async (sessionId: string): Promise<void> => {
    if ((await store.session(sessionId)) === null) throw unknownSession(sessionId);
  };

  const page = async (
    sessionId: string,
    { limit = DEFAULT_PAGE_ROWS, cursor, from, to, language, speaker }: Pages,
  ): Promise<{ readonly entries: readonly TimelineEntry[]; readonly next_cursor: string | null }> => {
    await known(sessionId);
    const after = timelinePlaceOf(cursor);
    const throughId = after?.throughId ?? (await store.lastFinalId(sessionId));
    if (throughId === null) return { entries: [], next_cursor: null };
    const entries = await store.timeline({
      sessionId,
      limit,
      throughId,
      ...(after === null ? {} : { after }),
      ...(from === undefined ? {} : { fromMs: ms(from) }),
      ...(to === undefined ? {} : { toMs: ms(to) }),
      ...(language === undefined ? {} : { language }),
      ...(speaker === undefined ? {} : { speakerLabel: speaker }),
    });
    const last = entries.length < limit ? undefined : entries.at(-1);
    const { startedAtMs, transcriptId } = last ?? { startedAtMs: 0, transcriptId: 0 };
    return { entries, next_cursor: last === undefined ? null : cursorOf({ startedAtMs, transcriptId, throughId }) };
  };

  const speakersOf = async (sessionId: string) => {
    await known(sessionId);
    return (await store.speakers(sessionId)).map(speakerRow);
  };

  return {
    sessions: async ({ limit = DEFAULT_PAGE_ROWS, cursor, since, until, meeting, language, id }) => {
      const after = sessionPlaceOf(cursor);
      const sessions = await store.sessions({
        limit,
        ...(after === null ? {} : { after }),
        ...(since === undefined ? {} : { sinceMs: ms(since) }),
        ...(until === undefined ? {} : { untilMs: ms(until) }),
        ...(meeting === undefined ? {} : { meeting }),
        ...(language === undefined ? {} : { language }),
        ...(id === undefined ? {} : { idPrefix: id }),
      });
      const last = sessions.length < limit ? undefined : sessions.at(-1);
      const next = last === undefined ? null : cursorOf({ openedAtMs: last.openedAtMs, sessionId: last.sessionId });
      return { sessions: sessions.map(sessionRow), next_cursor: next };
    },
    session: async (sessionId) => {
      const { openedAtMs } = (await store.session(sessionId)) ?? { openedAtMs: 0 };
      const ofThen = { idPrefix: sessionId, sinceMs: openedAtMs, untilMs: openedAtMs + 1, limit: DEFAULT_PAGE_ROWS };
      const found = (await store.sessions(ofThen)).find((one) => one.sessionId === sessionId);
      if (found === undefined) throw unknownSession(sessionId);
      return sessionRow(found);
    },
    transcripts: async (sessionId, query) => {
      const { entries, next_cursor } = await page(sessionId, query);
      return { transcripts: entries.map(transcriptRow), next_cursor };
    },
    translations: async (sessionId, { language, ...query }) => {
      const { entries, next_cursor } = await page(sessionId, query);
      return { translations: entries.flatMap((entry) => translationRows(entry, language)), next_cursor };
    },
    timeline: async (sessionId, query) => {
      const { entries, next_cursor } = await page(sessionId, query);
      return { timeline: entries.map(timelineRow), next_cursor };
    },
    speakers: async (sessionId) => ({ speakers: await speakersOf(sessionId) }),
    speaker: async (sessionId, label, { limit, cursor }) => {
      const speaker = (await speakersOf(sessionId)).find((one) => one.speaker_id === label);
      if (speaker === undefined) throw new SubcamError('session-unknown', `No speaker ${label} said anything in this session.`);
      const { entries, next_cursor } = await page(sessionId, {
        speaker: label,
        ...(limit === undefined ? {} : { limit }),
        ...(cursor === undefined ? {} : { cursor }),
      });
      return { speaker, timeline: entries.map(timelineRow), next_cursor };
    },
    statistics: async (sessionId) => {
      const counted = await store.statistics(sessionId);
      if (counted === null) throw unknownSession(sessionId);
      return statisticsRow(counted);
    },
    search: async ({ q, session, language, speaker, limit = DEFAULT_PAGE_ROWS, cursor }) => {
      if (session !== undefined) await known(session);
      const place = searchPlaceOf(cursor);
      const hits = await store.search({
        text: q,
        limit,
        ...(session === undefined ? {} : { sessionId: session }),
        ...(language === undefined ? {} : { language }),
        ...(speaker === undefined ? {} : { speaker }),
        ...(place === null ? {} : { before: place.before }),
      });
      const last = hits.length < limit ? undefined : hits.at(-1);
      return { hits: hits.map(searchRow), next_cursor: last === undefined ? null : cursorOf({ before: last.passageId }) };
    },
    record: async (sessionId) => {
      const record = await store.record(sessionId);
      if (record === null) throw unknownSession(sessionId);
      return record;
    },
    recordsOfPerson: async (name) => {
      const records: SessionRecord[] = [];
      for (const sessionId of await store.sessionsOfPerson(name)) {
        const record = await store.record(sessionId, name);
        if (record !== null) records.push(record);
      }
      if (records.length === 0) throw nobodyNamed(name);
      return records;
    },
    ...openDataUpkeep(deps),
  };
}
