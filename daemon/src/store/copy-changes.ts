// Rows that changed in one database -> the same changes in another that has the rows of before, each compared with its original.
import { SubcamError } from '@subcam/shared';
import { getTableColumns, sql, type Column } from 'drizzle-orm';
import type { SQLiteTable } from 'drizzle-orm/sqlite-core';
import { canonicalJson } from './canonical-json.ts';
import { addTokens, countOf, PAGE_ROWS } from './copy-rows.ts';
import type { Backend, Database } from './database.ts';
import type { RowChange } from './followed-file.ts';
import { storableJson } from './storable-text.ts';
import { hasKeyAmong, keyOf, keyValuesOf, KEYS, TABLE_NAMES, type Row, type TableName } from './table-keys.ts';
import { change, rows, type Work } from './work.ts';

export interface BetweenDatabases {
  /** As it was at one moment. */
  readonly source: Backend;
  readonly target: Backend;
  readonly signal: AbortSignal;
}

type Keys = readonly (readonly unknown[])[];

/** Rejects with `storage` where a row is not there afterwards as it is in the source; with the signal's reason. */
export async function copyChanges(changes: readonly RowChange[], { source, target, signal }: BetweenDatabases): Promise<void> {
  const changed = TABLE_NAMES.map((name) => ({ name, pages: pagesOf(changes.filter((one) => one.name === name).map(({ key }) => key)) }));
  // What refers to others goes first, and comes last.
  for (const { name, pages } of changed.toReversed()) {
    for (const keys of pages) {
      signal.throwIfAborted();
      const there = new Set((await rowsOf(source, name, keys)).map((row) => keyOf(name, row)));
      const gone = keys.filter((key) => !there.has(JSON.stringify(key)));
      if (gone.length > 0) await target.write('rows that were deleted meanwhile were deleted', (database) => removed(database, name, gone));
    }
  }
  for (const { name, pages } of changed) {
    for (const keys of pages) {
      signal.throwIfAborted();
      const stored = (await rowsOf(source, name, keys)).map((row) => storableJson(row));
      if (stored.length === 0) continue;
      const written = await target.write('rows that changed meanwhile were copied', (database) => put(database, name, stored));
      const byKey = new Map(written.map((row) => [keyOf(name, row), canonicalJson(row)]));
      if (stored.some((row) => byKey.get(keyOf(name, row)) !== canonicalJson(row))) throw notAsItWas(name);
    }
  }
}

/** Rejects with `storage` where a table has more or fewer rows than its original. Resolves with the number of rows. */
export async function compareCounts({ source, target, signal }: BetweenDatabases): Promise<number> {
  let all = 0;
  for (const name of TABLE_NAMES) {
    signal.throwIfAborted();
    const [here, there] = await Promise.all(
      [source, target].map((backend) => backend.read('rows were counted', (database) => countOf(database, name))),
    );
    if (here !== there) throw notAsItWas(name);
    all += here ?? 0;
  }
  return all;
}

function notAsItWas(name: TableName): SubcamError {
  return new SubcamError(
    'storage',
    `The rows of ${name} on the server are not those of the file, though they were copied: does somebody else write to that database? Move to an empty one. The file is still what the daemon works on.`,
  );
}

function pagesOf(keys: Keys): readonly Keys[] {
  return Array.from({ length: Math.ceil(keys.length / PAGE_ROWS) }, (_, page) => keys.slice(page * PAGE_ROWS, (page + 1) * PAGE_ROWS));
}

function rowsOf(backend: Backend, name: TableName, keys: Keys): Promise<readonly Row[]> {
  return backend.read('rows were read to be copied', (database) => withKeys(database, name, keys));
}

function withKeys({ build, tables }: Database, name: TableName, keys: Keys): Work<readonly Row[]> {
  const table: SQLiteTable = tables[name];
  return rows<Row>(
    build
      .select()
      .from(table)
      .where(hasKeyAmong(table, name, keys)),
  );
}

function* removed(database: Database, name: TableName, keys: Keys): Work<void> {
  const { build, tables, search } = database;
  const table: SQLiteTable = tables[name];
  if (name === 'passages') yield* search.remove(keys.map(([passageId]) => Number(passageId)));
  yield* change(build.delete(table).where(hasKeyAmong(table, name, keys)));
  yield* database.oweErasure();
}

/** Stored, or made as these are; resolves with the rows of these keys as they are then. */
function* put(database: Database, name: TableName, page: readonly Row[]): Work<readonly Row[]> {
  const { build, tables, search } = database;
  const table: SQLiteTable = tables[name];
  const columns = getTableColumns(table) as Readonly<Record<string, Column>>;
  const keys = page.map((row) => keyValuesOf(name, row));
  const others = Object.entries(columns).filter(([property]) => !KEYS[name].includes(property));
  const set = Object.fromEntries(others.map(([property, column]) => [property, sql`excluded.${sql.identifier(column.name)}`]));
  yield* database.copying();
  const target = KEYS[name].flatMap((key) => columns[key] ?? []) as never;
  if (name === 'passages') yield* search.remove(keys.map(([passageId]) => Number(passageId)));
  yield* change(
    build
      .insert(table)
      .values([...page])
      .onConflictDoUpdate({ target, set }),
  );
  if (name === 'passages') yield* addTokens(database, page);
  return yield* withKeys(database, name, keys);
}
