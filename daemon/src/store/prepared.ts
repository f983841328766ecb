// A statement that is run again and again -> built once, and prepared once by each connection.
import type { Column, SQL } from 'drizzle-orm';
import type { SQLiteInsertBase, SQLiteTable } from 'drizzle-orm/sqlite-core';
import type { Builders, Tables } from './tables.ts';

/** By the names of its placeholders. */
export type Values = Readonly<Record<string, unknown>>;

/** A row to be stored, by the names that its columns have here. */
export type Row = Readonly<Record<string, unknown>>;

/** What a statement is built of. */
export interface Building {
  readonly build: Builders;
  readonly tables: Tables;
  /** The same query, which keeps the rows that it finds from being changed by others until the transaction ends. */
  readonly locking: <Query>(query: Query) => Query;
  /** For prepared statements that are given a list. */
  readonly isAmong: IsAmong;
}

export interface PreparedStatement<Answer = unknown> {
  /** No other statement has it. */
  readonly name: string;
  readonly build: (of: Building) => PromiseLike<Answer>;
}

type InsertOf<Table extends SQLiteTable> = SQLiteInsertBase<Table, 'async', unknown>;

/** What becomes of rows that the table has already. Any number of rows is one step. */
export interface PreparedInsert<New = unknown, Answer = unknown> {
  readonly name: string;
  readonly table: (tables: Tables) => SQLiteTable;
  readonly build: (insert: InsertOf<SQLiteTable>, tables: Tables) => PromiseLike<unknown>;
  /** See `telling`. */
  readonly returned: readonly string[];
  /** No value has them: they are for the types alone. */
  readonly takes?: New;
  readonly gives?: Answer;
}

/** The placeholder of the list of `isAmong`. */
export const LIST = 'list';

/** The values of a statement that asks for rows by a list of keys. */
export function listed(keys: readonly (readonly unknown[])[]): Values {
  return { [LIST]: JSON.stringify(keys) };
}

/** Whether the columns of a row have one of the keys of `listed`. The placeholder is given as each database takes it. */
export type IsAmong = (...columns: readonly Column[]) => SQL;

export function prepared<Answer>(name: string, build: (of: Building) => PromiseLike<Answer>): PreparedStatement<Answer> {
  return { name, build };
}

/** Of rows that the table must not have already, unless `build` says what becomes of them. */
export function preparedInsert<Table extends SQLiteTable>(
  name: string,
  table: (tables: Tables) => Table,
  build: (insert: InsertOf<Table>, tables: Tables) => PromiseLike<unknown>,
): PreparedInsert<Table['$inferInsert']> {
  // Both are of the same table.
  return { name, table, build: build as unknown as PreparedInsert['build'], returned: [] };
}

/** The same, which tells these columns of each row that was stored or changed: they stay as they are given, or are an id that the database gives to a new row. */
export function telling<New, const Name extends keyof New & string>(
  insert: PreparedInsert<New>,
  returned: readonly Name[],
): PreparedInsert<New, readonly { readonly [Column in Name]-?: NonNullable<New[Column]> }[]> {
  const { name, table, build } = insert;
  return { name, table, build, returned };
}
