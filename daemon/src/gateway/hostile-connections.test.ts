// Connections that hold on to the daemon without ever showing the token.
import { once } from 'node:events';
import { connect as connectTcp, type Socket as TcpSocket } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { PROTOCOL_VERSION, SUBTITLES_NAMESPACE } from '@subcam/shared/wire';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import type { Gateway } from './index.ts';
import { askGateway } from './testing/ask-gateway.ts';
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

const TOKEN_DEADLINE_MS = 300;
const MAX_STRANGERS = 60;

let registry: ScriptedRegistry;
let gateway: Gateway;

beforeEach(async () => {
  registry = createScriptedRegistry();
  const limits = { ...LIMITS, tokenDeadlineMs: TOKEN_DEADLINE_MS, maxStrangers: MAX_STRANGERS };
  gateway = await startTestGateway(registry, { limits: () => limits });
});

afterEach(() => gateway.close());

async function tcp(text: string): Promise<TcpSocket> {
  const socket = connectTcp(gateway.port, '127.0.0.1');
  // A stranger who is cut off sees a reset or an end.
  socket.on('error', () => undefined);
  await once(socket, 'connect');
  socket.write(text);
  socket.resume();
  return socket;
}

async function webSocket(...messages: string[]): Promise<WebSocket> {
  const socket = new WebSocket(`ws://127.0.0.1:${gateway.port}/socket.io/?EIO=4&transport=websocket`);
  socket.on('error', () => undefined);
  await once(socket, 'open');
  for (const message of messages) socket.send(message);
  return socket;
}

const HOST = 'Host: 127.0.0.1\r\n';

function joining(namespace: string, token: string): string {
  return `40${namespace},${JSON.stringify({ token, protocolVersion: PROTOCOL_VERSION, client: 'a test' })}`;
}

const STRANGERS: readonly (readonly [string, () => Promise<TcpSocket | WebSocket>])[] = [
  ['says nothing', () => tcp('')],
  ['sends half a header', () => tcp(`GET /health HTTP/1.1\r\n${HOST}X-Slow: `)],
  ['sends half a body', () => tcp(`POST /api/pair HTTP/1.1\r\n${HOST}Content-Type: application/json\r\nContent-Length: 100\r\n\r\n{`)],
  ['asks without the token and wants to stay', () => tcp(`GET /health HTTP/1.1\r\n${HOST}Connection: keep-alive\r\n\r\n`)],
  ['opens a socket and joins nothing', () => webSocket()],
  ['joins the root namespace', () => webSocket('40')],
  ['joins with a wrong token and stays', () => webSocket(joining('/capture', 'wrong'))],
];

describe('a connection without the token', () => {
  it.each(STRANGERS)('that %s is over when its time is; clients with the token stay', async (_what, come) => {
    const client = await connected(connect(gateway.port));
    await say(client, helloOf());
    const startedAtMs = performance.now();
    const strangers = await Promise.all(Array.from({ length: 30 }, come));
    await Promise.all(
      strangers.map(async (stranger) => {
        const isClosed = stranger instanceof WebSocket ? stranger.readyState === WebSocket.CLOSED : stranger.closed;
        if (!isClosed) await once(stranger, 'close');
      }),
    );
    expect(performance.now() - startedAtMs).toBeLessThan(TOKEN_DEADLINE_MS + 1_000);
    expect(await client.emitWithAck('end', { nextSample: 0 })).toMatchObject({ ok: true });
    client.disconnect();
  });

  it('makes room for the next, so that whoever has the token comes in', async () => {
    const strangers = await Promise.all(Array.from({ length: 3 * MAX_STRANGERS }, () => tcp('')));
    const client = await connected(connect(gateway.port));
    expect(await say(client, helloOf())).toMatchObject({ ok: true });
    expect(strangers.filter(({ closed }) => !closed).length).toBeLessThanOrEqual(MAX_STRANGERS);
    client.disconnect();
  });

  it('is told that the root namespace has nothing for anybody', async () => {
    expect((await refusal(connect(gateway.port, { namespace: '/' }))).data).toMatchObject({
      code: 'bad-request',
      message: expect.stringContaining(SUBTITLES_NAMESPACE),
    });
  });

  it('is closed with its answer, and one with the token is not', async () => {
    expect((await askGateway(gateway.port, '/health')).headers.connection).toBe('close');
    const headers = { authorization: `Bearer ${TOKEN}`, connection: 'keep-alive' };
    expect((await askGateway(gateway.port, '/health', { headers })).headers.connection).toBe('keep-alive');
    const stays = await tcp(`GET /health HTTP/1.1\r\n${HOST}Authorization: Bearer ${TOKEN}\r\n\r\n`);
    await wait(TOKEN_DEADLINE_MS + 200);
    expect(stays.closed).toBe(false);
    stays.destroy();
  });
});
