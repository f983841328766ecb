// A daemon that other machines may reach: by TLS or through a proxy that is trusted, by its exact names, with a token as everywhere.
import { once } from 'node:events';
import { request as askPlainly, type IncomingMessage } from 'node:http';
import { request, type RequestOptions } from 'node:https';
import { connect as connectTcp } from 'node:net';
import { text as readText } from 'node:stream/consumers';
import { identityProof, randomNonce } from '@subcam/shared/http';
import { PROTOCOL_VERSION, SUBTITLES_NAMESPACE } from '@subcam/shared/wire';
import { io } from 'socket.io-client';
import { afterEach, describe, expect, it } from 'vitest';
import { FOREIGN_CERTIFICATE } from '../lib/testing/foreign-certificate.ts';
import { silentLog } from '../telemetry/index.ts';
import { readPublicDoor, type Gateway } from './index.ts';
import type { PublicDoor } from './auth/public-door.ts';
import { connected, createScriptedRegistry, LIMITS, startTestGateway, TOKEN } from './testing/test-gateway.ts';

/** Of this machine too, but another than the one on which it always listens. */
const OUTSIDE = '127.0.0.2';
const URL_OUTSIDE = 'https://elsewhere.example';
const TLS = { cert: Buffer.from(FOREIGN_CERTIFICATE.cert), key: Buffer.from(FOREIGN_CERTIFICATE.key) };

let gateway: Gateway;

afterEach(() => gateway.close());

async function open(door: Partial<PublicDoor>, over: Parameters<typeof startTestGateway>[1] = {}): Promise<void> {
  const base: PublicDoor = { address: OUTSIDE, port: 0, tls: null, urls: [URL_OUTSIDE], isTrusted: () => false };
  gateway = await startTestGateway(createScriptedRegistry(), { door: { ...base, ...door }, ...over });
}

async function answerOf(sent: ReturnType<typeof request>): Promise<{ readonly status: number; readonly json: unknown }> {
  sent.end();
  const [response] = (await once(sent, 'response')) as [IncomingMessage];
  return { status: Number(response.statusCode), json: JSON.parse(await readText(response)) };
}

const bearer = { Authorization: `Bearer ${TOKEN}` };
const byTls = (path: string, options: RequestOptions = {}) =>
  answerOf(
    request({
      host: OUTSIDE,
      port: gateway.publicPort,
      path,
      ca: FOREIGN_CERTIFICATE.cert,
      servername: 'elsewhere.example',
      agent: false,
      ...options,
      headers: { Host: 'elsewhere.example', ...(options.headers as Record<string, string>) },
    }),
  );

describe('with a certificate', () => {
  it('it is asked by its name, with a token, and proves itself by that name', async () => {
    await open({ tls: TLS });
    expect(await byTls('/api/health')).toEqual({ status: 200, json: { status: 'ok' } });
    expect((await byTls('/api/bots/list')).status).toBe(401);
    expect((await byTls('/api/bots/list', { headers: { ...bearer, Origin: URL_OUTSIDE } })).status).toBe(200);
    const nonce = randomNonce();
    const proof = await identityProof({ token: TOKEN, nonce, address: 'elsewhere.example:443' });
    expect((await byTls(`/api/identity?nonce=${nonce}`)).json).toEqual({ proof });
  });

  it('it refuses every other name and origin, those of its own machine too', async () => {
    await open({ tls: TLS });
    for (const Host of ['127.0.0.1', `${OUTSIDE}:${gateway.publicPort}`, 'localhost', 'evil.example', 'elsewhere.example:1']) {
      expect(await byTls('/api/health', { headers: { ...bearer, Host } })).toMatchObject({ json: { error: { code: 'forbidden-host' } } });
    }
    for (const Origin of ['null', 'http://elsewhere.example', 'https://evil.example', `https://elsewhere.example:${gateway.publicPort}`]) {
      expect(await byTls('/api/health', { headers: { ...bearer, Origin } })).toMatchObject({
        json: { error: { code: 'forbidden-origin' } },
      });
    }
  });

  it('a socket reads there too', async () => {
    await open({ tls: TLS });
    const options = { ca: FOREIGN_CERTIFICATE.cert, servername: 'elsewhere.example', extraHeaders: { Host: 'elsewhere.example' } };
    const reader = io(`https://${OUTSIDE}:${gateway.publicPort}${SUBTITLES_NAMESPACE}`, {
      ...options,
      transports: ['websocket'],
      reconnection: false,
      forceNew: true,
      auth: { token: TOKEN, protocolVersion: PROTOCOL_VERSION, client: 'a test' },
    });
    await connected(reader);
    expect(await reader.emitWithAck('subscribe', { sessionId: 'session-1' })).toMatchObject({ ok: true });
    reader.disconnect();
  });

  it('who speaks no TLS gets no word, and who agrees on none in time is cut off', async () => {
    await open({ tls: TLS }, { limits: () => ({ ...LIMITS, tokenDeadlineMs: 300 }) });
    for (const said of [`GET /api/health HTTP/1.1\r\nHost: elsewhere.example\r\n\r\n`, '']) {
      const socket = connectTcp(Number(gateway.publicPort), OUTSIDE);
      socket.on('error', () => undefined);
      const heard: Buffer[] = [];
      socket.on('data', (bytes) => heard.push(bytes));
      socket.write(said);
      await once(socket, 'close');
      expect(Buffer.concat(heard).toString('latin1')).not.toContain('HTTP/1.1 200');
    }
  });

  it('its own address for this machine is as it was', async () => {
    await open({ tls: TLS });
    expect(await (await fetch(`http://127.0.0.1:${gateway.port}/api/health`)).json()).toEqual({ status: 'ok' });
    expect((await plainly(gateway.port, '127.0.0.1', { Host: 'elsewhere.example' })).status).toBe(403);
  });
});

const plainly = (port: number | null, from: string, headers: Readonly<Record<string, string>>) =>
  answerOf(
    askPlainly({
      host: port === gateway.port ? '127.0.0.1' : OUTSIDE,
      port,
      path: '/api/health',
      localAddress: from,
      agent: false,
      headers,
    }),
  );

describe('with a proxy that is trusted', () => {
  const isTrusted: PublicDoor['isTrusted'] = (address) => address === '127.0.0.3';

  it('it alone may come without TLS', async () => {
    await open({ isTrusted });
    expect((await plainly(gateway.publicPort, '127.0.0.3', { Host: 'elsewhere.example' })).status).toBe(200);
    await expect(plainly(gateway.publicPort, '127.0.0.4', { Host: 'elsewhere.example' })).rejects.toMatchObject({ code: 'ECONNRESET' });
    expect((await plainly(gateway.publicPort, '127.0.0.3', { Host: 'evil.example' })).status).toBe(403);
  });

  it('it may be on this machine, and pass on what it is asked for by name; nobody else may use that name', async () => {
    await open({ isTrusted, address: null });
    expect(gateway.publicPort).toBeNull();
    expect((await plainly(gateway.port, '127.0.0.3', { Host: 'elsewhere.example' })).status).toBe(200);
    expect((await plainly(gateway.port, '127.0.0.4', { Host: 'elsewhere.example' })).status).toBe(403);
  });

  it('it says who asks; of others nobody believes it', async () => {
    const noted: unknown[] = [];
    const log = { ...silentLog, warn: (fields: { readonly address?: string }) => void noted.push(fields.address) } as typeof silentLog;
    await open({ isTrusted, address: null }, { log });
    const forwarded = { 'X-Forwarded-For': '198.51.100.1, 203.0.113.7' };
    await plainly(gateway.port, '127.0.0.3', { ...forwarded, Host: 'evil.example' });
    await plainly(gateway.port, '127.0.0.4', { ...forwarded, Host: 'evil.example' });
    expect(noted).toEqual(['203.0.113.7', '127.0.0.4']);
  });
});

it('an address that this machine does not have, or a port that is taken, is refused with what to do', async () => {
  await open({ address: null });
  const door = await readPublicDoor({ address: null, port: 0, urls: [], tls: { cert: null, key: null }, trustedProxies: [] });
  for (const [over, said] of [
    [{ address: '203.0.113.9' }, 'is no address of this machine'],
    [{ address: '127.0.0.1', port: gateway.port }, 'choose another with'],
  ] as const) {
    await expect(startTestGateway(createScriptedRegistry(), { door: { ...door, ...over, tls: TLS } })).rejects.toMatchObject({
      code: 'configuration',
      message: expect.stringContaining(said) as string,
    });
  }
});
