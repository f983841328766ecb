// What a session has many of -> read by the page: each page costs the same, wherever it begins.
import { setImmediate as turn } from 'node:timers/promises';
import type { StoredFinal, TimelineQuery } from '@subcam/shared';
import { and, asc, eq, gte, lt, lte, sql } from 'drizzle-orm';
import { attributionOf, transcriptOf } from './stored-rows.ts';
import type { Backend, Database, Tables } from './database.ts';
import { listed, prepared } from './prepared.ts';
import { asking, rows, together, type Work } from './work.ts';

/** A few milliseconds of work. A page that holds fewer is the last. */
export const PAGE_ROWS = 500;

export type EventRow = Tables['events']['$inferSelect'];

/** All rows, a page in a turn of the event loop, so that nobody waits for a session that has many. */
export async function readPages<Row>(
  backend: Backend,
  doing: string,
  page: (database: Database, after: Row | undefined) => Work<readonly Row[]>,
): Promise<readonly Row[]> {
  const read: Row[] = [];
  for (;;) {
    const more = await backend.read(doing, (database) => page(database, read.at(-1)));
    read.push(...more);
    if (more.length < PAGE_ROWS) return read;
    await turn();
  }
}

/** In the order in which they were observed; those of one instant in the order in which they came. */
export function readEvents({ build, tables: { events } }: Database, sessionId: string, after: EventRow | undefined) {
  const isAfter = after === undefined ? undefined : sql`(${events.atMs}, ${events.eventId}) > (${after.atMs}, ${after.eventId})`;
  return rows<EventRow>(
    build
      .select()
      .from(events)
      .where(and(eq(events.sessionId, sessionId), isAfter))
      .orderBy(asc(events.atMs), asc(events.eventId))
      .limit(PAGE_ROWS),
  );
}

export interface FinalRow {
  readonly transcriptId: number;
  readonly startedAtMs: number;
  readonly final: StoredFinal;
}

const translationsOfFinals = prepared('translations_of_finals', ({ build, tables: { translations }, isAmong }) =>
  build
    .select({ transcriptId: translations.transcriptId, language: translations.targetLanguage, text: translations.text })
    .from(translations)
    // All of them: SQLite would read every translation that is done to find those of few finals.
    .where(isAmong(translations.transcriptId)),
);

/** In the order in which they were said. */
export function* readFinals(
  { build, tables }: Database,
  { sessionId, fromMs, toMs, language, speakerLabel, throughId, after, limit }: TimelineQuery,
): Work<readonly FinalRow[]> {
  const { transcripts } = tables;
  const finals = yield* rows(
    build
      .select()
      .from(transcripts)
      .where(
        and(
          eq(transcripts.sessionId, sessionId),
          fromMs === undefined ? undefined : gte(transcripts.startedAtMs, fromMs),
          toMs === undefined ? undefined : lt(transcripts.startedAtMs, toMs),
          language === undefined ? undefined : eq(transcripts.language, language),
          speakerLabel === undefined ? undefined : eq(transcripts.speakerLabel, speakerLabel),
          throughId === undefined ? undefined : lte(transcripts.transcriptId, throughId),
          after === undefined
            ? undefined
            : sql`(${transcripts.startedAtMs}, ${transcripts.transcriptId}) > (${after.startedAtMs}, ${after.transcriptId})`,
        ),
      )
      .orderBy(asc(transcripts.startedAtMs), asc(transcripts.transcriptId))
      .limit(limit),
  );
  if (finals.length === 0) return [];
  const ids = finals.map(({ transcriptId }) => transcriptId);
  const [settled] = yield* together(asking(translationsOfFinals, listed(ids.map((id) => [id]))));
  const byTranscript = Map.groupBy(
    settled.filter(({ text }) => text !== null),
    ({ transcriptId }) => transcriptId,
  );
  return finals.map((row) => ({
    transcriptId: row.transcriptId,
    startedAtMs: row.startedAtMs,
    final: {
      transcript: transcriptOf(row),
      attribution: attributionOf(row),
      translations: Object.fromEntries((byTranscript.get(row.transcriptId) ?? []).map(({ language: into, text }) => [into, text ?? ''])),
    },
  }));
}
