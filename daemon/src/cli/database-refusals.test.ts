// subcam up on a database that it can't use: a sentence that says what to do, and exit code 2.
import { chmod, chown, mkdtemp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
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
  expect(terminal.saidLines.join('')).toContain(`Another daemon works on the data directory ${home}, where`);
});

/** Every file in the data directory, with what is in it. */
async function folderBytes(): Promise<Readonly<Record<string, string>>> {
  const names = (await readdir(home, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile());
  const read = names.map(async ({ parentPath, name }) => [name, (await readFile(path.join(parentPath, name))).toString('base64')] as const);
  return Object.fromEntries(await Promise.all(read));
}

describe('a second daemon in the data directory of one', () => {
  async function openOne(env: Readonly<Record<string, string>>) {
    const config = await loadConfig({ HOME: home, SUBCAM_HOME: home, ...env });
    const { store, moveTo } = await openConfiguredStore(config, { isDaemon: true, clock: systemClock });
    return { moveTo, [Symbol.asyncDispose]: () => store.close() };
  }

  /** Whatever the second one would do with what is said. */
  async function expectEachRefused(otherServer: string): Promise<void> {
    // The token is made before, by the first one.
    await writeFile(path.join(home, 'token'), 'subcam_0123456789abcdef_0123456789abcdef0123456789abcdef\n', { mode: 0o600 });
    const before = await folderBytes();
    for (const [argv, env] of [
      [['up'], {}],
      [['up', '--no-store'], {}],
      [['up'], { DATABASE_URL: otherServer }],
    ] as const) {
      const terminal = terminalOf(env);
      expect([argv, await runCli([...argv], terminal)]).toEqual([argv, 2]);
      expect(terminal.saidLines.join('')).toContain(
        `Another daemon works on the data directory ${home}, where its token, its settings and its port are: stop it first, or name another data directory (--data-dir). Nothing has been changed.`,
      );
    }
    expect(await folderBytes()).toEqual(before);
  }

  test('that keeps nothing', async () => {
    await using other = await testDatabase();
    await using _first = await openOne({ SUBCAM_STORE_MODE: 'memory' });
    await expectEachRefused(other.url);
  });

  test('that works with a server, also after everything was moved there from the file', async () => {
    await using server = await testDatabase();
    await using other = await testDatabase();
    {
      await using _first = await openOne({ DATABASE_URL: server.url });
      await expectEachRefused(other.url);
    }
    await using empty = await testDatabase();
    await using moving = await openOne({});
    const move = { url: empty.url, signal: new AbortController().signal, onTable: () => undefined, keep: async () => undefined };
    expect(await moving.moveTo?.(move)).toMatchObject({ rows: 0 });
    await expectEachRefused(other.url);
  });
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

test('a folder in which nothing may be written, of which everything stays as it is', async () => {
  await aDatabase();
  await writeFile(path.join(home, 'token'), 'subcam_0123456789abcdef_0123456789abcdef0123456789abcdef\n', { mode: 0o600 });
  await chmod(home, 0o555);
  // Root may write everywhere.
  const isRoot = process.getuid?.() === 0;
  if (isRoot) {
    for (const name of [home, ...(await readdir(home)).map((one) => path.join(home, one))]) await chown(name, 65_534, 65_534);
    process.seteuid?.(65_534);
  }
  const before = await folderBytes();
  try {
    for (const argv of [['up'], ['db', 'migrate'], ['sessions', 'delete', 'abc-1111'], ['db', 'backup']]) {
      const terminal = terminalOf({ SUBCAM_PORT: argv[0] === 'up' ? '0' : '9' });
      const code = await runCli(argv, terminal);
      expect([argv, code, terminal.saidLines.join('')]).toEqual([argv, 2, expect.stringMatching(/writable|give its folder/u)]);
    }
    expect(await folderBytes()).toEqual(before);
  } finally {
    if (isRoot) process.seteuid?.(0);
    await chmod(home, 0o755);
  }
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
