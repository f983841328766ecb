// What people do to the data while a meeting streams: they delete its session, which ends it first, or move the database, which nobody in it notices.
import path from 'node:path';
import { stat } from 'node:fs/promises';
import type { TimelineEntry } from '@subcam/shared';
import {
  callRoute,
  configRoute,
  databaseMoveRoute,
  dataSessionsRoute,
  exportSessionRoute,
  importSessionsRoute,
  type SessionDocument,
} from '@subcam/shared/http';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { runCli } from './main.ts';
import { recordingTerminal } from './testing/recording-terminal.ts';
import { loadConfig } from '../config/index.ts';
import { openStore } from '../store/index.ts';
import { startDaemonBetweenServices, type DaemonBetweenServices } from '../testing/daemon-between-services.ts';
import { testDatabase, type TestDatabase } from '../testing/postgres-server.ts';
import { json } from '../testing/scripted-service.ts';
import { join, pause, speak } from '../testing/spoken-text.ts';
import { startSteadyClient } from '../testing/steady-client.ts';
import { wordsInFiles } from '../testing/words-in-files.ts';

/** As many seconds of sound as the move is tried in. */
const SENTENCES = 9;

let between: DaemonBetweenServices;
let database: TestDatabase;
let sound: Int16Array;
const shown: string[] = [];
/** Said in the session that is deleted. */
const SECRETS = ['quokkaxyl', 'zephyrwort'];
let secret = '';

beforeAll(async () => {
  database = await testDatabase();
  between = await startDaemonBetweenServices({
    // What is read is known by its length, so that each segment has words of its own.
    whisper: ({ body }) => json({ text: `These are ${body.length} ${secret}bytes.`, language: 'en' }),
    translation: ({ body }) =>
      json({ translated_text: `Son ${/\d+/u.exec(body)?.[0] ?? 'otros'} ${body.includes('quokkaxyl') ? 'zephyrwort ' : ''}bytes.` }),
    onEvent: (event) => {
      if (event.type === 'final') shown.push(event.transcript.text);
    },
  });
  const spoken = await speak('We live in the old house by the river.');
  sound = join(Array.from({ length: SENTENCES }, (_, index) => [spoken.subarray(index * 400), pause(700 + 20 * index)]).flat());
});

afterAll(async () => {
  await between.close();
  await database[Symbol.asyncDispose]();
});

async function run(argv: readonly string[]) {
  const data = path.join(between.folder, 'data');
  const terminal = recordingTerminal({ PATH: '', HOME: between.folder, SUBCAM_HOME: data });
  const code = await runCli([...argv, '--daemon', between.daemon.url, '--token-file', path.join(data, 'token')], terminal);
  return { code, out: terminal.outLines.join('\n'), said: terminal.saidLines.join('\n') };
}

function talk(sessionId: string, speed: number) {
  const { daemon } = between;
  return startSteadyClient({ url: () => daemon.url, token: daemon.token, sessionId, sound, speed });
}

const told = ({ transcript: { firstSample, endSample, text }, translations }: Pick<TimelineEntry, 'transcript' | 'translations'>) => ({
  firstSample,
  endSample,
  text,
  es: translations['es'],
});

it('a session that runs is refused, or with --end ended and deleted: its client is told and does not come back, and no file has a word of it', async () => {
  secret = 'quokkaxyl ';
  const client = talk('deleted', 6);
  const over = expect(client.account).rejects.toMatchObject({
    code: 'session-unknown',
    message: expect.stringContaining('begin a new one') as string,
  });
  await expect.poll(() => shown.length, { timeout: 10_000, interval: 10 }).toBeGreaterThan(1);
  const refused = await run(['sessions', 'delete', 'deleted']);
  expect(refused).toMatchObject({ code: 2, out: '', said: expect.stringContaining('--end') as string });
  expect((await wordsInFiles(between.folder, SECRETS)).found).toEqual(SECRETS);
  const before = shown.length;
  const deleted = await run(['sessions', 'delete', 'deleted', '--end']);
  expect(deleted).toMatchObject({
    code: 0,
    out: expect.stringMatching(/^1 session deleted: \d+ utterances, \d+ translations\.$/u) as string,
  });
  await over;
  expect(client.connections).toBe(1);
  await expect(talk('deleted', 6).account).rejects.toMatchObject({ code: 'session-unknown' });
  // It was ended in the middle, and what had been sent was read before.
  expect(shown.length).toBeGreaterThanOrEqual(before);
  expect(shown.length).toBeLessThan(SENTENCES - 1);
  expect((await wordsInFiles(between.folder, SECRETS)).found).toEqual([]);
  expect((await run(['sessions', 'list'])).out).toBe('');
  secret = '';
});

it('moves while sound streams; each final is there once, and the next start opens the server', async () => {
  const { daemon, folder } = between;
  expect(await talk('calm', 8).account).toMatchObject({ lostSamples: 0 });
  const calmShown = shown.length;
  const calm = JSON.stringify(await callRoute(daemon, exportSessionRoute, { params: { id: 'calm' } }));
  const other = calm.replaceAll('calm', 'other').replaceAll('These are', 'quokkaxyl are').replaceAll('Son ', 'zephyrwort ');
  await callRoute(daemon, importSessionsRoute, { body: JSON.parse(other) as SessionDocument });
  const client = talk('moved', 6);
  await expect.poll(() => shown.length, { timeout: 10_000, interval: 10 }).toBeGreaterThan(calmShown + 2);
  const moved = await run(['db', 'move', '--to', database.url]);
  const duringMove = shown.length;
  expect(moved).toMatchObject({ code: 0, out: expect.stringContaining('rows are on the server. The daemon works with it now') as string });
  expect(moved.said).toContain('transcripts: ');
  expect(moved.said).toMatch(/Writes waited \d+ ms for it; nothing was lost/u);
  expect(await client.account).toMatchObject({ capturedSamples: sound.length, ackedSamples: sound.length, lostSamples: 0, gaps: [] });
  expect(client.connections).toBe(1);
  expect((await wordsInFiles(folder, SECRETS)).found).toEqual(SECRETS);
  expect(await run(['sessions', 'delete', 'other'])).toMatchObject({ code: 0 });
  // The file that was worked with before has lost them, too.
  expect((await wordsInFiles(folder, SECRETS)).found).toEqual([]);
  // It was moved in the middle.
  expect(duringMove).toBeLessThan(shown.length);
  expect(await callRoute(daemon, databaseMoveRoute, {})).toMatchObject({
    status: 'done',
    place: `localhost/${database.name}`,
    oldFile: path.join(folder, 'data', 'subcam.db'),
  });
  const { settings } = await callRoute(daemon, configRoute, {});
  const url = settings.find(({ key }) => key === 'store.url');
  expect(url).toMatchObject({ value: '•••', source: { layer: 'stored' } });
  expect(url).not.toHaveProperty('atNextStart');
  await expect
    .poll(async () =>
      (await callRoute(daemon, dataSessionsRoute, { query: {} })).sessions.filter((session) => session.closed_timestamp === null),
    )
    .toEqual([]);
  await daemon.close();

  const config = await loadConfig(process.env, { dataDir: path.join(folder, 'data') });
  expect(config.store.url).toBe(database.url);
  const server = await openStore({ file: config.databaseFile, url: config.store.url });
  const file = await openStore({ file: config.databaseFile });
  try {
    const [stillCalm, disturbed] = await Promise.all(['calm', 'moved'].map(async (id) => (await server.transcripts(id)).map(told)));
    expect(stillCalm?.length).toBeGreaterThanOrEqual(SENTENCES - 1);
    expect(disturbed).toEqual(stillCalm);
    expect(stillCalm?.every(({ es }) => es?.startsWith('Son '))).toBe(true);
    const left = await file.transcripts('moved');
    expect(left.length).toBeGreaterThan(0);
    expect(left.length).toBeLessThan(disturbed?.length ?? 0);
  } finally {
    await Promise.all([server.close(), file.close()]);
  }
  expect((await stat(config.settingsFile)).mode & 0o777).toBe(0o600);
});
