// subcam up on a database that it can't use: a sentence that says what to do, and exit code 2.
import { mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { systemClock } from '@subcam/shared';
import { loadConfig } from '../config/index.ts';
import { openConfiguredStore, openStore } from '../store/index.ts';
import { oldServer } from '../testing/old-server.ts';
import { writeTalk } from '../testing/stored-talk.ts';
import { GUARDED, testDatabase } from '../testing/postgres-server.ts';
import { runCli } from './main.ts';
import { recordingTerminal, type RecordingTerminal } from './testing/recording-terminal.ts';

let home: string;

beforeEach(async () => {
  home = await mkdtemp(path.join(tmpdir(), 'subcam-database-'));
});

afterEach(() => rm(home, { recursive: true }));

function terminalOf(env: Readonly<Record<string, string>> = {}): RecordingTerminal {
  return recordingTerminal({ HOME: home, PATH: '', SUBCAM_HOME: home, SUBCAM_PORT: '0', SUBCAM_LOG: 'silent', ...env });
}

test('a second daemon on the same file', async () => {
  const first = await openStore({ file: path.join(home, 'subcam.db'), isDaemon: true });
  const terminal = terminalOf();
  try {
    expect(await runCli(['up'], terminal)).toBe(2);
  } finally {
    await first.close();
  }
  expect(terminal.saidLines.join('')).toContain(`Another daemon works on ${path.join(home, 'subcam.db')}: stop it first`);
});

test('a second daemon in the folder of one that keeps nothing, and one that keeps nothing beside another', async () => {
  const { store } = await openConfiguredStore(await loadConfig({ HOME: home, SUBCAM_HOME: home, SUBCAM_STORE_MODE: 'memory' }), {
    isDaemon: true,
    clock: systemClock,
  });
  try {
    for (const argv of [['up'], ['up', '--no-store']]) {
      const terminal = terminalOf();
      expect(await runCli(argv, terminal)).toBe(2);
      expect(terminal.saidLines.join('')).toContain('stop it first, or name another data directory (--data-dir)');
    }
  } finally {
    await store.close();
  }
  const first = await openStore({ file: path.join(home, 'subcam.db'), isDaemon: true });
  const terminal = terminalOf();
  expect(await runCli(['up', '--no-store'], terminal)).toBe(2);
  await first.close();
  expect(terminal.saidLines.join('')).toContain(`Another daemon works on ${path.join(home, 'subcam.db')}`);
});

/** The database and its log, byte by byte. Who looks into a file leaves an empty log and SQLite's shared memory beside it, in which nothing is kept. */
async function databaseBytes(): Promise<readonly string[]> {
  const read = async (name: string) => (await readFile(path.join(home, name)).catch(() => Buffer.alloc(0))).toString('base64');
  return Promise.all(['subcam.db', 'subcam.db-wal'].map(read));
}

async function aDatabase(change: (client: Database.Database) => void = () => undefined): Promise<void> {
  const file = path.join(home, 'subcam.db');
  const store = await openStore({ file });
  await writeTalk(store, { sessionId: 'abc-1111' });
  await store.close();
  const client = new Database(file);
  change(client);
  client.pragma('wal_checkpoint(truncate)');
  client.close();
}

/** Whatever asks: the daemon, a look at what was said, a backup, a move. */
const ASKED = [['up'], ['sessions', 'list'], ['sessions', 'delete', 'abc-1111'], ['db', 'status'], ['db', 'migrate'], ['db', 'backup']];

async function expectRefused(
  asked: readonly (readonly string[])[],
  said: RegExp,
  env: Readonly<Record<string, string>> = {},
): Promise<void> {
  const before = await databaseBytes();
  for (const argv of asked) {
    const terminal = terminalOf({ ...env, SUBCAM_PORT: argv[0] === 'up' ? '0' : '9' });
    expect([argv, await runCli([...argv], terminal), terminal.saidLines.join('')]).toEqual([argv, 2, expect.stringMatching(said)]);
  }
  expect((await databaseBytes()).join('|') === before.join('|')).toBe(true);
}

test('a file of a newer version, which stays as it is', async () => {
  await aDatabase((client) => client.exec("insert into __drizzle_migrations (hash, created_at) values ('later', 9999999999999)"));
  await expectRefused(ASKED, /newer version of Subcam/u);
});

test('a file that was cut off, which stays as it is', async () => {
  await aDatabase();
  await truncate(path.join(home, 'subcam.db'), 3 * 4096);
  await expectRefused(ASKED, /The database is damaged: move the file away/u);
});

test('a Postgres of version 12, which is asked for its version and nothing else', async () => {
  await using server = await oldServer(home);
  await aDatabase();
  const address = `postgres://subcam@localhost/meetings?host=${encodeURIComponent(home)}`;
  await expectRefused(ASKED, /The server is Postgres 12, and Subcam needs 13 or newer: update it/u, { DATABASE_URL: address });
  await expectRefused([['db', 'move', '--to', address]], /The server is Postgres 12/u);
  expect(new Set(server.asked)).toEqual(new Set(['show server_version_num']));
});

test('a file that is something else', async () => {
  await writeFile(path.join(home, 'subcam.db'), 'a letter to my grandmother '.repeat(400));
  const terminal = terminalOf();
  expect(await runCli(['up'], terminal)).toBe(2);
  expect(terminal.saidLines.join('')).toContain('The file is no SQLite database: move it away');
});

test('a wrong password, which is not repeated', async () => {
  await using database = await testDatabase();
  const terminal = terminalOf({ DATABASE_URL: database.urlFor({ user: GUARDED.user, password: 'sesame' }) });
  expect(await runCli(['up'], terminal)).toBe(2);
  const said = terminal.saidLines.join('');
  expect(said).toContain('The server refuses this user: mend the name and the password in DATABASE_URL');
  expect(said).not.toContain('sesame');
});

test('an address of another kind of server, which is not repeated', async () => {
  const terminal = terminalOf({ DATABASE_URL: 'mysql://root:sesame@localhost/meetings' });
  expect(await runCli(['up'], terminal)).toBe(2);
  const said = terminal.saidLines.join('');
  expect(said).toContain('DATABASE_URL must be the address of a Postgres database, as postgres://USER:PASSWORD@HOST/DATABASE');
  expect(said).not.toContain('sesame');
});
