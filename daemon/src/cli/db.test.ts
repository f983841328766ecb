// subcam db: where what was said is kept, and a move to a server.
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openStore } from '../store/index.ts';
import { GUARDED, testDatabase } from '../testing/postgres-server.ts';
import { writeTalk } from '../testing/stored-talk.ts';
import { wordsInFiles } from '../testing/words-in-files.ts';
import { runCli } from './main.ts';
import { recordingTerminal } from './testing/recording-terminal.ts';

let home: string;
let file: string;

beforeEach(async () => {
  home = await mkdtemp(path.join(tmpdir(), 'subcam db-'));
  file = path.join(home, 'subcam.db');
});

afterEach(() => rm(home, { recursive: true }));

async function db(argv: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const terminal = recordingTerminal({ HOME: home, PATH: '', SUBCAM_HOME: home, ...env });
  const code = await runCli(['db', ...argv], terminal);
  return { code, out: terminal.outLines.join('\n'), said: terminal.saidLines.join('\n') };
}

test('a file that is not there is said, and not made', async () => {
  expect(await db([])).toMatchObject({ code: 0, out: `${file}: not made yet; the next start of the daemon makes it.` });
  expect(await readdir(home)).toEqual([]);
  expect(await db(['move', '--to', 'postgres://localhost/x'])).toMatchObject({
    code: 2,
    said: `There is nothing to move: ${file} has not been made yet.`,
  });
});

test('a file moves to a server, whose address is not repeated', async () => {
  await using database = await testDatabase();
  expect((await db(['migrate'])).out).toBe(`${file}: up to date.`);
  expect(JSON.parse((await db(['status', '--json'])).out)).toEqual({ place: file, isMade: true, pendingMigrations: 0, oldFile: null });
  const store = await openStore({ file });
  await writeTalk(store, { sessionId: 'talk' });
  await store.close();
  const oldFile = `${file} still has everything that was said until it moved; nothing reads it any more. What you delete from now on is deleted from it, too. To remove it: rm '${file}'`;
  expect(await db(['move'])).toMatchObject({ code: 2 });
  expect((await db(['move', '--to', 'mysql://x:sesame@y/z'])).said).toBe(
    '--to must be the address of a Postgres database, as postgres://USER:PASSWORD@HOST/DATABASE.',
  );
  const moved = await db(['move', '--to', database.url]);
  expect(moved).toMatchObject({
    code: 0,
    out: `26 rows are on the server. The next start of the daemon opens it (store.url).\n${oldFile}`,
  });
  const onServer = await db(['status']);
  expect(onServer).toMatchObject({ code: 0, out: `localhost/${database.name}: up to date.`, said: oldFile });
  expect((await wordsInFiles(home, ['annual'])).found).toEqual(['annual']);
  const terminal = recordingTerminal({ HOME: home, PATH: '', SUBCAM_HOME: home, SUBCAM_PORT: '9' });
  expect(await runCli(['sessions', 'delete', 'talk'], terminal)).toBe(0);
  expect((await wordsInFiles(home, ['annual'])).found).toEqual([]);
  expect(JSON.parse((await db(['status', '--json'])).out)).toMatchObject({ isMade: true, oldFile: file });
  expect(await runCli(['sessions', 'delete', '--all', '--yes'], terminal)).toBe(0);
  expect(JSON.parse((await db(['status', '--json'])).out)).toMatchObject({ oldFile: null });
  const refused = await db(['status'], { DATABASE_URL: database.urlFor({ user: GUARDED.user, password: 'sesame' }) });
  expect(refused.code).toBe(2);
  expect(refused.said).toContain('mend the name and the password');
  expect(refused.said).not.toContain('sesame');
});

test('a server that does not answer is said so, and nobody is told that it goes on by itself', async () => {
  await db(['migrate']);
  const { code, said } = await db(['move', '--to', 'postgres://subcam@127.0.0.1:9/x']);
  expect([code, said]).toEqual([
    2,
    'The database failed while it was opened (ECONNREFUSED). The database server does not answer: start it, or mend the network. Then try again.',
  ]);
});

test('a backup is made, and put back in the place of what came later', async () => {
  expect(await db(['backup'])).toMatchObject({ code: 2, said: `There is nothing to back up: ${file} has not been made yet.` });
  await db(['migrate']);
  const made = JSON.parse((await db(['backup', '--json'])).out) as { readonly file: string };
  expect(path.dirname(made.file)).toBe(path.join(home, 'backups'));
  const store = await openStore({ file });
  const languages = { sourceLanguage: 'en', spoken: [], targetLanguages: ['es'], twoWay: false };
  await store.openCapture(
    { sessionId: 'later', meetingUrl: null, client: 'a test', ...languages, openedAtMs: 1_000 },
    { captureId: 'c', sessionId: 'later', source: 'tab', startedAtMs: 1_000, connectionEpoch: 1 },
  );
  await store.close();
  const refused = await db(['restore', made.file]);
  expect([refused.code, refused.said]).toEqual([2, expect.stringContaining('--replace takes the backup') as string]);
  expect(await db(['restore', made.file, '--replace'])).toMatchObject({ code: 0, out: `${file} has what ${made.file} has.` });
  const after = await openStore({ file });
  expect(await after.openSessions()).toEqual([]);
  await after.close();
});

test('a running daemon is to be stopped first', async () => {
  const daemon = await openStore({ file, isDaemon: true });
  try {
    for (const argv of [['migrate'], ['move', '--to', 'postgres://localhost/x']]) {
      const { code, said } = await db(argv);
      expect([code, said]).toEqual([2, expect.stringContaining(`Another daemon works on ${file}: stop it first`) as string]);
    }
    expect((await db(['status'])).out).toBe(`${file}: up to date.`);
  } finally {
    await daemon.close();
  }
});
