// A pool of connections to Postgres -> a backend: work waits for each answer, a transaction has a connection of its own.
import { SubcamError } from '@subcam/shared';
import { sql } from 'drizzle-orm';
import { drizzle } from 'drizzle-orm/node-postgres';
import type { SQLiteTable } from 'drizzle-orm/sqlite-core';
import type { Pool, PoolClient, QueryResult } from 'pg';
import { SCHEMA_NAME } from './schema.postgres.ts';
import * as postgres from './schema.postgres.ts';
import { postgresSearch } from './search/postgres-search.ts';
import { storageError } from './storage-error.ts';
import { begin, transactionOutcome } from './transaction-outcome.ts';
import type { Backend, Builders, Database, Tables } from './database.ts';
import { rows, type Step, type Work } from './work.ts';

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
};

/** Typed as those of SQLite, since their rows are the same. */
const tables = postgres as unknown as Tables;

/** Tables with ids that the server gives. */
const GIVEN_IDS = [
  ['transcripts', 'transcript_id'],
  ['events', 'event_id'],
  ['passages', 'passage_id'],
] as const;

const subcamTable = (name: string) => sql`${sql.identifier(SCHEMA_NAME)}.${sql.identifier(name)}`;

interface Lockable {
  for(strength: 'no key update'): unknown;
}

function databaseOn(client: PoolClient): Database {
  void ROWS_ARE_THE_SAME;
  const build = drizzle(client);
  return {
    build: build as unknown as Builders,
    tables,
    search: postgresSearch((statement) => build.execute(statement)),
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

async function answer({ statement, answers }: Step): Promise<unknown> {
  const answered = await (statement as PromiseLike<unknown>);
  if (answers === 'count') return (answered as QueryResult).rowCount;
  // Raw SQL answers with the driver's own result.
  return Array.isArray(answered) ? answered : (answered as QueryResult).rows;
}

async function runInTurn<T>(work: Work<T>): Promise<T> {
  let step = work.next();
  while (step.done !== true) step = work.next(await answer(step.value));
  return step.value;
}

/** `end` closes the pool, and what was opened with it. */
export function postgresBackend(pool: Pool, end: () => Promise<void>): Backend {
  const databases = new WeakMap<PoolClient, Database>();
  let ended: Promise<void> | null = null;
  const outcome = transactionOutcome(pool, () => ended !== null);

  const onConnection = async <T>(
    work: (client: PoolClient, database: Database) => Promise<{ readonly done: T; readonly isBroken: boolean }>,
  ): Promise<T> => {
    const client = await pool.connect();
    const database = databases.get(client) ?? databaseOn(client);
    databases.set(client, database);
    let isBroken = true;
    try {
      const worked = await work(client, database);
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
      run(doing, () => onConnection(async (_client, database) => ({ done: await runInTurn(work(database)), isBroken: false }))),
    write: (doing, work) =>
      run(doing, () =>
        onConnection(async (client, database) => {
          const transactionId = await begin(client);
          let done;
          try {
            done = await runInTurn(work(database));
          } catch (error) {
            if (error instanceof SubcamError || isAnswer(error)) await client.query('rollback');
            throw error;
          }
          try {
            await client.query('commit');
          } catch (error) {
            if (isAnswer(error) || !(await outcome.isCommitted(transactionId))) throw error;
            return { done, isBroken: true };
          }
          return { done, isBroken: false };
        }),
      ),
    close: () => {
      ended ??= end();
      return ended;
    },
  };
}

/** Whether the server itself said no, so that the connection is as good as before. */
function isAnswer(thrown: unknown): boolean {
  if (!(thrown instanceof Error)) return false;
  if ('severity' in thrown) return thrown.severity === 'ERROR';
  return isAnswer(thrown.cause);
}
