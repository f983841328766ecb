// Connections that hold on to the daemon: those that never show the token, and those that never read what they asked for.
import { once } from 'node:events';
import { connect as connectTcp, type Socket as TcpSocket } from 'node:net';
import { setImmediate as turn, setTimeout as wait } from 'node:timers/promises';
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
const MAX_WAITING_BYTES = 1_000_000;
const MAX_STRANGERS = 60;

let registry: ScriptedRegistry;
let gateway: Gateway;

beforeEach(async () => {
  registry = createScriptedRegistry();
  const limits = { ...LIMITS, tokenDeadlineMs: TOKEN_DEADLINE_MS, maxWaitingBytes: MAX_WAITING_BYTES, maxStrangers: MAX_STRANGERS };
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

describe('a reader', () => {
  it('that reads nothing is cut off by the bytes that wait for it, and another reader gets every word', async () => {
    const text = 'x'.repeat(60_000);
    const packet = {
      translated_text: text,
      source_language: 'en',
      target_language: 'es',
      speaker_id: null,
      speaker_name: null,
      is_original_transcription: false,
    };
    const attentive = await connected(connect(gateway.port, { namespace: SUBTITLES_NAMESPACE }));
    let heard = 0;
    attentive.on('packet', () => {
      heard += 1;
    });
    await attentive.emitWithAck('subscribe', { sessionId: 'session-1' });
    const subscribe = `42${SUBTITLES_NAMESPACE},0${JSON.stringify(['subscribe', { sessionId: 'session-1' }])}`;
    const idle = await webSocket(joining(SUBTITLES_NAMESPACE, TOKEN));
    let taken = 0;
    let isSubscribed = false;
    idle.on('message', (message: Buffer) => {
      taken += message.byteLength;
      if (message.toString().startsWith(`40${SUBTITLES_NAMESPACE}`)) idle.send(subscribe);
      isSubscribed ||= message.toString().startsWith(`43${SUBTITLES_NAMESPACE}`);
    });
    await expect.poll(() => isSubscribed).toBe(true);
    idle.pause();
    // 24 MB: more than the operating system takes for anybody.
    const count = 400;
    for (let sent = 0; sent < count; sent += 1) {
      registry.happen({ type: 'packet', sessionId: 'session-1', packet });
      await turn();
    }
    await expect.poll(() => heard).toBe(count);
    const closed = once(idle, 'close');
    idle.resume();
    await closed;
    expect(taken).toBeLessThan((count * text.length) / 2);
    expect(attentive.connected).toBe(true);
    attentive.disconnect();
  });
});
