// The daemon's own pages: what is served, under which policy, and which origin is theirs.
import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { text as readText } from 'node:stream/consumers';
import { PROTOCOL_VERSION } from '@subcam/shared/wire';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import type { Gateway } from '../index.ts';
import { askGateway, type Asked } from '../testing/ask-gateway.ts';
import { connect, connected, createScriptedRegistry, refusal, startTestGateway, TOKEN } from '../testing/test-gateway.ts';

let gateway: Gateway;

beforeEach(async () => {
  gateway = await startTestGateway(createScriptedRegistry());
});

afterEach(() => gateway.close());

const ask = (path: string, asked: Asked = {}) => askGateway(gateway.port, path, asked);

function directives(policy: unknown): ReadonlyMap<string, string> {
  const parts = String(policy).split('; ');
  return new Map(parts.map((part) => [part.split(' ')[0] ?? '', part.split(' ').slice(1).join(' ')]));
}

describe('the home page', () => {
  it('is there for everybody, holds no secret, and is stored by nobody', async () => {
    const { status, headers, text } = await ask('/');
    expect(status).toBe(200);
    expect(headers['content-type']).toBe('text/html; charset=utf-8');
    expect(headers['cache-control']).toBe('no-store');
    expect(text).toContain('<h1>Subcam daemon</h1>');
    expect(text).not.toContain(TOKEN);
  });

  it('names only files that are served, and addresses that exist', async () => {
    const { text } = await ask('/');
    const named = [...text.matchAll(/(?:href|src)="(\/[^"]*)"/g)].map(([, path]) => path ?? '');
    expect(named.toSorted()).toEqual(['/api/docs', '/api/openapi.json', '/pages/home.css', '/pages/home.js']);
    for (const path of named) expect((await ask(path)).status).toBe(200);
  });

  it('has a policy of its own: nothing inline, nothing foreign, in nobody’s frame', async () => {
    const { text, headers } = await ask('/');
    const policy = directives(headers['content-security-policy']);
    expect(Object.fromEntries(policy)).toEqual({
      'default-src': "'none'",
      'script-src': "'self'",
      'style-src': "'self'",
      'img-src': "'self' data:",
      'connect-src': `'self' ws://127.0.0.1:${gateway.port}`,
      'base-uri': "'none'",
      'form-action': "'none'",
      'frame-ancestors': "'none'",
    });
    expect(headers['x-frame-options']).toBe('DENY');
    // It obeys its policy itself.
    expect(text).not.toMatch(/<script(?![^>]*src=)|<style|\son\w+=|\sstyle=/);
  });

  it('of a session speaks the version of the protocol that the daemon speaks', async () => {
    const { text, headers } = await ask('/view');
    expect(text).toContain(`data-protocol-version="${PROTOCOL_VERSION}"`);
    expect(headers['content-security-policy']).toContain("default-src 'none'");
    expect(headers['referrer-policy']).toBe('no-referrer');
    for (const file of ['view.css', 'view.js', 'socket.io.js']) expect((await ask(`/pages/${file}`)).status).toBe(200);
  });

  it('serves nothing else of its folder or of any other', async () => {
    for (const file of ['home.html', 'nothing.js', '..%2Fgateway.ts', '..%2F..%2F..%2Fpackage.json', '%2Fetc%2Fpasswd']) {
      expect(await ask(`/pages/${file}`)).toMatchObject({ status: 404, json: { error: { code: 'bad-request' } } });
    }
  });
});

describe('the origin of the daemon’s own pages', () => {
  const own = () => ({ Origin: `http://127.0.0.1:${gateway.port}` });
  const upgrade = (headers: Record<string, string>) =>
    new WebSocket(`ws://127.0.0.1:${gateway.port}/socket.io/?EIO=4&transport=websocket`, { headers });

  it('may ask, as far as its token goes', async () => {
    expect((await ask('/api/health', { headers: own() })).json).toEqual({ status: 'ok' });
    expect((await ask('/api/bots/list', { headers: own() })).status).toBe(401);
    expect((await ask('/api/bots/list', { headers: { ...own(), Authorization: `Bearer ${TOKEN}` } })).status).toBe(200);
  });

  it('is no reason to let other origins read: only the extension is named to browsers', async () => {
    expect((await ask('/api/health', { headers: own() })).headers['access-control-allow-origin']).toBeUndefined();
  });

  it('may open sockets, with the token alone', async () => {
    const socket = await connected(connect(gateway.port, { headers: own() }));
    socket.disconnect();
    expect((await refusal(connect(gateway.port, { headers: own(), auth: { token: 'wrong' } }))).data).toMatchObject({
      code: 'unauthorized',
    });
  });

  it.each([
    ['another port of this machine', (port: number) => `http://127.0.0.1:${port + 1}`],
    ['another name of this machine', (port: number) => `http://localhost:${port}`],
    ['another scheme', (port: number) => `https://127.0.0.1:${port}`],
    ['no port', () => 'http://127.0.0.1'],
    ['another machine', (port: number) => `http://evil.example:${port}`],
  ])('is not that of %s', async (_what, originOf) => {
    const headers = { Origin: originOf(gateway.port) };
    const answer = await ask('/api/health', { headers: { ...headers, Authorization: `Bearer ${TOKEN}` } });
    expect(answer).toMatchObject({ status: 403, json: { error: { code: 'forbidden-origin' } } });
    const [, response] = (await once(upgrade(headers), 'unexpected-response')) as [unknown, IncomingMessage];
    expect(JSON.parse(await readText(response))).toMatchObject({ error: { code: 'forbidden-origin' } });
  });
});
