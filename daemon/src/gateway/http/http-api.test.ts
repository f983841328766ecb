// The daemon's HTTP, on loopback.
import { NOTHING_SENT, NO_OMISSIONS, systemClock } from '@subcam/shared';
import {
  callRoute,
  checkIdentity,
  healthRoute,
  identityProof,
  openSealedToken,
  pairingProof,
  randomNonce,
  type FullHealth,
} from '@subcam/shared/http';
import { sampleCapture } from '@subcam/shared/testing';
import { EXTENSION_ORIGIN } from '@subcam/shared/wire';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Gateway } from '../index.ts';
import { askGateway, type Asked } from '../testing/ask-gateway.ts';
import {
  createScriptedRegistry,
  engines,
  openTestTokens,
  startTestGateway,
  TOKEN,
  type ScriptedRegistry,
} from '../testing/test-gateway.ts';

let registry: ScriptedRegistry;
let gateway: Gateway;

beforeEach(async () => {
  registry = createScriptedRegistry();
  gateway = await startTestGateway(registry);
});

afterEach(() => gateway.close());

const bearer = { Authorization: `Bearer ${TOKEN}` };

const ask = (path: string, asked: Asked = {}) => askGateway(gateway.port, path, asked);

const OF_ITS_OWN = expect.stringMatching(/^subcam_/) as string;

function pair(code: string, headers: Readonly<Record<string, string>> = {}) {
  const body = JSON.stringify({ code });
  return ask('/api/pair', { method: 'POST', headers: { 'Content-Type': 'application/json', ...headers }, body });
}

describe('metrics', () => {
  it('are text for Prometheus, for a token that allows nothing else', async () => {
    await gateway.close();
    const tokens = await openTestTokens();
    gateway = await startTestGateway(registry, { tokens, metricsText: () => Promise.resolve('subcam_sessions 2\n') });
    const { token } = await tokens.create({ name: 'collector', scopes: ['metrics'] });
    const answer = await ask('/metrics', { headers: { Authorization: `Bearer ${token}` } });
    expect(answer).toMatchObject({ status: 200, text: 'subcam_sessions 2\n' });
    expect(answer.headers['content-type']).toBe('text/plain; charset=utf-8');
    expect((await ask('/api/bots/list', { headers: { Authorization: `Bearer ${token}` } })).status).toBe(403);
    tokens.close();
  });
});

describe('health', () => {
  it('says alive to anybody, and nothing more', async () => {
    expect(await ask('/api/health')).toMatchObject({ status: 200, json: { status: 'ok' } });
    expect(Object.keys((await ask('/api/health')).json as object)).toEqual(['status']);
  });

  it('tells engines, sessions and version to who has the token', async () => {
    expect(await ask('/api/health', { headers: bearer })).toMatchObject({
      status: 200,
      json: { status: 'ok', version: '0.0.0', engines, sessions: [{ sessionId: 'session-1' }, { sessionId: 'session-2' }] },
    });
  });

  it('tells of how many segments something was not shown, by reason, of all and of each stream of sound', async () => {
    const omissions = { ...NO_OMISSIONS, loop: 1 };
    registry.states.set('session-1', { captures: [sampleCapture({ omissions, anotherLanguage: true })] });
    expect((await ask('/api/health', { headers: bearer })).json).toMatchObject({
      omissions: { ...NO_OMISSIONS, noise: 2 },
      talk: { talkers: 3, follows: 7 },
      sessions: [{ captures: [{ omissions, anotherLanguage: true }] }, {}],
    });
  });

  it('says of each session in words whether its tile is being sent', async () => {
    const sending = { ...NOTHING_SENT, status: 'sending', width: 1280, height: 720, framesPerSecond: 15, framesEncoded: 90 } as const;
    const tile = { atMs: systemClock.nowMs(), framesPainted: 90, width: 1280, height: 720, liveTracks: 1, sending };
    registry.states.set('session-1', { tile });
    expect((await ask('/api/health', { headers: bearer })).json).toMatchObject({
      sessions: [
        { sessionId: 'session-1', tile, tileText: 'The tile is being sent at 1280×720, 15 fps.' },
        { sessionId: 'session-2', tile: null, tileText: expect.stringContaining('nothing has been reported') as string },
      ],
    });
  });

  it('tells the engines of now, not those of the start', async () => {
    let now = engines;
    await gateway.close();
    gateway = await startTestGateway(registry, { engines: () => now });
    expect((await ask('/api/health', { headers: bearer })).json).toMatchObject({ engines });
    now = { ...engines, stt: { name: 'another', model: 'one', title: 'Another', leavesMachine: true }, translator: null };
    expect((await ask('/api/health', { headers: bearer })).json).toMatchObject({ engines: now });
  });

  it('tells how each pair of languages is translated, how well, how fast and with how much memory, and what was not measured', async () => {
    await gateway.close();
    const measured = { testSet: 'lines', chrf2: 66.4, p50Ms: 17, memoryMb: 360 };
    const unknown = { testSet: null, chrf2: null, p50Ms: null, memoryMb: null };
    const translationWays: FullHealth['translationWays'] = [
      { sourceLanguage: 'en', targetLanguage: 'es', route: 'bergamot+apertium', via: 'pt', models: ['en-pt', null], ...measured },
      { sourceLanguage: 'en', targetLanguage: 'de', route: 'bergamot', via: null, models: ['en-de-3.0-tiny'], ...unknown },
    ];
    gateway = await startTestGateway(registry, { translationWays: () => translationWays });
    expect((await ask('/api/health', { headers: bearer })).json).toMatchObject({ translationWays });
    expect(await callRoute({ url: `http://127.0.0.1:${gateway.port}`, token: TOKEN }, healthRoute, {})).toMatchObject({ translationWays });
  });

  it('refuses a wrong token instead of answering less', async () => {
    expect(await ask('/api/health', { headers: { Authorization: 'Bearer wrong' } })).toMatchObject({
      status: 401,
      json: { error: { code: 'unauthorized' } },
    });
  });
});

describe('every address', () => {
  it.each([
    [{ Host: 'evil.example' }, 'forbidden-host'],
    [{ Origin: 'https://evil.example' }, 'forbidden-origin'],
    [{ Origin: 'null' }, 'forbidden-origin'],
  ])('refuses %j even with the token', async (headers, code) => {
    const answer = await ask('/api/health', { headers: { ...bearer, ...headers } });
    expect(answer).toMatchObject({ status: 403, json: { error: { code } } });
    expect(answer.headers['access-control-allow-origin']).toBeUndefined();
  });

  it('lets the extension read, preflight included', async () => {
    const headers = { Origin: EXTENSION_ORIGIN };
    const preflight = await ask('/api/pair', { method: 'OPTIONS', headers: { ...headers, 'Access-Control-Request-Method': 'POST' } });
    expect(preflight).toMatchObject({ status: 204, headers: { 'access-control-allow-origin': EXTENSION_ORIGIN } });
    expect((await ask('/api/health', { headers })).headers['access-control-allow-origin']).toBe(EXTENSION_ORIGIN);
  });

  it.each(['/api/bots/list', '/api/bots/status/b'])('%s wants the token', async (path) => {
    expect((await ask(path)).status).toBe(401);
  });

  it('that is none is 404', async () => {
    expect((await ask('/api/nothing', { headers: bearer })).status).toBe(404);
  });
});

describe('a refusal', () => {
  it('of another method names those that the address takes', async () => {
    const refused = await ask('/api/bots/list', { method: 'DELETE', headers: bearer });
    expect(refused).toMatchObject({ status: 405, headers: { allow: 'GET, HEAD, OPTIONS' }, json: { error: { code: 'bad-request' } } });
    const posted = await ask('/api/bot/virtual-webcam/config/x', { method: 'PUT', headers: bearer });
    expect(posted).toMatchObject({ status: 405, headers: { allow: 'GET, HEAD, POST, OPTIONS' } });
    expect((await ask('/api/pair', { method: 'GET' })).status).toBe(405);
  });

  it('of another method is not told to who may call none of them', async () => {
    const refused = await ask('/api/bots/list', { method: 'DELETE' });
    expect(refused.status).toBe(401);
    expect(refused.headers['allow']).toBeUndefined();
  });

  it('names the field and what it may be, never what was given', async () => {
    const body = JSON.stringify({ code: 'secret'.repeat(20) });
    const { json } = await ask('/api/pair', { method: 'POST', headers: { 'Content-Type': 'application/json' }, body });
    expect(json).toMatchObject({ error: { message: 'In the body: code has to be at most 100 long.' } });
    const query = '/api/bot/virtual-webcam/frame/session-1?format=gif';
    expect((await ask(query, { headers: bearer })).json).toMatchObject({
      error: { message: 'In the query: format has to be one of png, jpeg, jpg.' },
    });
  });

  it('of an address that cannot be decoded has the same shape', async () => {
    expect(await ask('/api/bots/status/%E0%A4%A', { headers: bearer })).toMatchObject({
      status: 400,
      json: { error: { code: 'bad-request' } },
    });
  });
});

describe('an answer', () => {
  it('is stored by nobody', async () => {
    expect((await ask('/api/health', { headers: bearer })).headers['cache-control']).toBe('no-store');
  });

  it('to HEAD is that of GET without its body, and to OPTIONS what may be asked', async () => {
    expect(await ask('/api/health', { method: 'HEAD' })).toMatchObject({ status: 200, text: '' });
    expect(await ask('/api/health', { method: 'OPTIONS' })).toMatchObject({ status: 204, headers: { allow: 'GET, HEAD, OPTIONS' } });
  });
});

describe('pairing', () => {
  it('turns a code that was asked for with the token into a token that may capture, once', async () => {
    expect((await ask('/api/pair/start', { method: 'POST' })).status).toBe(401);
    const started = await ask('/api/pair/start', { method: 'POST', headers: bearer });
    const { code } = started.json as { code: string };
    const paired = await pair(code, { Origin: EXTENSION_ORIGIN });
    expect(paired).toMatchObject({ status: 200, json: { token: OF_ITS_OWN } });
    expect(await pair(code)).toMatchObject({ status: 400, json: { error: { code: 'pairing-code' } } });
    expect((await ask('/api/tokens', { headers: bearer })).json).toMatchObject({
      tokens: [{ id: 'own' }, { name: 'paired with a code', scopes: ['capture'], expiresAtMs: null }],
    });
    const own = { Authorization: `Bearer ${(paired.json as { token: string }).token}` };
    expect((await ask('/api/engines', { headers: own })).status).toBe(200);
    expect((await ask('/api/health', { headers: own })).status).toBe(403);
  });

  it('gives what whoever started it has said', async () => {
    const headers = { ...bearer, 'Content-Type': 'application/json' };
    const started = await ask('/api/pair/start', { method: 'POST', headers, body: JSON.stringify({ scopes: ['read'] }) });
    const { token } = (await pair((started.json as { code: string }).code)).json as { token: string };
    expect((await ask('/api/health', { headers: { Authorization: `Bearer ${token}` } })).status).toBe(200);
    const all = await ask('/api/pair/start', { method: 'POST', headers, body: JSON.stringify({ scopes: ['everything'] }) });
    expect(all.status).toBe(400);
  });

  it('takes a code as people write it', async () => {
    for (const written of [
      (code: string) => code.replaceAll('-', ''),
      (code: string) => `Code: ${code.toLowerCase().replaceAll('-', '–')}`,
    ]) {
      const { code } = (await ask('/api/pair/start', { method: 'POST', headers: bearer })).json as { code: string };
      expect(await pair(written(code))).toMatchObject({ status: 200, json: { token: OF_ITS_OWN } });
    }
  });

  it('is not for pages', async () => {
    const { code } = (await ask('/api/pair/start', { method: 'POST', headers: bearer })).json as { code: string };
    expect(await pair(code, { Origin: 'https://meet.google.com' })).toMatchObject({ status: 403 });
  });

  it('refuses a body that is not a code', async () => {
    const headers = { 'Content-Type': 'application/json' };
    for (const body of ['{}', '[1', '{"code":5}', JSON.stringify({ code: 'x'.repeat(200) })]) {
      expect(await ask('/api/pair', { method: 'POST', headers, body })).toMatchObject({
        status: 400,
        json: { error: { code: 'bad-request' } },
      });
    }
    const huge = JSON.stringify({ code: 'x'.repeat(100_000) });
    expect((await ask('/api/pair', { method: 'POST', headers, body: huge })).status).toBe(413);
  });

  it('lets in who types the right code, however many wrong ones somebody tries meanwhile', async () => {
    const { code } = (await ask('/api/pair/start', { method: 'POST', headers: bearer })).json as { code: string };
    const wrong = await Promise.all(Array.from({ length: 300 }, () => pair('AAAA-2222-AAAA-2222')));
    expect(new Set(wrong.map(({ status }) => status))).toEqual(new Set([400]));
    expect(await pair(code)).toMatchObject({ status: 200, json: { token: OF_ITS_OWN } });
  });

  it('gives a client that proves to know the code a token so that it alone can read it, once', async () => {
    const { code } = (await ask('/api/pair/start', { method: 'POST', headers: bearer })).json as { code: string };
    const exchange = { code, nonce: randomNonce(), address: `127.0.0.1:${gateway.port}` };
    const seal = async (over: Partial<typeof exchange> = {}) =>
      ask('/api/pair/sealed', {
        method: 'POST',
        headers: { 'Content-Type': 'application/json', Origin: EXTENSION_ORIGIN },
        body: JSON.stringify({ nonce: exchange.nonce, name: 'a browser', proof: await pairingProof({ ...exchange, ...over }) }),
      });
    // What a client said to another program on another port is of no use here, and does not use the code up.
    for (const over of [{ address: `127.0.0.1:${gateway.port + 1}` }, { code: 'AAAA-2222-AAAA-2222' }, { nonce: randomNonce() }]) {
      expect(await seal(over)).toMatchObject({ status: 400, json: { error: { code: 'pairing-code' } } });
    }
    const { text, json } = await seal();
    expect(text).not.toContain('subcam_');
    expect(await openSealedToken(exchange, (json as { sealedToken: string }).sealedToken)).toMatch(/^subcam_/);
    expect((await ask('/api/tokens', { headers: bearer })).json).toMatchObject({ tokens: [{ id: 'own' }, { name: 'a browser' }] });
    expect((await seal()).status).toBe(400);
  });
});

describe('the identity', () => {
  it('is proved to anybody who asks with a nonce, for the port on which the daemon listens', async () => {
    await expect(checkIdentity({ url: `http://127.0.0.1:${gateway.port}`, token: TOKEN })).resolves.toBeUndefined();
    await expect(checkIdentity({ url: `http://127.0.0.1:${gateway.port}`, token: 'another' })).rejects.toMatchObject({
      code: 'unauthorized',
    });
    const nonce = randomNonce();
    const { json } = await ask(`/api/identity?nonce=${nonce}`, { headers: { Host: '127.0.0.1:1' } });
    expect(json).toEqual({ proof: await identityProof({ token: TOKEN, nonce, address: `127.0.0.1:${gateway.port}` }) });
    expect((await ask('/api/identity')).status).toBe(400);
  });
});
