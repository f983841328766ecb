// A connection of better-sqlite3 -> a backend: work is run at once, a transaction in one synchronous piece.
import type Client from 'better-sqlite3';
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
  all(values?: Values): unknown[];
  run(values?: Values): { readonly changes: number };
}

interface Preparable {
  prepare(): SynchronousStatement;
}

/** Stores a row. */
type RowInsert = (row: Row, answers: Step['answers']) => unknown;

interface Built {
  toSQL(): { readonly sql: string; readonly params: readonly unknown[] };
}

/**
 * SQLite runs a statement that it has compiled faster than it compiles one of many rows, so each row is one. It is run without Drizzle, which
 * takes longer to fill in the values than SQLite to store them.
 */
function prepareInsert(client: Client.Database, { table, build }: PreparedInsert, { build: builders, tables: all }: Database): RowInsert {
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
  const names = new Map(
    Object.entries(columns).map(([name, column]) => [column.name, { name, column: mapping(column, 'mapFromDriverValue') }]),
  );
  const returned = statement.reader ? statement.columns().flatMap(({ name }) => names.get(name) ?? []) : [];
  if (statement.reader) statement.raw();
  return (row, answers) => {
    const values = valuesOf(row);
    if (answers === 'count') return statement.run(values).changes;
    const found = statement.get(values) as readonly unknown[] | undefined;
    if (found === undefined) return undefined;
    const answer: Record<string, unknown> = {};
    for (const [place, { name, column }] of returned.entries())
      answer[name] = column === null ? found[place] : column.mapFromDriverValue(found[place]);
    return answer;
  };
}

/** A column whose values are others for the driver; null: they are the same, and need not be asked for one by one. */
function mapping(column: Column, way: 'mapFromDriverValue' | 'mapToDriverValue'): Column | null {
  return Reflect.get(column, way) === Reflect.get(Column.prototype, way) ? null : column;
}

/** Answers steps on one connection. */
function createAnswer(client: Client.Database, database: Database): (step: Step | Steps) => unknown {
  const statements = new Map<PreparedStatement, SynchronousStatement>();
  const inserts = new Map<PreparedInsert, RowInsert>();

  const statementOf = (prepared: PreparedStatement): SynchronousStatement => {
    const known = statements.get(prepared);
    if (known !== undefined) return known;
    const statement = (prepared.build(database) as unknown as Preparable).prepare();
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
    const [statement, values] =
      'prepared' in step ? [statementOf(step.prepared), step.values] : [step.statement as SynchronousStatement, undefined];
    return step.answers === 'rows' ? statement.all(values) : statement.run(values).changes;
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
