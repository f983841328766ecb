// Commits whose answer never came, on a real server: which of them were made.
import { Pool } from 'pg';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { testDatabase, type TestDatabase } from '../testing/postgres-server.ts';
import { begin, transactionOutcome } from './transaction-outcome.ts';

let database: TestDatabase;
let pool: Pool;

beforeEach(async () => {
  database = await testDatabase();
  pool = new Pool({ connectionString: database.url });
  // The database may go before its last connection has.
  pool.on('error', () => undefined);
});

afterEach(async () => {
  await pool.end();
  await database[Symbol.asyncDispose]();
});

it.each(['commit', 'rollback'] as const)('a transaction is known by its id after its %s', async (end) => {
  const client = await pool.connect();
  const transaction = await begin(client);
  await client.query(end);
  client.release();
  expect(await transactionOutcome(pool, () => false).isCommitted(transaction)).toBe(end === 'commit');
});

it('an id that a server gave before it was started says nothing, since another transaction may have it now', async () => {
  const client = await pool.connect();
  const transaction = await begin(client);
  await client.query('commit');
  client.release();
  const before = { ...transaction, serverStartedAt: String(Number(transaction.serverStartedAt) - 60) };
  expect(await transactionOutcome(pool, () => false).isCommitted(before)).toBe(false);
  // Not even one that no transaction has had yet, which the server refuses to tell of.
  expect(await transactionOutcome(pool, () => false).isCommitted({ ...before, id: '99999999' })).toBe(false);
});
