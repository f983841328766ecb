// A conversation through the real engines: what viewers are told of it keeps the reading contract.
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { SessionEvent } from '@subcam/shared';
import { PROTOCOL_VERSION, SUBTITLES_NAMESPACE } from '@subcam/shared/wire';
import { io, type Socket } from 'socket.io-client';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { startDaemon } from './compose.ts';
import { loadConfig } from './config/index.ts';
import { silentLog } from './telemetry/index.ts';
import { sessionBreaches } from './testing/reading-contract.ts';
import { lastStableAndFinal, stableTranslationBreaches } from './testing/stable-translations.ts';
import { join, pause, speak } from './testing/spoken-text.ts';
import { startSteadyClient } from './testing/steady-client.ts';

/** How late timers and engines on a busy machine may take a cue away; that they do at all is checked. */
const LATENESS_MS = 2_000;

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'subcam-reading-'));
});

afterEach(() => rm(folder, { recursive: true }));

it('a speaker who hardly pauses is read in blocks, nothing is taken away unread, and nothing that was said to stand changes', async () => {
  // By the word, what is stable is the most, and the hardest to keep.
  const env = { ...process.env, SUBCAM_TRANSLATOR_PARTIALS_STABLE_UNIT: 'word' };
  const config = await loadConfig(env, { dataDir: path.join(folder, 'data'), port: 0, sttWorkers: 1 });
  const daemon = await startDaemon(config, { log: silentLog });
  const events: SessionEvent[] = [];
  const reader: Socket = io(`${daemon.url}${SUBTITLES_NAMESPACE}`, {
    auth: { token: daemon.token, protocolVersion: PROTOCOL_VERSION, client: 'a reader' },
    transports: ['websocket'],
  });
  try {
    reader.on('event', (event: SessionEvent) => events.push(event));
    await once(reader as never, 'connect');
    await reader.emitWithAck('subscribe', { sessionId: '*' });
    const sentences = [
      'The house near the river is red, and the garden behind it is very old.',
      'Nobody has lived there for the last ten years, as far as we know.',
      'Yes.',
      'We should ask the people in the village what they think about it before the winter comes.',
      'They have the keys.',
    ];
    const spoken = await Promise.all(sentences.map((sentence) => speak(sentence)));
    const sound = join([pause(500), ...spoken.flatMap((one) => [one, pause(700)]), pause(16_000)]);
    const client = startSteadyClient({
      url: () => daemon.url,
      token: daemon.token,
      sessionId: 'talk',
      sound,
      speed: 1,
      targetLanguages: ['pt', 'es'],
    });
    expect(await client.account).toMatchObject({ lostSamples: 0 });
  } finally {
    reader.disconnect();
    await daemon.close();
  }

  expect(sessionBreaches(events, { latenessMs: LATENESS_MS })).toEqual([]);
  const updates = events.flatMap((event) => (event.type === 'cue' ? [event.update] : []));
  const cues = updates.flatMap((update) => (update.type === 'upsert' ? [update.cue] : []));
  expect(cues.filter(({ status }) => status === 'partial').length).toBeGreaterThan(3);
  expect(cues.some(({ continuesCueId }) => continuesCueId !== null)).toBe(true);
  expect(cues.some(({ translations }) => translations['es'] !== undefined)).toBe(true);
  expect(stableTranslationBreaches(events)).toEqual([]);
  const kept = lastStableAndFinal(events);
  expect(kept.every(({ stable, final }) => final.startsWith(stable))).toBe(true);
  expect(kept.some(({ stable }) => stable !== '')).toBe(true);
  expect(updates.some(({ type }) => type === 'remove')).toBe(true);
});
