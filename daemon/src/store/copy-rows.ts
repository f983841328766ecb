// Rows of one database -> the same rows in another, each compared with its original.
import { SubcamError } from '@subcam/shared';
import { and, asc, count, eq, inArray, sql } from 'drizzle-orm';
import type { SQLiteTable } from 'drizzle-orm/sqlite-core';
import { canonicalJson } from './canonical-json.ts';
import type { Backend, Database } from './database.ts';
import { searchTokens } from './search/tokens.ts';
import { storableJson } from './storable-text.ts';
import { hasKeyAmong, keyColumnsOf, keyOf, keyValuesOf, TABLE_NAMES, tuple, type Row, type TableName } from './table-keys.ts';
import { change, first, rows, together, type Work } from './work.ts';

/** Of one transaction. */
export const PAGE_ROWS = 200;

export interface CopyOptions {
  readonly source: Backend;
  readonly target: Backend;
  readonly signal: AbortSignal;
  /** Called when a table is there, and compared. */
  readonly onTable?: (table: string, rows: number) => void;
  /** What is to be done where the target has rows that are not those of the source, for people. */
  readonly other: string;
}

/**
 * Resolves with the number of rows. What is there already from the same source is left, so that a copy that was stopped goes on. Rejects with `storage`
 * where the target has other rows, with the signal's reason.
 */
export async function copyRows({ source, target, signal, onTable, other }: CopyOptions): Promise<number> {
  let copied = 0;
  for (const name of TABLE_NAMES) {
    const found = await copyTable(name, { source, target, signal, other });
    onTable?.(name, found);
    copied += found;
  }
  await target.write('new rows were given their places', (database) => database.afterOwnIds());
  return copied;
}

/** Removes all rows, those that refer to others first. */
export function* emptied({ build, tables, search }: Database): Work<void> {
  yield* search.emptied();
  for (const name of TABLE_NAMES.toReversed()) {
    const table: SQLiteTable = tables[name];
    yield* change(build.delete(table));
  }
}

/** Whether anything was ever stored. */
export async function isEmpty(backend: Backend): Promise<boolean> {
  return (await backend.read('sessions were counted', (database) => countOf(database, 'sessions'))) === 0;
}

async function copyTable(
  name: TableName,
  { source, target, signal, other }: Pick<CopyOptions, 'other' | 'signal' | 'source' | 'target'>,
): Promise<number> {
  let found = 0;
  let after: Row | undefined;
  for (;;) {
    signal.throwIfAborted();
    const page = await source.read('rows were read to be copied', (database) => pageOf(database, name, after));
    if (page.length > 0) {
      const stored = page.map((row) => storableJson(row));
      const written = await target.write('rows were copied', (database) => put(database, name, stored));
      const byKey = new Map(written.map((row) => [keyOf(name, row), canonicalJson(row)]));
      if (stored.some((row) => byKey.get(keyOf(name, row)) !== canonicalJson(row))) throw otherRows(name, other);
    }
    found += page.length;
    after = page.at(-1);
    if (page.length < PAGE_ROWS) break;
  }
  const there = await target.read('rows were counted', (database) => countOf(database, name));
  if (there !== found) throw otherRows(name, other);
  return found;
}

function otherRows(name: TableName, other: string): SubcamError {
  return new SubcamError('storage', other.replace('{table}', name));
}

function pageOf({ build, tables }: Database, name: TableName, after: Row | undefined): Work<readonly Row[]> {
  const table: SQLiteTable = tables[name];
  const key = keyColumnsOf(table, name);
  const isAfter = after === undefined ? undefined : sql`${tuple(key)} > ${tuple(keyValuesOf(name, after))}`;
  return rows<Row>(
    build
      .select()
      .from(table)
      .where(isAfter)
      .orderBy(...key.map((column) => asc(column)))
      .limit(PAGE_ROWS),
  );
}

/** Resolves with the rows of these keys as they are then. */
function* put(database: Database, name: TableName, page: readonly Row[]): Work<readonly Row[]> {
  const { build, tables } = database;
  const table: SQLiteTable = tables[name];
  yield* database.copying();
  const isOfPage = hasKeyAmong(
    table,
    name,
    page.map((row) => keyValuesOf(name, row)),
  );
  const before = new Set((yield* rows<Row>(build.select().from(table).where(isOfPage))).map((row) => keyOf(name, row)));
  const missing = page.filter((row) => !before.has(keyOf(name, row)));
  if (missing.length > 0) yield* change(build.insert(table).values([...missing]));
  if (name === 'passages') yield* addTokens(database, missing);
  return yield* rows<Row>(build.select().from(table).where(isOfPage));
}

/** What a passage is found by is made anew from its text. */
export function* addTokens({ build, tables, search }: Database, added: readonly Row[]): Work<void> {
  const { passages, transcripts, translations } = tables;
  const ids = added.map((row) => Number(row['passageId']));
  if (ids.length === 0) return;
  const { passageId, language, isTranslation } = passages;
  const texts = yield* rows(
    build
      .select({
        passageId,
        language,
        isTranslation,
        sessionId: transcripts.sessionId,
        said: transcripts.text,
        translated: translations.text,
      })
      .from(passages)
      .innerJoin(transcripts, eq(transcripts.transcriptId, passages.transcriptId))
      .leftJoin(translations, and(eq(translations.transcriptId, passages.transcriptId), eq(translations.targetLanguage, language)))
      .where(inArray(passageId, ids)),
  );
  yield* together(
    search.adding(
      texts.map(({ said, translated, ...passage }) => {
        return { ...passage, tokens: searchTokens(passage.isTranslation ? (translated ?? '') : said) };
      }),
    ),
  );
}

export function* countOf({ build, tables }: Database, name: TableName): Work<number> {
  const table: SQLiteTable = tables[name];
  const counted = yield* first(build.select({ rows: count() }).from(table));
  return counted?.rows ?? 0;
}
