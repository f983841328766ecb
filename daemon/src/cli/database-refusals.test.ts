// subcam up on a database that it can't use: a sentence that says what to do, and exit code 2.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openStore } from '../store/index.ts';
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
