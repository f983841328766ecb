// A meeting through a whole daemon that logs everything, with much that goes wrong: no word, name, address of a meeting, code or token is in its log.
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { SessionEvent } from '@subcam/shared';
import {
  callRoute,
  changeGlossaryRoute,
  createWebhookRoute,
  listWebhooksRoute,
  testWebhookRoute,
  createTokenRoute,
  linkSessionRoute,
  revokeTokenRoute,
  startPairingRoute,
} from '@subcam/shared/http';
import { CAPTURE_NAMESPACE, PROTOCOL_VERSION, RUNNER_NAMESPACE } from '@subcam/shared/wire';
import { io, type Socket } from 'socket.io-client';
import { createLog } from './telemetry/index.ts';
import { startDaemonBetweenServices, type DaemonBetweenServices } from './testing/daemon-between-services.ts';
import { json } from './testing/scripted-service.ts';
import { join, pause, speak } from './testing/spoken-text.ts';
import { startSteadyClient } from './testing/steady-client.ts';

/** What was said, who said it, where, and what lets somebody in: each is told to the daemon below, in every way that there is. */
const SECRETS = {
  said: 'quarterly figures of Harbor',
  translated: 'cifras trimestrales del puerto',
  name: 'Ana Ferreira',
  bot: 'Caption helper of the board',
  meeting: 'xyz-secret-abc',
  term: 'Project Nightingale',
  key: 'sk-a-key-of-a-service-0123456789',
  packet: 'words of a packet',
  receiver: 'path-of-a-receiver',
} as const;

const lines: string[] = [];
const events: SessionEvent[] = [];
const tokens: string[] = [];
let between: DaemonBetweenServices;

beforeAll(async () => {
  between = await startDaemonBetweenServices({
    whisper: ({ field }) => json({ text: `The ${SECRETS.said} are good.`, language: field('language') }),
    // What is said in French is refused, in a sentence that repeats what was asked.
    translation: ({ body }) =>
      body.includes('"fr"')
        ? json({ detail: `I can't translate ${body}` }, 422)
        : json({ translated_text: `Las ${SECRETS.translated} son buenas.` }),
    onEvent: (event) => events.push(event),
    env: { SUBCAM_LIBRETRANSLATE_API_KEY: SECRETS.key },
    log: createLog({ level: 'trace', destination: { write: (line) => void lines.push(line) } }),
  });
  tokens.push(between.daemon.token);
});

afterAll(() => between.close());

const address = (token = between.daemon.token) => ({ url: between.daemon.url, token });

function connect(namespace: string, auth: Readonly<Record<string, unknown>> = {}): Socket {
  return io(`${between.daemon.url}${namespace}`, {
    auth: { token: between.daemon.token, protocolVersion: PROTOCOL_VERSION, client: 'a test', ...auth },
    transports: ['websocket'],
    reconnection: false,
    forceNew: true,
  });
}

const over = (socket: Socket): Promise<unknown> =>
  new Promise((resolve) => {
    for (const event of ['disconnect', 'connect_error']) socket.on(event, resolve);
  });

/** With names, an address and mistakes that repeat them. */
async function attend(): Promise<void> {
  const capture = connect(CAPTURE_NAMESPACE);
  const hello = {
    sessionId: 'a-session',
    captureId: 'beside',
    connectionEpoch: 1,
    sampleRateHz: 16_000,
    source: 'tab',
    startedAtMs: Date.now(),
    oldestSample: 0,
    nextSample: 0,
    meetingUrl: `https://meet.google.com/${SECRETS.meeting}`,
    sourceLanguage: 'en',
    targetLanguages: ['es'],
    pace: 'live',
  };
  await capture.emitWithAck('hello', hello);
  const person = { participantId: SECRETS.name, atMs: Date.now() };
  capture.emit('meeting', { ...person, type: 'participant-joined', displayName: SECRETS.name, isSelf: false });
  capture.emit('meeting', { ...person, type: 'speaking-started' });
  capture.emit('meeting', { ...person, type: SECRETS.name });
  await over(capture);
  for (const wrong of [{ ...hello, sourceLanguage: SECRETS.said }, { ...hello, sampleRateHz: 8_000 }, SECRETS.said]) {
    const refused = connect(CAPTURE_NAMESPACE);
    refused.emit('hello', wrong);
    await over(refused);
  }
  const runner = connect(RUNNER_NAMESPACE);
  const status = { botId: 'a-bot', state: 'active', reason: SECRETS.bot, meetingUrl: hello.meetingUrl, atMs: Date.now() };
  await runner.emitWithAck('lease', status);
  await runner.emitWithAck('lease', { ...status, state: SECRETS.bot }).catch(() => undefined);
  runner.disconnect();
}

/** Whoever comes with something wrong, which must not be written down. */
async function knock(): Promise<void> {
  const { url } = between.daemon;
  const secret = `subcam_abcdefghijkl_${'s'.repeat(43)}`;
  tokens.push(secret, 'a-wrong-token-that-somebody-tried');
  for (const token of tokens) {
    await over(connect(CAPTURE_NAMESPACE, { token, protocolVersion: 0 }));
    await fetch(`${url}/api/bots/status/${SECRETS.meeting}?token=${token}&q=${SECRETS.said}`, {
      headers: { authorization: `Bearer ${token}` },
    });
    await fetch(`${url}/api/pair`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ code: token }),
    });
    await fetch(`${url}/api/tokens`, { headers: { authorization: `Basic ${token}`, cookie: `token=${token}` } });
  }
  await fetch(`${url}/api/glossary`, {
    method: 'PATCH',
    headers: { authorization: `Bearer ${between.daemon.token}`, 'content-type': 'application/json' },
    body: `{"put":[{"pair":"en-es","source":"${SECRETS.term}"`,
  });
  await fetch(`${url}/api/config`, {
    method: 'PATCH',
    headers: { authorization: `Bearer ${between.daemon.token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ set: { [SECRETS.key]: 1, 'limits.maxSessions': SECRETS.key } }),
  });
}

it('nothing secret, spoken or personal is in the log, at the level that tells most', { timeout: 40_000 }, async () => {
  const made = await callRoute(address(), createTokenRoute, { body: { name: SECRETS.name, scopes: ['capture'] } });
  // It leads to this machine, and is refused each time.
  const url = `https://localhost:1/${SECRETS.receiver}`;
  const topics = ['session', 'transcript', 'translation', 'bot'] as const;
  const { webhook, secret: signingSecret } = await callRoute(address(), createWebhookRoute, { body: { url, topics: [...topics] } });
  expect(await callRoute(address(), testWebhookRoute, { params: { id: webhook.id } })).toMatchObject({ delivered: false });
  const sentence = await speak('The quarterly figures are good.');
  const sound = join([pause(200), sentence, pause(700), sentence, pause(700)]);
  const client = { url: () => between.daemon.url, token: made.token, sound, speed: 4 };
  const talks = [
    startSteadyClient({ ...client, sessionId: 'a-session' }),
    startSteadyClient({ ...client, sessionId: 'another', sourceLanguage: 'fr' }),
  ];
  await attend();
  await Promise.all(talks.map(({ account }) => account));
  const link = await callRoute(address(), linkSessionRoute, { params: { id: 'a-session' }, body: {} });
  const { code } = await callRoute(address(), startPairingRoute, { body: {} });
  tokens.push(made.token, link.url.split('token=')[1] ?? '', code);
  await callRoute(address(), changeGlossaryRoute, { body: { put: [{ pair: 'en-es', source: SECRETS.term, target: null }] } });
  const text = { text: SECRETS.packet, speaker_name: SECRETS.name };
  await fetch(`${between.daemon.url}/api/bot/virtual-webcam/packets/a-session`, {
    method: 'POST',
    headers: { authorization: `Bearer ${between.daemon.token}`, 'content-type': 'application/json' },
    body: JSON.stringify([text, { transcript: SECRETS.packet }]),
  });
  await knock();
  // All kinds of events were tried, words among them.
  const [row] = (await callRoute(address(), listWebhooksRoute, {})).webhooks;
  expect(row?.pending).toBeGreaterThan(topics.length);
  expect(lines.some((line) => line.includes('could not be told of an event'))).toBe(true);
  tokens.push(signingSecret);
  await callRoute(address(), revokeTokenRoute, { params: { id: made.row.id } });

  // The chain has carried them: what is not found below was there to be found.
  const told = JSON.stringify(events);
  expect(told).toContain(SECRETS.said);
  expect(told).toContain(SECRETS.translated);
  expect(events.some(({ type }) => type === 'translation-failed')).toBe(true);
  expect(lines.length).toBeGreaterThan(10);
  for (const level of [20, 30, 40]) expect(lines.filter((line) => line.includes(`"level":${level},`)).length).toBeGreaterThan(0);

  const log = lines.join('').toLowerCase();
  const secretsOfTokens = tokens.map((token) => token.replace(/^(?:subcam_[^_]*_|whsec_)/u, ''));
  for (const secret of [...Object.values(SECRETS), ...secretsOfTokens]) expect(log).not.toContain(secret.toLowerCase());
  for (const part of ['harbor', 'ferreira', 'nightingale', 'trimestrales', code.split('-')[0] ?? ''])
    expect(log).not.toContain(part.toLowerCase());
});
