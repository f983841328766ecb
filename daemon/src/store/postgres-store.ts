// postgres://… -> a backend on a server: checked, migrated, and for one daemon alone.
import { SubcamError } from '@subcam/shared';
import { drizzle } from 'drizzle-orm/node-postgres';
import { migrate } from 'drizzle-orm/node-postgres/migrator';
import { Client, Pool } from 'pg';
import { fillOlderRows } from './older-rows.ts';
import { POSTGRES_MIGRATIONS, refuseNewer } from './migration-journal.ts';
import { holdServerLock } from './server-lock.ts';
import { postgresBackend } from './postgres-database.ts';
import { SCHEMA_NAME } from './schema.postgres.ts';
import { openingError } from './storage-error.ts';
import { DEFAULT_STORE_LIMITS, type StoreOptions } from './store-options.ts';
import type { Backend } from './database.ts';
import { beginMoveTo, forgetMove } from './unfinished-move.ts';

/** The oldest that has everything that the migrations use. */
const LEAST_VERSION = 13;

export const CONNECTING_MS = 5_000;

/** A server that gives a statement up has this long to say so. */
const ANSWER_ON_ITS_WAY_MS = 1_000;

const IDLE_CONNECTION_MS = 10_000;

/** How long the daemon waits for another one that migrates. */
const MIGRATING_MS = 30_000;

const MIGRATIONS_TABLE = 'migrations';

/** Any number that is always the same: whoever migrates has the lock of this name. */
const MIGRATION_LOCK = 7_239_001;

/** Opens (and where needed migrates) the database. Rejects with `storage`; a server that can't be used stays as it is. */
export async function openPostgres(options: StoreOptions & { readonly url: string }): Promise<Backend> {
  const limits = options.limits ?? DEFAULT_STORE_LIMITS;
  const { url } = options;
  if (limits.minConnections > limits.maxConnections) {
    throw new SubcamError(
      'storage',
      `store.minConnections (${limits.minConnections}) must not be more than store.maxConnections (${limits.maxConnections}).`,
    );
  }
  await using opened = new AsyncDisposableStack();
  try {
    const connection = { connectionString: url, application_name: 'subcam', keepAlive: true, connectionTimeoutMillis: CONNECTING_MS };
    const one = new Client(connection);
    // A connection that ends by itself is told by the next statement.
    one.on('error', () => undefined);
    opened.defer(() => one.end());
    await one.connect();
    await lookAt(one);
    if (options.isDaemon === true) opened.use(await holdServerLock(connection));
    await one.query(`set lock_timeout = ${MIGRATING_MS}`);
    await one.query('select pg_advisory_lock($1)', [MIGRATION_LOCK]);
    await migrate(drizzle(one), {
      migrationsFolder: POSTGRES_MIGRATIONS,
      migrationsSchema: SCHEMA_NAME,
      migrationsTable: MIGRATIONS_TABLE,
    });
    if (options.isMoveTarget === true) await beginMoveTo(one, MIGRATIONS_TABLE);
    else if (options.isDaemon === true) await forgetMove(one);

    const pool = new Pool({
      ...connection,
      // What does not wait for an answer is sent at once, so that a segment costs five round trips and not twenty.
      pipeline: true,
      min: limits.minConnections,
      max: limits.maxConnections,
      idleTimeoutMillis: options.idleConnectionMs ?? IDLE_CONNECTION_MS,
      statement_timeout: limits.patienceMs,
      idle_in_transaction_session_timeout: limits.patienceMs,
      // For a server that is gone without a word.
      query_timeout: limits.patienceMs + ANSWER_ON_ITS_WAY_MS,
    });
    // The pool leaves out a connection that ends by itself, and makes another.
    pool.on('error', () => undefined);
    pool.on('connect', (client) => {
      // Nor does one end the process that ends while it is in use: its statement fails.
      client.on('error', () => undefined);
      // A resolved commit is on the disk (ADR 4). Who asked their server for more than that keeps it.
      client
        .query("select set_config('synchronous_commit', 'on', false) where current_setting('synchronous_commit') = 'off'")
        .catch(() => undefined);
    });
    opened.defer(() => pool.end());
    let kept: AsyncDisposableStack | null = null;
    const backend = postgresBackend(pool, async () => kept?.disposeAsync());
    await fillOlderRows(backend);
    // Its lock ends with it.
    await one.end();
    kept = opened.move();
    return backend;
  } catch (error) {
    throw openingError(error);
  }
}

/** Without writing anything: a server that is too old, or a database of a newer version, is refused. Resolves with its last migration; null: it has none. */
export async function lookAtServer(url: string): Promise<number | null> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: CONNECTING_MS });
  client.on('error', () => undefined);
  try {
    await client.connect();
    return await lookAt(client);
  } finally {
    await client.end();
  }
}

/** Without writing anything: as `lookAtServer`, on a connection. */
export async function lookAt(client: Client): Promise<number | null> {
  await refuseOldServer(client);
  const lastMs = await lastMigrationMs(client);
  await refuseNewer(lastMs, POSTGRES_MIGRATIONS);
  return lastMs;
}

async function refuseOldServer(client: Client): Promise<void> {
  const { rows } = await client.query<{ server_version_num: string }>('show server_version_num');
  const version = Math.floor(Number(rows[0]?.server_version_num) / 10_000);
  if (version >= LEAST_VERSION) return;
  throw new SubcamError(
    'storage',
    `The server is Postgres ${version}, and Subcam needs ${LEAST_VERSION} or newer: update it, or name another in DATABASE_URL (store.url). Nothing has been changed.`,
  );
}

/** null: nothing has been migrated here. */
async function lastMigrationMs(client: Client): Promise<number | null> {
  const table = `${SCHEMA_NAME}.${MIGRATIONS_TABLE}`;
  const there = await client.query<{ found: boolean }>('select to_regclass($1) is not null as found', [table]);
  if (there.rows[0]?.found !== true) return null;
  const last = await client.query<{ last: string | null }>(`select max(created_at) as last from ${table}`);
  const ms = last.rows[0]?.last ?? null;
  return ms === null ? null : Number(ms);
}
