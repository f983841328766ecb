// One client that sends without end: what it may lengthen is bounded, and others are served as before.
import { once } from 'node:events';
import { connect as connectTcp } from 'node:net';
import { setImmediate as turn, setTimeout as wait } from 'node:timers/promises';
import { NOTHING_SENT } from '@subcam/shared';
import { CAPTURE_NAMESPACE, PROTOCOL_VERSION, RUNNER_NAMESPACE, SUBTITLES_NAMESPACE, type WireError } from '@subcam/shared/wire';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import type { Gateway } from './index.ts';
import {
  connect,
  connected,
  createScriptedRegistry,
  helloOf,
  LIMITS,
  refusal,
  say,
  startTestGateway,
  TOKEN,
  type ScriptedRegistry,
} from './testing/test-gateway.ts';

let registry: ScriptedRegistry;
let gateway: Gateway;

/** As long as a commit takes that waits for the disk. */
function holdUp(): void {
  const untilMs = performance.now() + 1;
  while (performance.now() < untilMs);
}

beforeEach(async () => {
  registry = createScriptedRegistry();
  const slow: ScriptedRegistry = {
    ...registry,
    attach: async (...given) => {
      const attachment = await registry.attach(...given);
      // As long as it takes to open a capture.
      for (let count = 0; count < 8 && given[0].captureId !== 'bystander'; count += 1) holdUp();
      const heavy = async (): Promise<void> => holdUp();
      return { ...attachment, gap: heavy, meeting: heavy, tileSettings: heavy, tile: holdUp };
    },
  };
  gateway = await startTestGateway(slow, { limits: () => ({ ...LIMITS, maxBotsPerRunner: 3, maxSubscriptions: 3 }) });
});

afterEach(() => gateway.close());

type Flood = () => Promise<unknown>;

/** Faster than they are handled, and so that this process does other things too. */
async function inBatches(count: number, send: () => void): Promise<void> {
  for (let sent = 0; sent < count; sent += 1) {
    send();
    if (sent % 500 === 499) await turn();
  }
}

/** Messages of a capture, and a question after them: resolves with its answer. */
function ofCapture(event: string, message: unknown): Flood {
  return async () => {
    const flooder = await connected(connect(gateway.port));
    await say(flooder, helloOf({ captureId: 'flooder' }));
    for (let count = 0; count < 1_000; count += 1) flooder.emit(event, message);
    expect(await flooder.emitWithAck('end', { nextSample: 0 })).toMatchObject({ ok: true });
    flooder.disconnect();
  };
}

/** Many messages of another kind of client, each of which is answered. */
function ofQuestions(namespace: string, event: string, message: unknown): Flood {
  return async () => {
    const flooder = await connected(connect(gateway.port, { namespace }));
    await inBatches(20_000, () => flooder.emit(event, message));
    expect(await flooder.emitWithAck(event, message)).toMatchObject({ ok: true });
    flooder.disconnect();
  };
}

/** Many messages of Socket.IO's own, from somebody who has shown no token: `answer` begins what each is answered with. */
function ofStranger(message: string, answer: string): Flood {
  return async () => {
    const flooder = new WebSocket(`ws://127.0.0.1:${gateway.port}/socket.io/?EIO=4&transport=websocket`);
    await once(flooder, 'open');
    const sent = 20_000;
    let answered = 0;
    const isOver = new Promise<void>((resolve) => {
      flooder.on('message', (data: Buffer) => {
        if (data.toString().startsWith(answer)) answered += 1;
        if (answered === sent) resolve();
      });
      // Or it is ended first.
      flooder.on('close', () => resolve());
    });
    await inBatches(sent, () => flooder.send(message));
    await isOver;
    flooder.terminate();
  };
}

const REQUEST = `GET /api/bots/list HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer ${TOKEN}\r\n\r\n`;

/** Many requests on one connection, which waits for none of the answers. Ended when the first of them have come. */
async function ofRequests(): Promise<void> {
  const flooder = connectTcp(gateway.port, '127.0.0.1');
  await once(flooder, 'connect');
  flooder.write(REQUEST.repeat(50_000));
  let answered = 0;
  for await (const data of flooder) {
    answered += (data as Buffer).toString('latin1').split('HTTP/1.1 200').length - 1;
    if (answered >= 2_000) break;
  }
  expect(answered).toBeGreaterThanOrEqual(2_000);
}

/** As soon as they are opened, all at once, each sends all of it; ended by the daemon, or here. Resolves with what it has answered. */
async function ofConnections(count: number, bytes: Buffer, opening?: string): Promise<readonly string[]> {
  const connections = await Promise.all(
    Array.from({ length: count }, async () => {
      const connection = connectTcp(gateway.port, '127.0.0.1');
      connection.on('error', () => undefined);
      await once(connection, 'connect');
      if (opening !== undefined) {
        connection.write(opening);
        await once(connection, 'data');
      }
      return connection;
    }),
  );
  // The daemon takes in one of them in a turn.
  for (let taken = 0; taken < count; taken += 1) await turn();
  return Promise.all(
    connections.map(async (connection) => {
      let answer = '';
      connection.on('data', (data: Buffer) => {
        answer += data.toString('latin1');
      });
      connection.write(bytes);
      await Promise.race([once(connection, 'close'), wait(LIMITS.tokenDeadlineMs)]);
      connection.destroy();
      return answer;
    }),
  );
}

const UPGRADE = [
  'GET /socket.io/?EIO=4&transport=websocket HTTP/1.1',
  'Host: 127.0.0.1',
  'Connection: Upgrade',
  'Upgrade: websocket',
  'Sec-WebSocket-Version: 13',
  'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
  '\r\n',
].join('\r\n');

/** A frame of a WebSocket of a client: `opcode` 1 is text, 9 a ping. */
const frame = (opcode: number, text: string): Buffer => Buffer.from([0x80 + opcode, 0x80 + text.length, 0, 0, 0, 0, ...Buffer.from(text)]);

const frames = (count: number, opcode: number, text: string): Buffer =>
  Buffer.concat(Array.from({ length: count }, () => frame(opcode, text)));

/** Many connections that open a capture at the same moment. */
async function ofHellos(): Promise<void> {
  const flooders = await Promise.all(Array.from({ length: 24 }, () => connected(connect(gateway.port))));
  const answers = await Promise.all(flooders.map((flooder, index) => say(flooder, helloOf({ captureId: `flooder-${index}` }))));
  for (const answer of answers) expect(answer).toMatchObject({ ok: true });
  for (const flooder of flooders) flooder.disconnect();
}

const joining = (token: string): string =>
  `40${RUNNER_NAMESPACE},${JSON.stringify({ token, protocolVersion: PROTOCOL_VERSION, client: 'a test' })}`;

const LEASE = { botId: 'a', state: 'active', reason: 'as told', meetingUrl: 'https://meet.google.com/abc-defg-hij', atMs: 1 };

const TILE = { painted: [], framesPainted: 7, width: 1280, height: 720, liveTracks: 1, sending: NOTHING_SENT };

const FLOODS: readonly (readonly [string, Flood])[] = [
  ['gaps', ofCapture('gap', { firstSample: 0, sampleCount: 1, reason: 'source-gap' })],
  ['meeting events', ofCapture('meeting', { type: 'speaking-started', atMs: 1, participantId: 'p' })],
  ['reports of a tile', ofCapture('tile', TILE)],
  ['leases', ofQuestions(RUNNER_NAMESPACE, 'lease', LEASE)],
  ['subscriptions', ofQuestions(SUBTITLES_NAMESPACE, 'subscribe', { sessionId: '*' })],
  ['requests', ofRequests],
  ['joins of a namespace that is not there', ofStranger('40/nowhere,', '44/nowhere')],
  ['wrong tokens on one connection', ofStranger(joining('wrong'), '44/runner')],
];

/** Over so quickly that few questions fall into it: of those, the one that waits longest tells. */
const BURSTS: typeof FLOODS = [
  ['tiny messages on 150 connections without the token', () => ofConnections(150, frames(256, 1, '6'), UPGRADE)],
  ['pings on 50 connections without the token', () => ofConnections(50, frames(5_000, 9, ''), UPGRADE)],
  [
    'requests on 150 connections without the token',
    () => ofConnections(150, Buffer.from('GET /api/openapi.json HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n'.repeat(100))),
  ],
  ['hellos, 24 at once', ofHellos],
];

/** How long another client's questions take while the flood is on: one of a hundred takes longer, and the longest, ms. */
async function questionsBeside(flood: Flood): Promise<{ readonly p99Ms: number; readonly longestMs: number }> {
  const bystander = await connected(connect(gateway.port));
  await say(bystander, helloOf({ captureId: 'bystander' }));
  const over = new AbortController();
  const end = flood().finally(() => over.abort());
  const tookMs: number[] = [];
  while (!over.signal.aborted || tookMs.length < 20) {
    const askedAtMs = performance.now();
    await bystander.emitWithAck('end', { nextSample: 0 });
    tookMs.push(performance.now() - askedAtMs);
  }
  await end;
  bystander.disconnect();
  const sorted = tookMs.toSorted((a, b) => a - b);
  return { p99Ms: sorted[Math.ceil(sorted.length * 0.99) - 1] ?? Number.NaN, longestMs: sorted.at(-1) ?? Number.NaN };
}

describe('a flood', () => {
  /** A machine that does other work can spoil one measurement, and hardly three. */
  const leastOf = async (measure: () => Promise<number>, isEnough: (ms: number) => boolean): Promise<number> => {
    let least = await measure();
    for (let again = 0; again < 2 && !isEnough(least); again += 1) least = Math.min(least, await measure());
    return least;
  };

  it.each(FLOODS)('of %s is taken whole, and another client is answered within 50 ms meanwhile', async (_what, flood) => {
    const p99Ms = await leastOf(
      async () => (await questionsBeside(flood)).p99Ms,
      (ms) => ms < 50,
    );
    expect(p99Ms).toBeLessThan(50);
  });

  it.each(BURSTS)('of %s delays no answer to another client by more than 100 ms', async (_what, flood) => {
    const longestMs = await leastOf(
      async () => (await questionsBeside(flood)).longestMs,
      (ms) => ms < 100,
    );
    expect(longestMs).toBeLessThan(100);
  });
});

describe('a connection', () => {
  it('of a runner reports so many bots and no more', async () => {
    const runner = await connected(connect(gateway.port, { namespace: RUNNER_NAMESPACE }));
    const report = (botId: string): Promise<unknown> =>
      runner.emitWithAck('lease', {
        botId,
        state: 'active',
        reason: 'as told',
        meetingUrl: 'https://meet.google.com/abc-defg-hij',
        atMs: 1,
      });
    for (const botId of ['a', 'b', 'c', 'a']) expect(await report(botId)).toMatchObject({ ok: true });
    expect(await report('d')).toMatchObject({
      ok: false,
      error: { code: 'bad-request', message: expect.stringContaining('at most 3 bots') },
    });
  });

  it('of a reader subscribes to so many sessions and no more', async () => {
    const reader = await connected(connect(gateway.port, { namespace: SUBTITLES_NAMESPACE }));
    const subscribe = (sessionId: string): Promise<unknown> => reader.emitWithAck('subscribe', { sessionId });
    for (const sessionId of ['a', 'b', '*', 'a']) expect(await subscribe(sessionId)).toMatchObject({ ok: true });
    expect(await subscribe('c')).toMatchObject({
      ok: false,
      error: { code: 'bad-request', message: expect.stringContaining('at most 3') },
    });
  });

  it('on which requests come faster than they are answered is read no further', async () => {
    const flooder = connectTcp(gateway.port, '127.0.0.1');
    await once(flooder, 'connect');
    // 30 MB: more than the operating system takes for anybody.
    flooder.write(REQUEST.repeat(300_000));
    let answered = 0;
    for await (const data of flooder) {
      answered += (data as Buffer).toString('latin1').split('HTTP/1.1 200').length - 1;
      if (answered < 200) continue;
      expect(flooder.writableLength).toBeGreaterThan(15_000_000);
      break;
    }
    expect(answered).toBeGreaterThanOrEqual(200);
  });

  it('joins a namespace once', async () => {
    const socket = new WebSocket(`ws://127.0.0.1:${gateway.port}/socket.io/?EIO=4&transport=websocket`);
    const told: string[] = [];
    socket.on('message', (data: Buffer) => told.push(data.toString()));
    await once(socket, 'open');
    for (let count = 0; count < 3; count += 1) socket.send(joining(TOKEN));
    await once(socket, 'close');
    expect(told.filter((message) => message.startsWith(`40${RUNNER_NAMESPACE}`))).toHaveLength(1);
    expect(told.find((message) => message.startsWith(`44${RUNNER_NAMESPACE}`))).toContain('joins /runner once');
  });

  it('that shows a wrong token is ended with its answer, long before the time of strangers is over', async () => {
    const socket = new WebSocket(`ws://127.0.0.1:${gateway.port}/socket.io/?EIO=4&transport=websocket`);
    const told: string[] = [];
    socket.on('message', (data: Buffer) => told.push(data.toString()));
    await once(socket, 'open');
    const startedAtMs = performance.now();
    socket.send(joining('wrong'));
    await once(socket, 'close');
    expect(told.at(-1)).toContain('unauthorized');
    expect(performance.now() - startedAtMs).toBeLessThan(LIMITS.tokenDeadlineMs / 2);
  });

  it('is told that its token is wrong, however many are told so at once; who has the right one comes in', async () => {
    const wrong = Array.from({ length: 150 }, () => refusal(connect(gateway.port, { auth: { token: 'wrong' } })));
    const startedAtMs = performance.now();
    const right = await connected(connect(gateway.port));
    expect(await say(right, helloOf())).toMatchObject({ ok: true });
    expect((await Promise.all(wrong)).map(({ data }) => data?.code)).toEqual(wrong.map(() => 'unauthorized'));
    expect(performance.now() - startedAtMs).toBeLessThan(5_000);
    right.disconnect();
  });

  it('that has not shown the token is ended when it sends more than anybody needs to before that', async () => {
    const told = await ofConnections(2, frames(100, 1, '40/nowhere,'), UPGRADE);
    for (const answer of told) {
      expect(answer).toContain('Join a namespace with the token first.');
      expect(answer.split('44/nowhere').length - 1).toBeLessThanOrEqual(32);
    }
    const asked = await ofConnections(1, Buffer.from('GET /api/health HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n'.repeat(100)));
    expect(asked[0]?.split('HTTP/1.1 200').length).toBe(2);
  });
});

describe('a client', () => {
  const small = { ...LIMITS, maxConnections: 6, maxConnectionsPerClient: 4, maxReaders: 4, maxReadersPerClient: 2 };
  const named = (client: string, namespace?: string): Promise<unknown> =>
    connected(connect(limited.port, { auth: { client }, ...(namespace === undefined ? {} : { namespace }) }));
  let limited: Gateway;

  beforeEach(async () => {
    limited = await startTestGateway(registry, { limits: () => small });
  });

  afterEach(() => limited.close());

  it('that reads subtitles on many connections is refused more of them, and others read', async () => {
    for (let count = 0; count < 2; count += 1) await named('greedy', SUBTITLES_NAMESPACE);
    const refused = await refusal(connect(limited.port, { auth: { client: 'greedy' }, namespace: SUBTITLES_NAMESPACE }));
    expect(refused.data).toMatchObject({
      code: 'session-limit',
      retryable: true,
      message: expect.stringContaining('limits.maxReadersPerClient'),
    });
    const other = (await named('other', SUBTITLES_NAMESPACE)) as ReturnType<typeof connect>;
    expect(await other.emitWithAck('subscribe', { sessionId: '*' })).toMatchObject({ ok: true });
    await named('greedy');
  });

  it('that has many connections of any kind is refused more of them until one of them has ended', async () => {
    const first = (await named('greedy')) as ReturnType<typeof connect>;
    for (const namespace of [CAPTURE_NAMESPACE, RUNNER_NAMESPACE, SUBTITLES_NAMESPACE]) await named('greedy', namespace);
    const more = (): Promise<Error & { readonly data?: WireError }> => refusal(connect(limited.port, { auth: { client: 'greedy' } }));
    expect((await more()).data).toMatchObject({
      code: 'session-limit',
      message: expect.stringContaining('limits.maxConnectionsPerClient'),
    });
    await named('other');
    await named('third');
    expect((await refusal(connect(limited.port, { auth: { client: 'fourth' } }))).data).toMatchObject({ code: 'session-limit' });
    first.disconnect();
    await expect
      .poll(() =>
        named('greedy').then(
          () => true,
          () => false,
        ),
      )
      .toBe(true);
  });
});
