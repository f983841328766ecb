// subcam db move that is killed (SIGKILL) or stopped (Ctrl-C) in the middle, of an installation that is stopped and of one that runs: nothing is lost, nothing is there twice, and the same command works again.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { beginDatabaseMoveRoute, callRoute, databaseMoveRoute, dataSessionsRoute } from '@subcam/shared/http';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openStore } from '../store/index.ts';
import { startDaemonChild, type DaemonChild } from '../testing/daemon-child.ts';
import { testDatabase, type TestDatabase } from '../testing/postgres-server.ts';
import { writeTalk } from '../testing/stored-talk.ts';
import { runCli } from './main.ts';
import { recordingTerminal } from './testing/recording-terminal.ts';

const PROGRAM = path.join(import.meta.dirname, '..', '..', 'bin', 'subcam.mjs');

/** So many that a copy is still under way when its first tables are told. */
const FINALS = 2_500;

let home: string;
let file: string;
let database: TestDatabase;

beforeEach(async () => {
  home = await mkdtemp(path.join(tmpdir(), 'subcam-killed-move-'));
  file = path.join(home, 'subcam.db');
  database = await testDatabase();
  await mkdir(home, { recursive: true });
  const store = await openStore({ file });
  await writeTalk(store, { sessionId: 'short' });
  const record = await store.record('short');
  const [final] = record?.finals ?? [];
  const [capture] = record?.captures ?? [];
  if (record === null || final === undefined || capture === undefined) throw new Error('The talk was not stored.');
  const captureId = 'long-tab';
  await store.importSession({
    ...record,
    session: { ...record.session, sessionId: 'long' },
    captures: [{ ...capture, captureId }],
    finals: Array.from({ length: FINALS }, (_, index) => {
      const later = { firstSample: index * 32_000, endSample: index * 32_000 + 16_000, speechEndSample: index * 32_000 + 16_000 };
      return { ...final, ...later, captureId, text: `Sentence ${index}.`, startedAtMs: capture.startedAtMs + index * 2_000 };
    }),
  });
  await store.close();
});

afterEach(async () => {
  await database[Symbol.asyncDispose]();
  await rm(home, { recursive: true });
});

/** As a program of its own, which gets the signal when it tells of the table. */
async function moveUntil(table: string, signal: 'SIGINT' | 'SIGKILL', argv: readonly string[] = []) {
  const child = spawn(process.execPath, [PROGRAM, 'db', 'move', '--to', database.url, ...argv], {
    env: { ...process.env, SUBCAM_HOME: home, SUBCAM_PORT: '9' },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const said: string[] = [];
  createInterface({ input: child.stderr }).on('line', (line) => {
    said.push(line);
    if (line.startsWith(`${table}:`)) child.kill(signal);
  });
  const [code, killedBy] = (await once(child, 'close')) as [number | null, string | null];
  return { code, killedBy, said: said.join('\n') };
}

async function run(...argv: readonly string[]) {
  const terminal = recordingTerminal({ PATH: '', HOME: home, SUBCAM_HOME: home, SUBCAM_PORT: '9' });
  const code = await runCli(argv, terminal);
  return { code, out: terminal.outLines.join('\n'), said: terminal.saidLines.join('\n') };
}

const finalsOnServer = () => database.query('select count(*)::int as finals from subcam.transcripts');

/** What a daemon of before the move goes on with. */
async function saidSince(sessionId: string): Promise<void> {
  const store = await openStore({ file, isDaemon: true });
  await writeTalk(store, { sessionId });
  await store.deleteSession('short');
  await store.close();
}

it('a stopped installation is moved by the same command again, though more was said and deleted since', async () => {
  expect(await moveUntil('captures', 'SIGKILL')).toMatchObject({ killedBy: 'SIGKILL' });
  expect(await run('db', 'status')).toMatchObject({ code: 0, out: `${file}: up to date.` });
  await saidSince('more');
  expect(await moveUntil('transcripts', 'SIGKILL')).toMatchObject({ killedBy: 'SIGKILL' });
  await saidSince('still-more');
  const stopped = await moveUntil('transcripts', 'SIGINT');
  expect(stopped).toMatchObject({ code: 130, said: expect.stringContaining('Stopped. The file has everything') as string });
  expect(await run('db', 'status')).toMatchObject({ code: 0, out: `${file}: up to date.` });

  const moved = await run('db', 'move', '--to', database.url);
  expect(moved).toMatchObject({ code: 0, out: expect.stringContaining(`To remove it: rm ${file}`) as string });
  expect((await run('db', 'status')).out).toBe(`localhost/${database.name}: up to date.`);
  expect(await finalsOnServer()).toEqual([{ finals: FINALS + 6 }]);
  expect(await database.query('select session_id as id from subcam.sessions order by id')).toEqual(
    ['long', 'more', 'still-more'].map((id) => ({ id })),
  );
  expect((await run('sessions', 'search', 'annual')).out.split('\n')).toHaveLength(2);
  expect((await run('sessions', 'search', '"Sentence 2499"')).out.split('\n')).toHaveLength(1);
});

it('a running installation goes on with its file, or with the server once everything is there, and is moved by the same command again', async () => {
  const env = { SUBCAM_STT: 'whisper-service', SUBCAM_TRANSLATOR: 'none', XDG_CONFIG_HOME: home };
  let daemon: DaemonChild = await startDaemonChild(home, { env });
  const stored = async (): Promise<readonly unknown[]> =>
    (await callRoute(daemon, dataSessionsRoute, { query: {} })).sessions.map((session) => [session.session_id, session.transcripts]);
  const all = [
    ['short', 3],
    ['long', FINALS],
  ];
  try {
    await callRoute(daemon, beginDatabaseMoveRoute, { body: { url: database.url } });
    await expect
      .poll(
        async () => {
          const state = await callRoute(daemon, databaseMoveRoute, {});
          return 'tables' in state ? state.tables.length : 0;
        },
        { interval: 5, timeout: 10_000 },
      )
      .toBeGreaterThan(3);
    await daemon.kill();
    expect(await run('db', 'status')).toMatchObject({ out: `${file}: up to date.` });
    daemon = await startDaemonChild(home, { env });
    expect(await stored()).toEqual(all);

    const at = ['--daemon', daemon.url, '--token-file', path.join(home, 'token')];
    const stopped = await moveUntil('sessions', 'SIGINT', at);
    expect(stopped).toMatchObject({ code: 130, said: expect.stringContaining('Stopped. The file has everything') as string });
    expect(await callRoute(daemon, databaseMoveRoute, {})).toMatchObject({ status: 'failed', code: 'aborted' });
    expect(await finalsOnServer()).toEqual([{ finals: 0 }]);

    expect(await run('db', 'move', '--to', database.url, ...at)).toMatchObject({ code: 0 });
    await daemon.kill();
    expect((await run('db', 'status')).out).toBe(`localhost/${database.name}: up to date.`);
    daemon = await startDaemonChild(home, { env });
    expect(await stored()).toEqual(all);
    expect(await finalsOnServer()).toEqual([{ finals: FINALS + 3 }]);
  } finally {
    await daemon.kill();
  }
});
