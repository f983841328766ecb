// Webhooks against receivers that take, fail, hang and redirect; the waits on a clock that the test turns.
import { createHmac } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { systemClock, type BotStatus, type Clock, type Store } from '@subcam/shared';
import { createVirtualClock, type VirtualClock } from '@subcam/shared/testing';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openStore } from '../store/index.ts';
import { noMetrics, silentLog } from '../telemetry/index.ts';
import { startReceiver, type Receiver } from './testing/receiver.ts';
import { CAPTURE_ID, say as sayIn, SESSION_ID, textOf } from './testing/talk.ts';
import { openWebhooks, type WebhookLimits, type Webhooks, type WebhooksDeps } from './index.ts';

const LIMITS: WebhookLimits = {
  maxWebhooks: 2,
  maxPending: 100,
  maxDead: 10,
  maxAttempts: 3,
  attemptMs: 10_000,
  firstRetryMs: 1_000,
  maxRetryMs: 1_500,
  maxBodyBytes: 64 * 1024,
  allowedTargets: ['127.0.0.1'],
};

let store: Store;
let receiver: Receiver;
const opened: Webhooks[] = [];

beforeEach(async () => {
  store = await openStore({ file: null });
  receiver = await startReceiver();
});

afterEach(async () => {
  await Promise.all(opened.splice(0).map((webhooks) => webhooks.close()));
  await store.close();
  await receiver[Symbol.asyncDispose]();
});

async function open(over: Partial<WebhooksDeps> & { readonly given?: Partial<WebhookLimits> } = {}): Promise<Webhooks> {
  const { given, ...deps } = over;
  const limits = (): WebhookLimits => ({ ...LIMITS, ...given });
  const webhooks = await openWebhooks({ store, limits, clock: systemClock, log: silentLog, metrics: noMetrics, ...deps });
  opened.push(webhooks);
  return webhooks;
}

/** Events happen that are told: a session begins, and its words are stored. */
const say = (count: number): Promise<void> => sayIn(store, count);

/** Time passes, in steps of a look, and real requests are given their turn between them. */
async function pass(clock: VirtualClock, ms: number, until: () => boolean = () => false): Promise<void> {
  for (let passed = 0; passed < ms && !until(); passed += 100) {
    await clock.advance(100);
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}

describe('an event', () => {
  it('is sent signed, with the packet of what was said, an id that stays and its place in the order', async () => {
    const webhooks = await open();
    const { secret } = await webhooks.create({ url: receiver.url, topics: ['session', 'transcript'] });
    await say(1);
    await receiver.has(2);
    const [started, said] = receiver.received.map(({ body }) => JSON.parse(body) as Record<string, unknown>);
    expect(started).toMatchObject({
      type: 'session.started',
      id: `session-started:${SESSION_ID}`,
      data: { session_id: SESSION_ID },
    });
    expect(said).toMatchObject({
      type: 'transcript.final',
      id: `transcript:${CAPTURE_ID}:0`,
      data: { session_id: SESSION_ID, is_original_transcription: true, source_language: 'en', target_language: 'en' },
    });
    expect(Number(said?.['sequence'])).toBeGreaterThan(Number(started?.['sequence']));
    // As the receiver's library checks it: from what came and the secret alone.
    const { headers, body } = receiver.received[1] ?? { headers: {}, body: '' };
    const key = Buffer.from(secret.replace('whsec_', ''), 'base64');
    const signed = `${String(headers['webhook-id'])}.${String(headers['webhook-timestamp'])}.${body}`;
    expect(headers['webhook-signature']).toBe(`v1,${createHmac('sha256', key).update(signed).digest('base64')}`);
    expect(headers['webhook-id']).toBe(said?.['id']);
    expect(Math.abs(Number(headers['webhook-timestamp']) * 1000 - Date.now())).toBeLessThan(60_000);
  });

  it('is tried again after waits that double, with jitter and a limit, and is kept when it is given up', async () => {
    const clock = createVirtualClock();
    const at: number[] = [];
    const outcomes: string[] = [];
    const webhooks = await open({ clock, random: () => 0.5, metrics: { webhook: (outcome) => outcomes.push(outcome) } });
    const { webhookId } = await webhooks.create({ url: receiver.url, topics: ['transcript'] });
    receiver.answer = (response) => {
      at.push(clock.nowMs());
      response.writeHead(500).end();
    };
    await say(1);
    await pass(clock, 10_000, () => outcomes.includes('dead'));
    expect(outcomes).toEqual(['retried', 'retried', 'dead']);
    // 1 s and 1.5 s (the limit, of 2), of each a quarter left out; found at the next look.
    const [first = 0, second = 0] = at.slice(1).map((ms, index) => ms - (at[index] ?? 0));
    expect(first).toBeGreaterThanOrEqual(750);
    expect(first).toBeLessThan(750 + 700);
    expect(second).toBeGreaterThanOrEqual(1_125);
    expect(second).toBeLessThan(1_125 + 700);
    expect(new Set(receiver.received.map(({ headers }) => headers['webhook-id'])).size).toBe(1);
    const dead = await webhooks.dead(webhookId, { afterId: 0, limit: 10 });
    expect(dead).toMatchObject([{ type: 'transcript.final', attempts: 3, problem: 'It answered 500.' }]);

    receiver.answer = (response) => void response.writeHead(200).end('thanks');
    expect(await webhooks.resend(webhookId, [dead[0]?.deliveryId ?? 0])).toBe(1);
    await pass(clock, 3_000, () => outcomes.includes('delivered'));
    expect(await webhooks.list()).toMatchObject([{ pending: 0, dead: 0 }]);
    expect(receiver.received).toHaveLength(4);
  });

  it('outlives the daemon that could not send it', async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'subcam-webhooks-'));
    const file = path.join(folder, 'subcam.db');
    await store.close();
    store = await openStore({ file });
    receiver.answer = (response) => void response.writeHead(503).end();
    const before = await open();
    await before.create({ url: receiver.url, topics: ['transcript'] });
    await say(2);
    await receiver.has(1);
    await before.close();
    await store.close();

    store = await openStore({ file });
    receiver.answer = (response) => void response.writeHead(204).end();
    const ids = (): Set<unknown> => new Set(receiver.received.map(({ headers }) => headers['webhook-id']));
    const after = await open({ given: { firstRetryMs: 100 } });
    while ((await after.list())[0]?.pending !== 0) await new Promise((resolve) => setTimeout(resolve, 20));
    expect(ids()).toEqual(new Set([`transcript:${CAPTURE_ID}:0`, `transcript:${CAPTURE_ID}:16000`]));
    await after.close();
    await rm(folder, { recursive: true });
  });

  it('that is larger than may be is kept and not sent', async () => {
    const webhooks = await open({ given: { maxBodyBytes: 100 } });
    const { webhookId } = await webhooks.create({ url: receiver.url, topics: ['transcript'] });
    await say(1);
    while ((await webhooks.list())[0]?.dead !== 1) await new Promise((resolve) => setTimeout(resolve, 20));
    expect((await webhooks.dead(webhookId, { afterId: 0, limit: 1 }))[0]?.problem).toContain('webhooks.maxBodyBytes');
    expect(receiver.received).toEqual([]);
  });
});

describe('a receiver', () => {
  it('that hangs is given up after its time, and holds up no other', async () => {
    await using other = await startReceiver();
    const clock = createVirtualClock();
    const webhooks = await open({ clock });
    const { webhookId } = await webhooks.create({ url: receiver.url, topics: ['transcript'] });
    await webhooks.create({ url: other.url, topics: ['transcript'] });
    // Never.
    receiver.answer = () => undefined;
    await say(3);
    await pass(clock, 5_000, () => other.received.length === 3);
    // One at a time, of each receiver.
    expect(receiver.received).toHaveLength(1);
    const stuck = (await store.nextDelivery(webhookId, clock.nowMs()))?.deliveryId;
    await pass(clock, 12_000, () => receiver.received.length > 1);
    // The next one goes on before the first is tried again.
    expect((await store.nextDelivery(webhookId, clock.nowMs()))?.deliveryId).not.toBe(stuck);
  });

  it('that redirects is not followed', async () => {
    await using elsewhere = await startReceiver();
    const webhooks = await open();
    const { webhookId } = await webhooks.create({ url: receiver.url, topics: ['bot'] });
    for (const status of [301, 302, 303, 307, 308]) {
      receiver.answer = (response) => void response.writeHead(status, { location: elsewhere.url }).end();
      expect(await webhooks.test(webhookId)).toContain(`It answered ${status}, a redirect, which is not followed`);
    }
    expect(elsewhere.received).toEqual([]);
  });

  it('whose answer never ends is not read', async () => {
    const webhooks = await open();
    const { webhookId } = await webhooks.create({ url: receiver.url, topics: ['bot'] });
    const ended = Promise.withResolvers<void>();
    receiver.answer = (response) => {
      response.on('close', ended.resolve).writeHead(200).write('x'.repeat(100_000));
    };
    expect(await webhooks.test(webhookId)).toBeNull();
    await ended.promise;
  });

  it.each([
    'http://127.0.0.2/a',
    'https://127.0.0.2/a',
    'https://[::1]/',
    'https://169.254.169.254/latest/meta-data',
    'https://2130706434/',
    'https://0x7f.2/',
    'http://93.184.216.34/',
    'https://user:word@receiver.example/',
    'ftp://receiver.example/',
    'file:///etc/passwd',
    'receiver',
  ])('at %s can be none', async (url) => {
    const webhooks = await open();
    await expect(webhooks.create({ url, topics: ['bot'] })).rejects.toMatchObject({ code: 'configuration' });
  });

  it('whose name leads to a private address is not asked, whenever it begins to', async () => {
    let address = '127.0.0.1';
    const resolve = () => Promise.resolve([{ address, family: 4 }]);
    const webhooks = await open({ resolve });
    const { webhookId } = await webhooks.create({ url: receiver.url.replace('127.0.0.1', 'receiver.example'), topics: ['bot'] });
    expect(await webhooks.test(webhookId)).toBeNull();
    // All of 127.0.0.0/8 is this machine: it would be answered.
    address = '127.0.0.2';
    expect(await webhooks.test(webhookId)).toContain('webhooks.allowedTargets');
    expect(receiver.received).toHaveLength(1);
  });

  it('whose name has a private address among others is not asked', async () => {
    const addresses = ['127.0.0.1', '10.0.0.1'].map((address) => ({ address, family: 4 }));
    const webhooks = await open({ resolve: () => Promise.resolve(addresses) });
    const { webhookId } = await webhooks.create({ url: receiver.url.replace('127.0.0.1', 'receiver.example'), topics: ['bot'] });
    expect(await webhooks.test(webhookId)).toContain('webhooks.allowedTargets');
    expect(receiver.received).toEqual([]);
  });
});

describe('webhooks', () => {
  it('are as many as there may be', async () => {
    const webhooks = await open();
    for (let made = 0; made < 2; made += 1) await webhooks.create({ url: receiver.url, topics: ['bot'] });
    await expect(webhooks.create({ url: receiver.url, topics: ['bot'] })).rejects.toMatchObject({ code: 'session-limit' });
  });

  it('of which more events wait than may give up the oldest', async () => {
    const outcomes: (readonly [string, number])[] = [];
    const clock = createVirtualClock();
    const metrics = { webhook: (outcome: string, events = 1) => outcomes.push([outcome, events]) };
    const webhooks = await open({ clock, metrics, given: { maxPending: 2, maxDead: 1 } });
    receiver.answer = () => undefined;
    const { webhookId } = await webhooks.create({ url: receiver.url, topics: ['transcript'] });
    await say(5);
    await pass(clock, 9_000, () => outcomes.length === 2);
    await pass(clock, 3_000, () => outcomes.length === 2);
    expect(outcomes.slice(0, 2)).toEqual([
      ['dead', 3],
      ['forgotten', 2],
    ]);
    expect(await webhooks.dead(webhookId, { afterId: 0, limit: 9 })).toMatchObject([
      { problem: expect.stringContaining('webhooks.maxPending') as string },
    ]);
  });

  it('are told each state of a bot once, and of one that is gone without a word', async () => {
    const webhooks = await open();
    await webhooks.create({ url: receiver.url, topics: ['bot'] });
    const bot: BotStatus = {
      botId: 'bot-1',
      state: 'joining',
      reason: 'On its way.',
      meetingUrl: 'https://meet.google.com/abc-defg-hij',
      atMs: 5,
    };
    let listed: readonly BotStatus[] = [];
    webhooks.watchBots(() => listed);
    for (let renewed = 0; renewed < 3; renewed += 1) webhooks.botReported(bot);
    webhooks.botReported({ ...bot, state: 'active', reason: 'Admitted.', atMs: 6 });
    await receiver.has(2);
    listed = [{ ...bot, state: 'failed', reason: 'The runner stopped reporting: its lease ran out.', atMs: 7 }];
    await receiver.has(3);
    const told = receiver.received.map(({ body }) => (JSON.parse(body) as { readonly data: { readonly state: string } }).data.state);
    expect(told).toEqual(['joining', 'active', 'failed']);
    // Who has the address of a meeting may come to it.
    expect(receiver.received.map(({ body }) => body).join('')).not.toContain('abc-defg-hij');
  });

  it('tell the log nothing of what was said, their secrets or their addresses', async () => {
    const lines: string[] = [];
    const log = pino({ level: 'trace' }, { write: (line: string) => void lines.push(line) });
    const clock: Clock = systemClock;
    const webhooks = await open({ log, clock, given: { firstRetryMs: 1, maxRetryMs: 1 } });
    receiver.answer = (response) => void response.writeHead(500).end();
    const { secret } = await webhooks.create({ url: `${receiver.url}/path-that-is-secret`, topics: ['transcript'] });
    await say(1);
    while ((await webhooks.list())[0]?.dead !== 1) await new Promise((resolve) => setTimeout(resolve, 20));
    expect(lines.length).toBeGreaterThan(1);
    for (const kept of [secret, secret.slice(6), 'path-that-is-secret', textOf(0)]) expect(lines.join('')).not.toContain(kept);
  });
});
