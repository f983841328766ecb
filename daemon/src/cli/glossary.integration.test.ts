// subcam glossary and a daemon that runs: a term that is added counts for what is said from then on, and one that is removed no more.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { SessionEvent } from '@subcam/shared';
import { startDaemonBetweenServices, type DaemonBetweenServices } from '../testing/daemon-between-services.ts';
import { json } from '../testing/scripted-service.ts';
import { join, pause, speak } from '../testing/spoken-text.ts';
import { startSteadyClient } from '../testing/steady-client.ts';
import { runCli } from './main.ts';
import { recordingTerminal } from './testing/recording-terminal.ts';

let folder: string;
let between: DaemonBetweenServices;
let sound: Int16Array;
const events: SessionEvent[] = [];
const asked: string[] = [];

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'subcam-glossary-'));
  between = await startDaemonBetweenServices({
    whisper: ({ field }) => json({ text: 'The standup of Harbor is good.', language: field('language') }),
    translation: ({ body }) => {
      const { text } = JSON.parse(Buffer.from(body, 'latin1').toString('utf8')) as { text: string };
      asked.push(text);
      return json({ translated_text: text.replace('The', 'La').replace('Harbor', 'Puerto').replace('good', 'buena') });
    },
    onEvent: (event) => events.push(event),
  });
  await writeFile(path.join(folder, 'token'), between.daemon.token);
  sound = join([pause(200), await speak('The standup of Harbor is good.'), pause(700)]);
});

afterAll(async () => {
  await between.close();
  await rm(folder, { recursive: true });
});

async function glossary(...argv: string[]) {
  const terminal = recordingTerminal({ ...process.env, SUBCAM_HOME: path.join(folder, 'another') });
  const code = await runCli(['glossary', ...argv, '--daemon', between.daemon.url, '--token-file', path.join(folder, 'token')], terminal);
  return { code, out: terminal.outLines.join('\n'), said: terminal.saidLines.join('\n') };
}

/** What becomes of one sentence in a session of its own. */
async function translated(sessionId: string): Promise<readonly string[]> {
  const { url, token } = between.daemon;
  await startSteadyClient({ url: () => url, token, sessionId, sound, speed: 8, pace: 'file' }).account;
  const finals = (): readonly string[] =>
    events.flatMap((event) =>
      event.sessionId === sessionId && event.type === 'translation' && event.translation.status === 'final' ? [event.translation.text] : [],
    );
  await expect.poll(finals, { timeout: 5_000 }).toHaveLength(1);
  return finals();
}

test('a term counts as soon as it is added, through the daemon, until it is removed', async () => {
  expect(await translated('before')).toEqual(['La standup of Puerto is buena.']);
  expect(await glossary('add', 'en-es', 'standup', 'reunión diaria')).toMatchObject({ code: 0, out: '1 added; the glossary has 1 term' });
  expect(await glossary('add', 'en-*', 'Harbor')).toMatchObject({ code: 0 });
  expect(await translated('with-terms')).toEqual(['La reunión diaria of Harbor is buena.']);
  // The service loses a name that it knows, and is asked once more.
  expect(asked.slice(-2)).toEqual(['The Reunión Diaria of Harbor is good.', 'The Reunión Diaria of Xqbb is good.']);
  expect(await glossary('rm', 'en-es', 'standup')).toMatchObject({ code: 0 });
  expect(await translated('after')).toEqual(['La standup of Harbor is buena.']);
  expect(JSON.parse((await glossary('list', '--json')).out)).toMatchObject({ daemonUrl: between.daemon.url, terms: [{ pair: 'en-*' }] });
});

test('what the daemon refuses is said as it says it, with exit code 2', async () => {
  expect(await glossary('add', 'en', 'x')).toMatchObject({ code: 2, said: expect.stringContaining('no pair of languages') as string });
});
