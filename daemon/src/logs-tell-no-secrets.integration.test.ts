// A meeting through a whole daemon that logs everything, with much that goes wrong: no word, name, address of a meeting, code or token is in its log.
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { systemClock, type SessionEvent } from '@subcam/shared';
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

/** Lines of text, comments and buckets too. */
const MOST_SERIES = 1_500;

const lines: string[] = [];
const events: SessionEvent[] = [];
const tokens: string[] = [];
let between: DaemonBetweenServices;

beforeAll(async () => {
  between = await startDaemonBetweenServices({
    // Not at once, so that something waits for it.
    whisper:
      ({ field }) =>
      (response) =>
        void setTimeout(() => json({ text: `The ${SECRETS.said} are good.`, language: field('language') })(response), 60),
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

/** By series, the lowest and the highest value that it was seen to have. */
const seen = new Map<string, { readonly least: number; readonly most: number }>();

async function readFigures(): Promise<string> {
  const { url, token } = between.daemon;
  const text = await (await fetch(`${url}/metrics`, { headers: { authorization: `Bearer ${token}` } })).text();
  for (const [, series = '', value] of text.matchAll(/^([a-z]\S*) (\S+)$/gmu)) {
    const { least, most } = seen.get(series) ?? { least: Number(value), most: Number(value) };
    seen.set(series, { least: Math.min(least, Number(value)), most: Math.max(most, Number(value)) });
  }
  return text;
}

/** Until the signal fires, as often as it is answered. */
async function watchFigures(signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    await readFigures();
    await systemClock.sleep(20);
  }
}

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
  capture.emit('gap', { firstSample: 0, sampleCount: 320, reason: 'source-gap' });
  capture.emit('meeting', { ...person, type: SECRETS.name });
  await over(capture);
  for (const wrong of [{ ...hello, sourceLanguage: SECRETS.said }, { ...hello, sampleRateHz: 8_000 }, SECRETS.said]) {
    const refused = connect(CAPTURE_NAMESPACE);
    refused.emit('hello', wrong);
    await over(refused);
  }
  // What the extension sends, with what should not be in it.
  for (const event of ['audio', 'gap', 'missing', 'meeting', 'tile', 'tile-settings', 'end', SECRETS.said]) {
    const wrong = connect(CAPTURE_NAMESPACE);
    await wrong.emitWithAck('hello', { ...hello, captureId: 'wrong' });
    wrong.emit(event, { type: SECRETS.said, text: SECRETS.translated, displayName: SECRETS.name, mode: SECRETS.said });
    await Promise.race([over(wrong), systemClock.sleep(100)]);
    wrong.disconnect();
  }
  const runner = connect(RUNNER_NAMESPACE);
  const status = { botId: 'a-bot', state: 'active', reason: SECRETS.bot, meetingUrl: hello.meetingUrl, atMs: Date.now() };
  await runner.emitWithAck('lease', status);
  await readFigures();
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
  const over = new AbortController();
  const watching = watchFigures(over.signal);
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
    // In its own time, so that times can be seen.
    startSteadyClient({ ...client, sessionId: 'a-session', sound: join([pause(200), sentence, pause(700)]), speed: 1 }),
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
  over.abort();
  await watching;

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

/** What operators look at, each with a series that has to have moved in the meeting above. */
const FIGURES: readonly (readonly [string, RegExp])[] = [
  ['sessions', /^subcam_sessions$/],
  ['captures', /^subcam_captures\{source="tab"\}$/],
  ['sound that waits', /^subcam_uncommitted_audio_seconds$/],
  ['what waits for the recogniser', /^subcam_engine_requests_under_way\{kind="stt",engine="whisper-service"\}$/],
  ['what waits for the translator', /^subcam_engine_requests_under_way\{kind="translator",engine="translation-service"\}$/],
  ['translations that are owed', /^subcam_waiting_translations$/],
  ['gaps by reason', /^subcam_gaps_total\{reason="source-gap"\}$/],
  ['refusals by code', /^subcam_refusals_total\{code="bad-request"\}$/],
  ['translations that failed', /^subcam_translations_failed_total$/],
  ...['capture_to_daemon', 'word_to_shown', 'speech_end_to_final', 'final_to_translation', 'cue_to_sent'].flatMap((stage) => [
    [`how often: ${stage}`, new RegExp(`^subcam_stage_seconds_count\\{stage="${stage}"\\}$`)] as const,
    [`how long: ${stage}`, new RegExp(`^subcam_stage_seconds_sum\\{stage="${stage}"\\}$`)] as const,
    [`how many in each bucket: ${stage}`, new RegExp(`^subcam_stage_seconds_bucket\\{le="10",stage="${stage}"\\}$`)] as const,
  ]),
  [
    'how long an engine takes',
    /^subcam_engine_request_seconds_sum\{kind="stt",engine="whisper-service",purpose="final",outcome="answered"\}$/,
  ],
  ['breakers', /^subcam_translator_left_alone\{engine="translation-service"\}$/],
  ['trouble', /^subcam_troubles\{part="translator"\}$/],
  ['how long the database takes', /^subcam_store_seconds_sum\{operation="commitFinal"\}$/],
  ['bots', /^subcam_bots\{state="active"\}$/],
  ['connections', /^subcam_connections\{namespace="\/runner"\}$/],
  ['attempts of webhooks', /^subcam_webhook_events_total\{outcome="retried"\}$/],
  ['the outbox of webhooks', /^subcam_webhook_outbox\{state="waiting"\}$/],
];

it('nor is it in its figures, of which each has moved meanwhile, as a figure does', async () => {
  await vi.waitFor(async () => expect(await readFigures()).toMatch(/^subcam_webhook_outbox\{state="waiting"\} [1-9]/mu), {
    timeout: 10_000,
  });
  for (const [what, name] of FIGURES) {
    const [series, { least, most }] = [...seen].find(([one]) => name.test(one)) ?? ['no such series', { least: 0, most: 0 }];
    // One that comes with what it counts was not there before.
    expect([what, series, most > least || most >= 1]).toEqual([what, series, true]);
  }
  // A client whose clock is ahead sends sound of the future: nothing that only grows falls because of it.
  for (const [series, { least }] of seen) expect([series, least]).toEqual([series, Math.max(0, least)]);
  const told = [...seen.keys()].join('\n').toLowerCase();
  for (const secret of [...Object.values(SECRETS), 'a-session', 'a-bot']) expect(told).not.toContain(secret.toLowerCase());
});

it('nor are there more series for a thousand names that somebody makes up', async () => {
  const count = async (): Promise<number> => (await readFigures()).split('\n').length;
  const { url } = between.daemon;
  const ask = (name: string): Promise<unknown> =>
    Promise.all([
      fetch(`${url}/api/${name}`, { headers: { authorization: `Bearer ${between.daemon.token}` } }),
      fetch(`${url}/api/bots/status/${name}`, { headers: { authorization: `Bearer ${name}` } }),
      fetch(`${url}/api/bot/virtual-webcam/frame/${name}`, { headers: { authorization: `Bearer ${between.daemon.token}` } }),
    ]);
  await ask('first');
  const before = await count();
  for (let index = 0; index < 300; index += 1) await ask(`made-up-${index}"} 1 \\n`);
  const runner = connect(RUNNER_NAMESPACE);
  const languages = ['en', 'es', 'pt', 'de', 'fr', 'it', 'nl', 'pl', 'ja', 'zh'];
  for (const [index, language] of languages.entries()) {
    const bot = { botId: `bot-${index}`, state: 'active', reason: language, meetingUrl: `https://meet.google.com/${language}`, atMs: 1 };
    await runner.emitWithAck('lease', bot);
  }
  runner.disconnect();
  expect(await count()).toBe(before);
  expect(before).toBeLessThan(MOST_SERIES);
});
