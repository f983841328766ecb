// What a session has many of -> read by the page: each page costs the same, wherever it begins.
import { SAMPLES_PER_MS, type Attribution, type Transcript } from '@subcam/shared';
import { and, asc, eq, gt, inArray, sql } from 'drizzle-orm';
import { captures, events, transcripts, translations } from './schema.sqlite.ts';
import type { SqliteDatabase } from './sqlite-database.ts';
import { attributionOf, transcriptOf } from './stored-rows.ts';

/** A few milliseconds of work. A page that holds fewer is the last. */
export const PAGE_ROWS = 500;

export type EventRow = typeof events.$inferSelect;

/** In the order of the index that keeps an event from being stored twice. */
export function readEvents(database: SqliteDatabase, sessionId: string, after: EventRow | undefined): readonly EventRow[] {
  const isAfter =
    after === undefined ? undefined : sql`(${events.atMs}, ${events.event}) > (${after.atMs}, ${JSON.stringify(after.event)})`;
  return database
    .select()
    .from(events)
    .where(and(eq(events.sessionId, sessionId), isAfter))
    .orderBy(asc(events.atMs), asc(events.event))
    .limit(PAGE_ROWS)
    .all();
}

/** A final with its translations by language. */
export interface FinalRow {
  readonly row: typeof transcripts.$inferSelect;
  /** Wall clock of its first sample. */
  readonly startedAtMs: number;
  readonly final: {
    readonly transcript: Transcript;
    readonly attribution: Attribution;
    readonly translations: Readonly<Record<string, string>>;
  };
}

/** In the order in which they were committed. */
export function readFinals(database: SqliteDatabase, sessionId: string, after: FinalRow | undefined): readonly FinalRow[] {
  const rows = database
    .select({ row: transcripts, captureStartedAtMs: captures.startedAtMs })
    .from(transcripts)
    .innerJoin(captures, eq(transcripts.captureId, captures.captureId))
    .where(and(eq(transcripts.sessionId, sessionId), gt(transcripts.transcriptId, after?.row.transcriptId ?? 0)))
    .orderBy(asc(transcripts.transcriptId))
    .limit(PAGE_ROWS)
    .all();
  const ids = rows.map(({ row }) => row.transcriptId);
  const done = database
    .select({ transcriptId: translations.transcriptId, language: translations.targetLanguage, text: translations.text })
    .from(translations)
    .where(and(inArray(translations.transcriptId, ids), eq(translations.status, 'done')))
    .all();
  const byTranscript = Map.groupBy(done, ({ transcriptId }) => transcriptId);
  return rows.map(({ row, captureStartedAtMs }) => ({
    row,
    startedAtMs: captureStartedAtMs + row.firstSample / SAMPLES_PER_MS,
    final: {
      transcript: transcriptOf(row),
      attribution: attributionOf(row),
      translations: Object.fromEntries((byTranscript.get(row.transcriptId) ?? []).map(({ language, text }) => [language, text ?? ''])),
    },
  }));
}
