// A connection of better-sqlite3 -> a backend: work is run at once, a transaction in one synchronous piece.
import type Client from 'better-sqlite3';
import { SubcamError } from '@subcam/shared';
import { Column, getTableColumns, is, Placeholder, sql, type SQL } from 'drizzle-orm';
import { drizzle } from 'drizzle-orm/better-sqlite3';
import { LIST, type IsAmong, type PreparedInsert, type PreparedStatement, type Row, type Values } from './prepared.ts';
import * as schema from './schema.sqlite.ts';
import { sqliteSearch } from './search/sqlite-search.ts';
import { eraseRemains, REMAINS_LEFT } from './sqlite-remains.ts';
import { storageError } from './storage-error.ts';
import type { Backend, Builders, Database } from './database.ts';
import * as webhookTables from './webhook-tables.sqlite.ts';
import type { Step, Steps, Work } from './work.ts';

export const SQLITE_TABLES = { ...schema, ...webhookTables };

const tables = SQLITE_TABLES;

export type SqliteDatabase = ReturnType<typeof openDrizzle>;

export function openDrizzle(client: Client.Database) {
  return drizzle(client, { schema: tables });
}

/** What Drizzle's builders for this driver have beside being promises. */
interface SynchronousStatement {
  all(): unknown[];
  run(): { readonly changes: number };
}

/** Reads rows. */
type RowsRead = (values: Values) => unknown[];

/** Stores a row. */
type RowInsert = (row: Row, answers: Step['answers']) => unknown;

interface Built {
  toSQL(): { readonly sql: string; readonly params: readonly unknown[] };
}

interface BuiltSelect extends Built {
  readonly _: { readonly selectedFields: Readonly<Record<string, unknown>> };
}

interface ReadColumn {
  readonly name: string;
  /** null: its values are what the driver gives. */
  readonly column: Column | null;
}

function rowOf(columns: readonly ReadColumn[], values: readonly unknown[]): Row {
  const row: Record<string, unknown> = {};
  for (const [place, { name, column }] of columns.entries()) {
    const value = values[place];
    row[name] = column === null || value === null ? value : column.mapFromDriverValue(value);
  }
  return row;
}

/** Of columns alone, none of them within another. Run without Drizzle, which takes longer to make the rows than SQLite to find them. */
function prepareSelect(client: Client.Database, prepared: PreparedStatement, database: Database): RowsRead {
  const query = prepared.build(database) as unknown as BuiltSelect;
  const columns = Object.entries(query._.selectedFields).map(([name, field]): ReadColumn => {
    if (!is(field, Column)) throw new SubcamError('internal', `The statement ${prepared.name} selects ${name}, which is no column.`);
    return { name, column: mapping(field, 'mapFromDriverValue') };
  });
  const { sql: text, params } = query.toSQL();
  const statement = client.prepare(text).raw();
  return (values) => {
    const filled = params.map((param) => (is(param, Placeholder) ? values[param.name] : param));
    return (statement.all(filled) as (readonly unknown[])[]).map((found) => rowOf(columns, found));
  };
}

/**
 * SQLite runs a statement that it has compiled faster than it compiles one of many rows, so each row is one. It is run without Drizzle, which
 * takes longer to fill in the values than SQLite to store them.
 */
function prepareInsert(
  client: Client.Database,
  { table, build, returned }: PreparedInsert,
  { build: builders, tables: all }: Database,
): RowInsert {
  const columns = getTableColumns(table(all)) as Readonly<Record<string, Column>>;
  // Not as parameters of their columns: Drizzle would make JSON of a null.
  const placeholders = Object.fromEntries(Object.keys(columns).map((name) => [name, sql`${sql.placeholder(name)}`]));
  const query: unknown = build(builders.insert(table(all)).values(placeholders), all);
  const { sql: text, params } = (query as Built).toSQL();
  const filled = params.map((param) => {
    if (!is(param, Placeholder)) return { name: null, fixed: param, otherwise: null, column: null };
    const column = columns[param.name];
    return {
      name: param.name,
      fixed: null,
      otherwise: column?.default ?? null,
      column: column === undefined ? null : mapping(column, 'mapToDriverValue'),
    };
  });
  const valuesOf = (row: Row): unknown[] =>
    filled.map(({ name, fixed, otherwise, column }) => {
      if (name === null) return fixed;
      const given = row[name] ?? otherwise;
      return given === null || column === null ? given : column.mapToDriverValue(given);
    });
  const statement = client.prepare(text);
  const id = returned.find((name) => columns[name]?.primary === true);
  return (row, answers) => {
    const { changes, lastInsertRowid } = statement.run(valuesOf(row));
    if (answers === 'count') return changes;
    if (changes === 0) return undefined;
    // To ask SQLite for them ("returning") takes as long as to store a short row.
    const told: Record<string, unknown> = {};
    for (const name of returned) told[name] = row[name] ?? (name === id ? Number(lastInsertRowid) : null);
    return told;
  };
}

/** A column whose values are others for the driver; null: they are the same, and need not be asked for one by one. */
function mapping(column: Column, way: 'mapFromDriverValue' | 'mapToDriverValue'): Column | null {
  return Reflect.get(column, way) === Reflect.get(Column.prototype, way) ? null : column;
}

/** Answers steps on one connection. */
function createAnswer(client: Client.Database, database: Database): (step: Step | Steps) => unknown {
  const statements = new Map<PreparedStatement, RowsRead>();
  const inserts = new Map<PreparedInsert, RowInsert>();

  const statementOf = (prepared: PreparedStatement): RowsRead => {
    const known = statements.get(prepared);
    if (known !== undefined) return known;
    const statement = prepareSelect(client, prepared, database);
    statements.set(prepared, statement);
    return statement;
  };

  const insertOf = (insert: PreparedInsert): RowInsert => {
    const known = inserts.get(insert);
    if (known !== undefined) return known;
    const made = prepareInsert(client, insert, database);
    inserts.set(insert, made);
    return made;
  };

  const answer = (step: Step): unknown => {
    if ('insert' in step) {
      const store = insertOf(step.insert);
      const stored = step.given.map((row) => store(row, step.answers));
      return step.answers === 'rows' ? stored.filter((row) => row !== undefined) : (stored as number[]).reduce((sum, one) => sum + one, 0);
    }
    if ('prepared' in step) return statementOf(step.prepared)(step.values);
    const statement = step.statement as SynchronousStatement;
    return step.answers === 'rows' ? statement.all() : statement.run().changes;
  };
  return (asked) => ('steps' in asked ? asked.steps.map(answer) : answer(asked));
}

function runAtOnce<T>(work: Work<T>, answer: (step: Step | Steps) => unknown): T {
  let step = work.next();
  while (step.done !== true) step = work.next(answer(step.value));
  return step.value;
}

/** The ids that SQLite gives come after all that there are. */
function* nothingToDo(): Work<void> {
  yield* [];
}

/** The list is one text of JSON, so that the statement is the same whatever its length. */
const isAmong: IsAmong = (...columns) => {
  const places = columns.map((_, place) => sql`value ->> ${sql.raw(String(place))}`);
  return sql`(${sql.join([...columns], sql`, `)}) in (select ${sql.join(places, sql`, `)} from json_each(${sql.placeholder(LIST)}))`;
};

/** In the file's own header, so that it is there as long as what was deleted in the same transaction. */
function* noteRemains(raw: (statement: SQL) => SynchronousStatement): Work<void> {
  yield { statement: raw(sql.raw(`pragma user_version = ${REMAINS_LEFT}`)), answers: 'count' };
}

/** One transaction at a time writes to the whole file: there is nobody to lock rows against. */
function databaseOn(drizzled: SqliteDatabase): Database {
  // Run when it is asked for, as what builders make is.
  const raw = (statement: SQL): SynchronousStatement => ({
    all: () => drizzled.all(statement),
    run: () => drizzled.run(statement),
  });
  return {
    build: drizzled as unknown as Builders,
    tables,
    locking: (query) => query,
    isAmong,
    search: sqliteSearch(raw, tables),
    // Where a file is copied to, webhooks come last: there is nobody to tell.
    copying: nothingToDo,
    afterOwnIds: nothingToDo,
    oweErasure: () => noteRemains(raw),
  };
}

interface Connection {
  readonly client: Client.Database;
  readonly drizzled: SqliteDatabase;
  /** null: in memory alone. */
  readonly file: string | null;
  /** How long the erasing of remains waits for other programs. */
  readonly patienceMs: number;
  /** Closes the connection, and what was opened with it. */
  readonly end: () => Promise<void>;
}

export function sqliteBackend({ client, drizzled, file, patienceMs, end }: Connection): Backend {
  const database = databaseOn(drizzled);
  const answer = createAnswer(client, database);
  // A transaction of the driver is a function; it gives back what the work gives.
  const inTransaction = client.transaction((work: (on: Database) => Work<unknown>) => runAtOnce(work(database), answer));
  // Asynchronous because the port is: what the driver throws is a rejection.
  const run = async <T>(doing: string, work: () => T | Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (error) {
      throw storageError(error, doing);
    }
  };
  /** While the file is written anew, who writes waits; who reads doesn't. */
  let erasing: Promise<void> | null = null;
  return {
    read: (doing, work) => run(doing, () => runAtOnce(work(database), answer)),
    // IMMEDIATE: the write lock is taken at the beginning, so that a reader's snapshot never has to be upgraded.
    write: <T>(doing: string, work: (on: Database) => Work<T>) =>
      run(doing, async () => {
        if (erasing !== null) await erasing;
        return inTransaction.immediate(work) as T;
      }),
    erase: () =>
      run('the remains of what was deleted were erased', async () => {
        await erasing;
        const hasRemains = client.pragma('user_version', { simple: true }) === REMAINS_LEFT;
        if (file === null || !hasRemains) return;
        const erased = eraseRemains(file, patienceMs);
        erasing = erased.catch(() => undefined);
        await erased;
      }),
    close: () =>
      run('it was closed', async () => {
        await erasing;
        await end();
      }),
  };
}
