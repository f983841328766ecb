// A pool of connections to Postgres -> a backend: work waits for each answer, a transaction has a connection of its own.
import { SubcamError } from '@subcam/shared';
import { getTableColumns, getTableName, sql } from 'drizzle-orm';
import { drizzle } from 'drizzle-orm/node-postgres';
import type { PgColumn } from 'drizzle-orm/pg-core';
import type { SQLiteTable } from 'drizzle-orm/sqlite-core';
import type { Client, Pool, PoolClient, QueryResult } from 'pg';
import { LIST, type IsAmong, type PreparedInsert, type PreparedStatement, type Row, type Values } from './prepared.ts';
import { SCHEMA_NAME } from './schema.postgres.ts';
import * as schema from './schema.postgres.ts';
import { postgresSearch } from './search/postgres-search.ts';
import { storageError } from './storage-error.ts';
import { begin, transactionOutcome, type BegunTransaction } from './transaction-outcome.ts';
import type { Backend, Builders, Database, Tables } from './database.ts';
import * as webhookTables from './webhook-tables.postgres.ts';
import { rows, type Step, type Steps, type Work } from './work.ts';

const postgres = { ...schema, ...webhookTables };

type Same<A, B> = [A, B] extends [B, A] ? true : false;

/** Views have no rows of their own to insert; their columns are those of the tables. */
type TableName = { [Name in keyof Tables]: Tables[Name] extends SQLiteTable ? Name : never }[keyof Tables];

/** A table whose rows are others here than in SQLite doesn't compile. */
const ROWS_ARE_THE_SAME: { readonly [Name in TableName]: Same<Tables[Name]['$inferSelect'], (typeof postgres)[Name]['$inferSelect']> } = {
  audioSpans: true,
  captures: true,
  correlations: true,
  events: true,
  participants: true,
  passages: true,
  sessionStatistics: true,
  sessions: true,
  speakerIdentities: true,
  transcripts: true,
  translations: true,
  webhookDeliveries: true,
  webhooks: true,
};

/** Typed as those of SQLite, since their rows are the same. */
const tables = postgres as unknown as Tables;

/** Tables with ids that the server gives. */
const GIVEN_IDS = [
  ['transcripts', 'transcript_id'],
  ['events', 'event_id'],
  ['passages', 'passage_id'],
  ['webhook_deliveries', 'delivery_id'],
] as const;

const subcamTable = (name: string) => sql`${sql.identifier(SCHEMA_NAME)}.${sql.identifier(name)}`;

interface Lockable {
  for(strength: 'no key update'): unknown;
}

/** The list is one text of JSON, so that the statement is the same whatever its length. */
const isAmong: IsAmong = (...columns) => {
  const places = columns.map((column, place) => sql`(value ->> ${sql.raw(String(place))})::${sql.raw(column.getSQLType())}`);
  return sql`(${sql.join([...columns], sql`, `)}) in (select ${sql.join(places, sql`, `)} from json_array_elements(${sql.placeholder(LIST)}::json))`;
};

function databaseOn(client: Client | PoolClient, oweErasure: Database['oweErasure']): Database {
  void ROWS_ARE_THE_SAME;
  const build = drizzle(client);
  return {
    build: build as unknown as Builders,
    tables,
    isAmong,
    search: postgresSearch((statement) => build.execute(statement), tables),
    oweErasure,
    copying: function* (): Work<void> {
      const statement: unknown = build.execute(sql`select set_config('subcam.copying', 'on', true)`);
      yield* rows(statement as PromiseLike<readonly unknown[]>);
    },
    afterOwnIds: function* (): Work<void> {
      for (const [table, id] of GIVEN_IDS) {
        const last = sql`(select coalesce(max(${sql.identifier(id)}), 0) + 1 from ${subcamTable(table)})`;
        const sequence = sql`pg_get_serial_sequence(${`${SCHEMA_NAME}.${table}`}, ${id})`;
        const statement: unknown = build.execute(sql`select setval(${sequence}, ${last}, false)`);
        yield* rows(statement as PromiseLike<readonly unknown[]>);
      }
    },
    // Not "for update": rows that refer to the locked one are written meanwhile, and two of them would wait for each other.
    locking: <Query>(query: Query) => (query as Lockable).for('no key update') as Query,
  };
}

interface Preparable {
  prepare(name: string): PreparedQuery;
}

interface Returnable {
  returning(columns: Readonly<Record<string, PgColumn>>): unknown;
}

interface PreparedQuery {
  execute(values?: Values): Promise<unknown>;
}

/** Any number of rows is one parameter, JSON, so that the statement is the same and one round trip, whatever their number. */
function prepareInsert({ name, table, build, returned }: PreparedInsert, database: Database) {
  const into = table(database.tables);
  const columns = Object.entries(getTableColumns(into) as Readonly<Record<string, PgColumn>>).map(([key, column]) => ({ key, column }));
  const given = columns.filter(({ column }) => column.generatedIdentity === undefined);
  const selected = columns.map(({ column }) =>
    column.generatedIdentity === undefined
      ? sql`given.${sql.identifier(column.name)}`
      : // Looked up once, and not for each row.
        sql`nextval((select pg_get_serial_sequence(${sql.raw(`'${SCHEMA_NAME}.${getTableName(into)}'`)}, ${sql.raw(`'${column.name}'`)}))::regclass)`,
  );
  const types = given.map(({ column }) => sql`${sql.identifier(column.name)} ${sql.raw(column.getSQLType())}`);
  const comma = sql`, `;
  const rowsGiven = sql`json_to_recordset(${sql.placeholder(LIST)}::json) as given(${sql.join(types, comma)})`;
  const stored: unknown = build(
    database.build.insert(into).select(sql`select ${sql.join(selected, comma)} from ${rowsGiven}`),
    database.tables,
  );
  const told = columns.filter(({ key }) => returned.includes(key)).map(({ key, column }) => [key, column]);
  const query: unknown = told.length === 0 ? stored : (stored as Returnable).returning(Object.fromEntries(told));
  const fields = given.map(({ key, column }) => ({ key, name: column.name, otherwise: column.default ?? null }));
  // What is left out is null there: many columns of a row are, and both sides have less to read.
  const asJson = (row: Row): Row => {
    const named: Record<string, unknown> = {};
    for (const { key, name, otherwise } of fields) {
      const value = row[key] ?? otherwise;
      if (value !== null) named[name] = value;
    }
    return named;
  };
  return {
    statement: (query as Preparable).prepare(`subcam_${name}`),
    valuesOf: (all: readonly Row[]): Values => ({ [LIST]: JSON.stringify(all.map(asJson)) }),
  };
}

type Answer = (step: Step | Steps) => Promise<unknown>;

/** Answers steps on one connection. */
function createAnswer(database: Database): Answer {
  const statements = new Map<PreparedStatement, PreparedQuery>();
  const inserts = new Map<PreparedInsert, ReturnType<typeof prepareInsert>>();

  const statementOf = (prepared: PreparedStatement): PreparedQuery => {
    const known = statements.get(prepared);
    if (known !== undefined) return known;
    const made = (prepared.build(database) as unknown as Preparable).prepare(`subcam_${prepared.name}`);
    statements.set(prepared, made);
    return made;
  };

  const insertOf = (insert: PreparedInsert): ReturnType<typeof prepareInsert> => {
    const known = inserts.get(insert);
    if (known !== undefined) return known;
    const made = prepareInsert(insert, database);
    inserts.set(insert, made);
    return made;
  };

  const run = (step: Step): PromiseLike<unknown> => {
    if ('prepared' in step) return statementOf(step.prepared).execute(step.values);
    if (!('insert' in step)) return step.statement as PromiseLike<unknown>;
    const { statement, valuesOf } = insertOf(step.insert);
    return statement.execute(valuesOf(step.given));
  };

  const answer = async (step: Step): Promise<unknown> => {
    const answered = await run(step);
    if (step.answers === 'count') return (answered as QueryResult).rowCount;
    // Raw SQL answers with the driver's own result.
    return Array.isArray(answered) ? answered : (answered as QueryResult).rows;
  };
  return (asked) => ('steps' in asked ? inOrder(asked.steps.map(answer)) : answer(asked));
}

/** Their answers; the first failure in their order, since the others fail because of it. */
async function inOrder(answers: readonly Promise<unknown>[]): Promise<readonly unknown[]> {
  const settled = await Promise.allSettled(answers);
  return settled.map((one) => {
    if (one.status === 'rejected') throw one.reason;
    return one.value;
  });
}

async function runInTurn<T>(work: Work<T>, answer: Answer): Promise<T> {
  let step = work.next();
  while (step.done !== true) step = work.next(await answer(step.value));
  return step.value;
}

interface Connected {
  readonly database: Database;
  readonly answer: Answer;
}

function* nothingToErase(): Work<void> {
  yield* [];
}

/** Runs readings on a connection of one's own. */
export function readingOn(client: Client): <T>(work: (database: Database) => Work<T>) => Promise<T> {
  const { database, answer } = connected(client, nothingToErase);
  return (work) => runInTurn(work(database), answer);
}

function connected(client: Client | PoolClient, oweErasure: Database['oweErasure']): Connected {
  const database = databaseOn(client, oweErasure);
  return { database, answer: createAnswer(database) };
}

/** `end` closes the pool, and what was opened with it. */
export function postgresBackend(pool: Pool, end: () => Promise<void>): Backend {
  /** Of this process: what another left, the server's own vacuum takes away. */
  let hasRemains = false;
  // eslint-disable-next-line eslint/require-yield
  const oweErasure = function* (): Work<void> {
    hasRemains = true;
  };
  const connections = new WeakMap<PoolClient, Connected>();
  let ended: Promise<void> | null = null;
  const outcome = transactionOutcome(pool, () => ended !== null);

  const onConnection = async <T>(
    work: (client: PoolClient, connection: Connected) => Promise<{ readonly done: T; readonly isBroken: boolean }>,
  ): Promise<T> => {
    const client = await pool.connect();
    const connection = connections.get(client) ?? connected(client, oweErasure);
    connections.set(client, connection);
    let isBroken = true;
    try {
      const worked = await work(client, connection);
      ({ isBroken } = worked);
      return worked.done;
    } catch (error) {
      // An answer that did not come may come later, to whoever has the connection then.
      isBroken = !(error instanceof SubcamError) && !isAnswer(error);
      throw error;
    } finally {
      client.release(isBroken);
    }
  };

  const run = async <T>(doing: string, work: () => Promise<T>): Promise<T> => {
    try {
      if (ended !== null) throw new SubcamError('storage', 'The database has been closed.');
      return await work();
    } catch (error) {
      throw storageError(error, doing);
    }
  };

  return {
    read: (doing, work) =>
      run(doing, () =>
        onConnection(async (_client, { database, answer }) => ({ done: await runInTurn(work(database), answer), isBroken: false })),
      ),
    write: (doing, work) =>
      run(doing, () =>
        onConnection(async (client, { database, answer }) => {
          // The first statement does not wait for the answer to it.
          const begun = begin(client);
          let transaction: BegunTransaction;
          let done;
          try {
            [transaction, done] = await Promise.all([begun, runInTurn(work(database), answer)]);
          } catch (error) {
            if (error instanceof SubcamError || isAnswer(error)) await client.query('rollback');
            throw error;
          }
          try {
            await client.query('commit');
          } catch (error) {
            if (isAnswer(error) || !(await outcome.isCommitted(transaction))) throw error;
            return { done, isBroken: true };
          }
          return { done, isBroken: false };
        }),
      ),
    erase: () =>
      run('the remains of what was deleted were erased', async () => {
        if (!hasRemains) return;
        hasRemains = false;
        try {
          await onConnection(async (client) => ({ done: await vacuum(client), isBroken: false }));
        } catch (error) {
          hasRemains = true;
          throw error;
        }
      }),
    close: () => {
      ended ??= end();
      return ended;
    },
  };
}

/** By the name that the schema gives it. */
const SEARCH_INDEX = 'passage_tokens_by_token';

/** A large table takes its time, whatever other statements may take. */
const VACUUM_LIMIT_MS = 60 * 60_000;

/** Rows that were deleted leave the tables and all their indexes; what the server keeps of them elsewhere is its operator's. */
async function vacuum(client: PoolClient): Promise<void> {
  const { rows: before } = await client.query<{ statement_timeout: string }>('show statement_timeout');
  await client.query(`set statement_timeout = ${VACUUM_LIMIT_MS}`);
  try {
    const { rows: all } = await client.query<{ name: string }>(
      "select format('%I.%I', schemaname, tablename) as name from pg_tables where schemaname = $1",
      [SCHEMA_NAME],
    );
    for (const { name } of all) {
      const text = `vacuum (index_cleanup on) ${name}`;
      await client.query({ text, query_timeout: VACUUM_LIMIT_MS } as { readonly text: string });
    }
    await rebuildSearchIndex(client);
  } finally {
    await client.query("select set_config('statement_timeout', $1, false)", [before[0]?.statement_timeout ?? '0']);
  }
}

/**
 * A GIN index keeps each word that it ever had, also when no row has it any more
 * (https://www.postgresql.org/docs/current/gin-implementation.html): it is built anew, while others read and write.
 */
async function rebuildSearchIndex(client: PoolClient): Promise<void> {
  const slow = (text: string) => client.query({ text, query_timeout: VACUUM_LIMIT_MS } as { readonly text: string });
  // What a rebuilding that failed has left.
  await slow(`drop index concurrently if exists ${SCHEMA_NAME}.${SEARCH_INDEX}_ccnew`);
  await slow(`reindex index concurrently ${SCHEMA_NAME}.${SEARCH_INDEX}`);
}

/** Whether the server itself said no, so that the connection is as good as before. */
function isAnswer(thrown: unknown): boolean {
  if (!(thrown instanceof Error)) return false;
  if ('severity' in thrown) return thrown.severity === 'ERROR';
  return isAnswer(thrown.cause);
}
