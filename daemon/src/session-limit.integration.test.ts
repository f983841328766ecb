// As many sessions as a daemon runs at once: a hundred unless it is set otherwise; one more is refused over its socket and over HTTP, with the setting that says so.
import { io } from 'socket.io-client';
import { callRoute, changeConfigRoute, dataSessionsRoute, type ErrorAnswer } from '@subcam/shared/http';
import { CAPTURE_NAMESPACE, PROTOCOL_VERSION, type Answer } from '@subcam/shared/wire';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startDaemonBetweenServices, type DaemonBetweenServices } from './testing/daemon-between-services.ts';
import { json } from './testing/scripted-service.ts';
import { wavBytes } from './testing/wav-bytes.ts';

let between: DaemonBetweenServices;
const closing: (() => void)[] = [];

beforeAll(async () => {
  between = await startDaemonBetweenServices({
    whisper: () => json({ text: '' }),
    translation: () => json({ translated_text: '' }),
    onEvent: () => undefined,
    env: { SUBCAM_STORE_MODE: 'memory' },
  });
});

afterAll(async () => {
  for (const close of closing) close();
  await between.close();
});

/** A client of its own begins this session; what the daemon says to it. */
async function begin(sessionId: string): Promise<string> {
  const { daemon } = between;
  const socket = io(`${daemon.url}${CAPTURE_NAMESPACE}`, {
    auth: { token: daemon.token, protocolVersion: PROTOCOL_VERSION, client: sessionId },
    transports: ['websocket'],
    reconnection: false,
    forceNew: true,
  });
  closing.push(() => socket.disconnect());
  const languages = { sourceLanguage: 'en', targetLanguages: [] };
  const place = { captureId: `capture-of-${sessionId}`, connectionEpoch: 1, sampleRateHz: 16_000, source: 'tab', startedAtMs: Date.now() };
  const hello = { sessionId, ...place, ...languages, oldestSample: 0, nextSample: 0, meetingUrl: null, pace: 'live' };
  const answer = (await socket.emitWithAck('hello', hello)) as Answer<unknown>;
  return answer.ok ? 'welcome' : `${answer.error.code}: ${answer.error.message}`;
}

it('a hundred run, one more is refused with its reason, and the setting counts at once', async () => {
  const { daemon } = between;
  const many = await Promise.all(Array.from({ length: 100 }, (_, index) => begin(`session-${index}`)));
  expect(new Set(many)).toEqual(new Set(['welcome']));
  const refusal = (most: number) =>
    `session-limit: This daemon runs at most ${most} sessions at once: end one and try again, or raise limits.maxSessions.`;
  expect(await begin('one-more')).toBe(refusal(100));

  const form = new FormData();
  form.set(
    'file',
    new Blob([
      new Uint8Array(
        wavBytes({ encoding: 'integer', bitsPerSample: 16, channels: [Array.from({ length: 8_000 }, () => 0)], sampleRateHz: 16_000 }),
      ),
    ]),
    'silence.wav',
  );
  const headers = { authorization: `Bearer ${daemon.token}` };
  const response = await fetch(`${daemon.url}/api/audio/upload`, { method: 'POST', headers, body: form });
  const { error } = (await response.json()) as ErrorAnswer;
  expect([response.status, `${error.code}: ${error.message}`]).toEqual([429, refusal(100)]);

  await callRoute(daemon, changeConfigRoute, { body: { set: { 'limits.maxSessions': 101 } } });
  expect(await begin('one-more')).toBe('welcome');
  await callRoute(daemon, changeConfigRoute, { body: { set: { 'limits.maxSessions': 2 } } });
  expect(await begin('another')).toBe(refusal(2));
  // Who has begun goes on.
  expect(
    (await callRoute(daemon, dataSessionsRoute, { query: { limit: 1000 } })).sessions.filter(
      ({ closed_timestamp }) => closed_timestamp === null,
    ),
  ).toHaveLength(101);
});
