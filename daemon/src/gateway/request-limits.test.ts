// What one request, one message and one stranger may ask: each limit is the setting's, and counts as soon as that is changed.
import { once } from 'node:events';
import { Agent, request, type IncomingMessage } from 'node:http';
import { connect as connectTcp } from 'node:net';
import { text as readText } from 'node:stream/consumers';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { WebSocket } from 'ws';
import type { ErrorAnswer } from '@subcam/shared/http';
import { createLog } from '../telemetry/index.ts';
import { REQUEST_LIMITS } from '../testing/request-limits.ts';
import type { Gateway } from './index.ts';
import { askGateway, type Asked } from './testing/ask-gateway.ts';
import { createScriptedRegistry, LIMITS, startTestGateway, TOKEN } from './testing/test-gateway.ts';

const usual = { ...LIMITS, tokenDeadlineMs: 60_000 };
let limits = usual;
let gateway: Gateway;

beforeAll(async () => {
  gateway = await startTestGateway(createScriptedRegistry(), { limits: () => limits });
});

afterEach(() => {
  limits = usual;
});

afterAll(() => gateway.close());

const ask = (path: string, { headers, ...asked }: Asked = {}) =>
  askGateway(gateway.port, path, {
    headers: { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json', ...headers },
    ...asked,
  });

describe('a body over HTTP', () => {
  it.each([
    ['maxBodyBytes', 'POST', '/api/bot/virtual-webcam/config/nobody'],
    ['maxGlossaryBytes', 'PATCH', '/api/glossary'],
    ['maxImportBytes', 'POST', '/api/data/import'],
    ['maxPacketsBytes', 'POST', '/api/bot/virtual-webcam/packets/nobody'],
  ] as const)('has as many bytes as limits.%s says now (%s %s), and its document says so too', async (setting, method, path) => {
    const body = JSON.stringify('x'.repeat(20_000));
    const others = { ...usual, maxBodyBytes: 100, maxGlossaryBytes: 100, maxImportBytes: 100, maxPacketsBytes: 100 };
    limits = { ...others, [setting]: 30_000 };
    expect((await ask(path, { method, body })).status).not.toBe(413);
    expect((await ask('/api/openapi.json')).text).toContain(`at most 30000 bytes (\`limits.${setting}\`)`);
    limits = { ...others, [setting]: 19_000 };
    expect(await ask(path, { method, body })).toMatchObject({
      status: 413,
      text: expect.stringContaining(`19000 bytes that are taken here (limits.${setting})`) as string,
    });
    expect((await ask('/api/openapi.json')).text).toContain(`at most 19000 bytes (\`limits.${setting}\`)`);
  });

  it('with packets has as many of them as the setting says now', async () => {
    const packet = {
      translated_text: 'Hello.',
      source_language: 'en',
      target_language: 'en',
      speaker_id: 'SPEAKER_00',
      speaker_name: 'Ann',
      translation_confidence: 0.9,
      is_original_transcription: true,
      timestamp: 1,
    };
    const body = JSON.stringify([packet, packet, packet]);
    const path = '/api/bot/virtual-webcam/packets/session-1';
    limits = { ...usual, maxPacketsPerRequest: 2 };
    expect(await ask(path, { method: 'POST', body })).toMatchObject({
      status: 400,
      text: expect.stringContaining('at most 2 packets (limits.maxPacketsPerRequest)'),
    });
    limits = { ...usual, maxPacketsPerRequest: 3 };
    expect((await ask(path, { method: 'POST', body })).status).toBe(200);
  });
});

describe('requests for one thing', () => {
  it.each([
    ['maxPicturesPerSecond', 'GET', '/api/bot/virtual-webcam/frame/someone.png'],
    ['maxPacketRequestsPerSecond', 'POST', '/api/bot/virtual-webcam/packets/someone'],
    ['maxWebhookTestsPerMinute', 'POST', '/api/webhooks/00000000-0000-4000-8000-000000000000/test'],
  ] as const)('are as many as limits.%s says now (%s %s)', async (setting, method, path) => {
    const statuses = async () =>
      Promise.all(Array.from({ length: 9 }, async () => ask(path, method === 'GET' ? {} : { method, body: '{}' })));
    limits = { ...usual, [setting]: 100 };
    expect((await statuses()).filter(({ status }) => status === 429)).toEqual([]);
    // Those of before count, too; where a second has begun anew among them, four are let through twice at most.
    limits = { ...usual, [setting]: 2 };
    const refused = (await statuses()).filter(({ status }) => status === 429);
    expect(refused.length).toBeGreaterThanOrEqual(5);
    expect(refused[0]?.text).toContain(`At most 2 `);
    expect(refused[0]?.text).toContain(`${setting.endsWith('Second') ? 'a second' : 'a minute'} (limits.${setting})`);
  });
});

describe('a request', () => {
  it('that does not arrive in the time of the setting is cut off, with or without the token', async () => {
    limits = { ...usual, requestMs: 300 };
    const slow = async (header: string): Promise<string> => {
      const socket = connectTcp(gateway.port, '127.0.0.1');
      socket.on('error', () => undefined);
      socket.write(
        `PATCH /api/glossary HTTP/1.1\r\nHost: 127.0.0.1\r\n${header}Content-Type: application/json\r\nContent-Length: 9\r\n\r\n{`,
      );
      let answer = '';
      socket.on('data', (bytes) => (answer += bytes.toString()));
      await once(socket, 'close');
      return answer;
    };
    const answers = await Promise.all([slow(`Authorization: Bearer ${TOKEN}\r\n`), slow('')]);
    expect(answers[0]).toMatch(/^HTTP\/1\.1 408 [\s\S]*"code":"timeout"[\s\S]*limits\.requestMs/);
    expect(answers[1]).toMatch(/^HTTP\/1\.1 (401|408) /);
  });

  it('has a header as large as the setting says', async () => {
    const header = { 'X-Long': 'x'.repeat(6_000) };
    expect((await ask('/api/webhooks', { headers: header })).status).toBe(200);
    const logged: string[] = [];
    const log = createLog({ level: 'warn', destination: { write: (line) => logged.push(line) } });
    const strict = await startTestGateway(createScriptedRegistry(), { limits: () => ({ ...usual, maxHeaderBytes: 4_096 }), log });
    try {
      const response = await fetch(`http://127.0.0.1:${strict.port}/api/health`, { headers: header });
      expect(response.status).toBe(431);
      const { error } = (await response.json()) as ErrorAnswer;
      expect(error).toMatchObject({
        code: 'bad-request',
        message: expect.stringContaining('4096 bytes together (limits.maxHeaderBytes)') as string,
      });
      // No route has seen it, and it is in the log all the same.
      expect(logged.join('')).toContain(error.correlation_id);
      expect((await fetch(`http://127.0.0.1:${strict.port}/api/health`)).status).toBe(200);
    } finally {
      await strict.close();
    }
  });
});

describe('a connection of HTTP with the token', () => {
  it('is one of as many as the setting says now; one more is refused until another has ended, and strangers are not among them', async () => {
    let most = 3;
    const logged: string[] = [];
    const log = createLog({ level: 'warn', destination: { write: (line) => logged.push(line) } });
    const own = await startTestGateway(createScriptedRegistry(), { limits: () => ({ ...usual, maxHttpConnections: most }), log });
    const agents = Array.from({ length: 4 }, () => new Agent({ keepAlive: true, maxSockets: 1 }));
    const askBy = async (agent: Agent | undefined, headers: Readonly<Record<string, string>> = { authorization: `Bearer ${TOKEN}` }) => {
      const sent = request({ host: '127.0.0.1', port: own.port, path: '/api/engines', headers: { ...headers }, agent });
      sent.end();
      const [response] = (await once(sent, 'response')) as [IncomingMessage];
      return { status: response.statusCode, text: await readText(response) };
    };
    try {
      const [first, second, third, fourth] = agents;
      for (const agent of [first, second, third, first, second]) expect((await askBy(agent)).status).toBe(200);
      const refused = await askBy(fourth);
      expect(refused).toMatchObject({ status: 429, text: expect.stringContaining('limits.maxHttpConnections') });
      expect(logged.join('')).toContain((JSON.parse(refused.text) as ErrorAnswer).error.correlation_id);
      // Nobody who has the token: answered as ever.
      expect((await askBy(new Agent(), {})).status).toBe(401);
      expect((await askBy(third)).status).toBe(200);
      first?.destroy();
      await vi.waitFor(async () => expect((await askBy(fourth)).status).toBe(200));
      most = 4;
      expect((await askBy(first)).status).toBe(200);
    } finally {
      for (const agent of agents) agent.destroy();
      await own.close();
    }
  });
});

/** How the daemon ends the connection of a stranger who sends this; null: not at all. */
async function endOf(send: (socket: WebSocket) => void): Promise<number | null> {
  const socket = new WebSocket(`ws://127.0.0.1:${gateway.port}/socket.io/?EIO=4&transport=websocket`);
  await once(socket, 'open');
  const closed = once(socket, 'close').then(([code]) => Number(code));
  send(socket);
  // Whatever came before it has been looked at when it is answered.
  const stays = new Promise<null>((resolve) => {
    socket.on('pong', (data) => data.toString() === 'last' && resolve(null));
  });
  socket.ping('last');
  const end = await Promise.race([closed, stays]);
  socket.terminate();
  return end;
}

const inParts =
  (parts: number) =>
  (socket: WebSocket): void => {
    for (let part = 1; part <= parts; part += 1) socket.send('3', { fin: part === parts });
  };

const often =
  (times: number) =>
  (socket: WebSocket): void => {
    for (let time = 0; time < times; time += 1) socket.ping();
  };

describe('of a message of a socket', () => {
  it('the bytes are as many as the setting says when its connection comes', async () => {
    const send = (socket: WebSocket): void => socket.send('x'.repeat(70_000));
    expect(await endOf(send)).toBe(1009);
    limits = { ...usual, maxMessageBytes: 80_000 };
    expect(await endOf(send)).not.toBe(1009);
    limits = { ...usual, maxMessageBytes: 69_000 };
    expect(await endOf(send)).toBe(1009);
  });

  it('the parts are as many as the setting says when its connection comes', async () => {
    expect(await endOf(inParts(REQUEST_LIMITS.maxMessageParts))).toBeNull();
    expect(await endOf(inParts(REQUEST_LIMITS.maxMessageParts + 1))).toBe(1008);
    limits = { ...usual, maxMessageParts: 3 };
    expect(await endOf(inParts(3))).toBeNull();
    expect(await endOf(inParts(4))).toBe(1008);
  });
});

describe('a stranger', () => {
  it('sends as many messages as the setting says now', async () => {
    limits = { ...usual, maxStrangerMessages: 100 };
    expect(await endOf(often(60))).toBeNull();
    limits = { ...usual, maxStrangerMessages: 8 };
    expect(await endOf(often(60))).toBe(1008);
  });
});

describe('a code for pairing', () => {
  it('is good for as long as the setting says now', async () => {
    const lasts = async (): Promise<number> => {
      const { json } = await ask('/api/pair/start', { method: 'POST', body: '{}' });
      return (json as { readonly expiresAtMs: number }).expiresAtMs - Date.now();
    };
    limits = { ...usual, pairingCodeMs: 20_000 };
    expect(Math.abs((await lasts()) - 20_000)).toBeLessThan(5_000);
    limits = { ...usual, pairingCodeMs: 90_000 };
    expect(Math.abs((await lasts()) - 90_000)).toBeLessThan(5_000);
  });
});
