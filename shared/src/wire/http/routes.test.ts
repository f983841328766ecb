// The list of all routes, and what is made of a definition without a server.
import { describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { createVirtualClock } from '../../testing/index.ts';
import { checkIdentity, callRoute, routePath } from './call-route.ts';
import { identityProof, identityRoute } from './identity.ts';
import { defineRoute, type RouteDefinition } from './route.ts';
import { ROUTES } from './routes.ts';

const echo = defineRoute({
  name: 'echo',
  method: 'POST',
  path: '/api/echo/{id}',
  scope: 'read',
  resource: 'test',
  summary: 'A test.',
  params: z.object({ id: z.string() }),
  query: z.object({ limit: z.optional(z.number()) }),
  body: z.object({ words: z.string() }),
  response: z.object({ words: z.string() }),
});

const input = { params: { id: 'a b/c' }, query: { limit: 5 }, body: { words: 'hello' } } as const;

describe('every route', () => {
  const byName = ROUTES.map((route): [string, RouteDefinition] => [route.name, route]);

  it('has a name and an address of its own', () => {
    expect(new Set(ROUTES.map(({ name }) => name)).size).toBe(ROUTES.length);
    expect(new Set(ROUTES.map(({ method, path }) => `${method} ${path}`)).size).toBe(ROUTES.length);
  });

  it.each(byName)('%s: the parameters of its path are those of its schema', (_name, { path, params }) => {
    const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
    expect(Object.keys(params?.shape ?? {})).toEqual(inPath);
  });

  it.each(byName)('%s: answers something', (_name, { response, media = [] }) => {
    expect(response !== undefined || media.length > 0).toBe(true);
  });

  it.each(byName)('%s: has no body by GET', (_name, { method, body }) => {
    if (method !== 'GET') return;
    expect(body).toBeUndefined();
  });
});

describe('a call', () => {
  const asked: { url: unknown; init: RequestInit | undefined }[] = [];
  const answering =
    (status: number, body: unknown): typeof fetch =>
    async (url, init) => {
      asked.push({ url, init });
      const { host, pathname, searchParams } = new URL(url as string);
      if (pathname === identityRoute.path) {
        const nonce = searchParams.get('nonce') ?? '';
        return Response.json({ proof: await identityProof({ token: 'secret', nonce, address: host }) });
      }
      return new Response(typeof body === 'string' ? body : JSON.stringify(body), { status });
    };
  const call = (status: number, body: unknown) =>
    callRoute({ url: 'http://127.0.0.1:3000', token: 'secret', request: answering(status, body) }, echo, input);

  it('puts each part where the definition has it', async () => {
    expect(routePath(echo, input)).toBe('/api/echo/a%20b%2Fc?limit=5');
    expect(routePath(echo, { params: { id: 'x' }, query: { limit: undefined } })).toBe('/api/echo/x');
    expect(await call(200, { words: 'hello' })).toEqual({ words: 'hello' });
    expect(asked.at(-1)).toMatchObject({
      url: 'http://127.0.0.1:3000/api/echo/a%20b%2Fc?limit=5',
      init: { method: 'POST', body: '{"words":"hello"}', headers: { authorization: 'Bearer secret', 'content-type': 'application/json' } },
    });
  });

  it.each([
    [404, { error: { code: 'session-unknown', message: 'None.', retryable: false } }, { code: 'session-unknown', message: 'None.' }],
    [503, { error: { code: 'engine-unavailable', message: 'Later.', retryable: true } }, { code: 'engine-unavailable', retryable: true }],
    [401, '{}', { code: 'unauthorized' }],
    [429, '{}', { code: 'rate-limited', retryable: true }],
    [502, 'Bad gateway', { code: 'internal', retryable: true }],
    [404, '<html>', { code: 'network' }],
    [200, '<html>', { code: 'network' }],
    [200, { words: 5 }, { code: 'network' }],
  ])('answered %i %j rejects with %j', async (status, body, error) => {
    await expect(call(status, body)).rejects.toMatchObject(error);
  });

  it.each(['the headers', 'the body'])('whose %s do not come in time is given up and cancelled', async (what) => {
    const clock = createVirtualClock();
    let given: AbortSignal | null | undefined;
    const request: typeof fetch = (_url, init) => {
      given = init?.signal;
      return what === 'the headers' ? new Promise(() => undefined) : Promise.resolve(new Response(new ReadableStream()));
    };
    const called = callRoute({ url: 'http://127.0.0.1:3000', request, clock }, echo, input).catch((error: unknown) => error);
    await clock.advance(4_999);
    expect(given?.aborted).toBe(false);
    await clock.advance(1);
    expect(await called).toMatchObject({ code: 'network', retryable: true });
    expect(given?.aborted).toBe(true);
  });

  it('that nobody answers says how to start the daemon', async () => {
    const nobody: typeof fetch = () => Promise.reject(new TypeError('Failed to fetch'));
    await expect(callRoute({ url: 'http://127.0.0.1:3000', request: nobody }, echo, input)).rejects.toMatchObject({
      code: 'network',
      retryable: true,
      message: expect.stringContaining('subcam up') as string,
    });
  });
});

describe('the token', () => {
  const URL_OF_DAEMON = 'http://127.0.0.1:3000';
  const sent: string[] = [];

  /** A program that answers the question for a proof with what `prove` makes of its nonce, and remembers all that it reads. */
  const program =
    (prove: (nonce: string) => Promise<Response> | Response): typeof fetch =>
    async (url, init) => {
      sent.push(`${url as string} ${JSON.stringify(init)}`);
      return await prove(new URL(url as string).searchParams.get('nonce') ?? '');
    };
  const proofOf = async (token: string, nonce: string, address = '127.0.0.1:3000'): Promise<Response> =>
    Response.json({ proof: await identityProof({ token, nonce, address }) });

  it.each<[string, string, (nonce: string) => Promise<Response> | Response]>([
    ['says that it is well', 'network', () => Response.json({ status: 'ok' })],
    ['answers with a page', 'network', () => new Response('<html>')],
    ['has no such address', 'network', () => Response.json({ error: { code: 'bad-request' } }, { status: 404 })],
    ['knows another token', 'unauthorized', (nonce) => proofOf('another', nonce)],
    ['repeats an older proof', 'unauthorized', () => proofOf('secret', 'an-older-nonce-of-somebody')],
    ['passes on the proof of a daemon on another port', 'unauthorized', (nonce) => proofOf('secret', nonce, '127.0.0.1:4000')],
    ['passes on the proof of a daemon at another address', 'unauthorized', (nonce) => proofOf('secret', nonce, '[::1]:3000')],
  ])('is not sent to a program that %s', async (_what, code, prove) => {
    sent.length = 0;
    const called = callRoute({ url: URL_OF_DAEMON, token: 'secret', request: program(prove) }, echo, input);
    await expect(called).rejects.toMatchObject({ code });
    expect(sent).toHaveLength(1);
    expect(sent.join()).not.toContain('secret');
    expect(sent.join()).not.toContain('hello');
  });

  it('may be sent to who knows it', async () => {
    const daemon = program((nonce) => proofOf('secret', nonce));
    await expect(checkIdentity({ url: URL_OF_DAEMON, token: 'secret', request: daemon })).resolves.toBeUndefined();
  });
});
