// A move to a server that may be killed at any moment -> a note on the server for as long as it is under way: what it left is known, and removed by the next one.
import { Client } from 'pg';
import { SCHEMA_NAME } from './schema.postgres.ts';

/** A table without columns. It is there while a move is under way, and after one that was killed. */
const NOTE = `${SCHEMA_NAME}.move_under_way`;

/**
 * On a connection of the only daemon there, whose tables have been made. Rows beside a note are copies that no daemon has worked with, of a file that still has
 * them: they are removed. Rows without a note stay, and none is made.
 */
export async function beginMoveTo(client: Client, migrationsTable: string): Promise<void> {
  const { rows: notes } = await client.query<{ there: boolean }>('select to_regclass($1) is not null as there', [NOTE]);
  if (notes[0]?.there === true) {
    const { rows: tables } = await client.query<{ name: string }>(
      `select format('%I.%I', schemaname, tablename) as name from pg_tables where schemaname = $1 and tablename <> $2`,
      [SCHEMA_NAME, migrationsTable],
    );
    await client.query(`truncate ${tables.map(({ name }) => name).join(', ')} restart identity cascade`);
    return;
  }
  const { rows: sessions } = await client.query<{ there: boolean }>(`select exists (select from ${SCHEMA_NAME}.sessions) as there`);
  if (sessions[0]?.there === false) await client.query(`create table ${NOTE} ()`);
}

/** What is there is the server's own from now on. */
export async function forgetMove(client: Client): Promise<void> {
  await client.query(`drop table if exists ${NOTE}`);
}

/** As `forgetMove`, once what the next start opens is the server. Never rejects: whoever opens it as a daemon forgets it, too. */
export async function endMoveTo(url: string, connectionTimeoutMillis: number): Promise<void> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis });
  client.on('error', () => undefined);
  await Promise.allSettled([client.connect().then(() => forgetMove(client))]);
  await Promise.allSettled([client.end()]);
}
