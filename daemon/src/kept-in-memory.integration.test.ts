// A daemon that keeps what is said in memory alone: it serves as any other, no file has a word of it, and after the meeting nothing is left where that is set.
import { stat } from 'node:fs/promises';
import path from 'node:path';
import { callRoute, changeConfigRoute, dataSearchRoute, dataSessionsRoute, exportSessionRoute, healthRoute } from '@subcam/shared/http';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startDaemonBetweenServices, type DaemonBetweenServices } from './testing/daemon-between-services.ts';
import { json } from './testing/scripted-service.ts';
import { join, pause, speak } from './testing/spoken-text.ts';
import { startSteadyClient } from './testing/steady-client.ts';
import { wordsInFiles } from './testing/words-in-files.ts';

const SECRETS = ['quokkaxyl', 'zephyrwort'];

let between: DaemonBetweenServices;

beforeAll(async () => {
  between = await startDaemonBetweenServices({
    whisper: () => json({ text: 'My quokkaxyl is here.', language: 'en' }),
    translation: () => json({ translated_text: 'Mi zephyrwort está aquí.' }),
    onEvent: () => undefined,
    env: { SUBCAM_STORE_MODE: 'memory', SUBCAM_STORE_KEEP_CHECK_MS: '1000' },
  });
});

afterAll(() => between.close());

it('words are acknowledged, found and exported, and no file has them', async () => {
  const { daemon } = between;
  const sound = join([pause(200), await speak('Good morning everyone.'), pause(800)]);
  const client = startSteadyClient({ url: () => daemon.url, token: daemon.token, sessionId: 'talk', sound, speed: 20 });
  expect(await client.account).toMatchObject({ lostSamples: 0, ackedSamples: sound.length });
  expect((await callRoute(daemon, dataSearchRoute, { query: { q: 'zephyrwort' } })).hits).toHaveLength(1);
  expect(JSON.stringify(await callRoute(daemon, exportSessionRoute, { params: { id: 'talk' } }))).toContain('quokkaxyl');
  const { files, found } = await wordsInFiles(between.folder, SECRETS);
  expect(found).toEqual([]);
  // It looked at something: the token is there, the database is not.
  expect(files).toBeGreaterThanOrEqual(1);
  await expect(stat(path.join(between.folder, 'data', 'subcam.db'))).rejects.toThrow('ENOENT');
  expect(await callRoute(daemon, healthRoute, {})).toMatchObject({ storeMode: 'memory' });
});

it('after the meeting it is gone, once that is set', async () => {
  const { daemon } = between;
  const left = async () => (await callRoute(daemon, dataSessionsRoute, { query: {} })).sessions.length;
  await expect.poll(left).toBe(1);
  await callRoute(daemon, changeConfigRoute, { body: { set: { 'store.keepDays': 'meeting' } } });
  await expect.poll(left, { timeout: 10_000 }).toBe(0);
});
