// Every route and every namespace that there is, asked by everybody who may not: none of them is let in.
import { systemClock } from '@subcam/shared';
import { Server } from 'socket.io';
import { OWN_TOKEN_ID, ROUTES, SCOPES_IN, TOKEN_SCOPES, type RouteDefinition, type TokenScope } from '@subcam/shared/http';
import { CAPTURE_NAMESPACE, EXTENSION_ORIGIN, NAMESPACE_SCOPES, SUBTITLES_NAMESPACE } from '@subcam/shared/wire';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Tokens } from '../tokens/index.ts';
import type { Gateway } from './index.ts';
import { askGateway, type Answered } from './testing/ask-gateway.ts';
import { connect, connected, createScriptedRegistry, openTestTokens, refusal, startTestGateway, TOKEN } from './testing/test-gateway.ts';

let tokens: Tokens;
let gateway: Gateway;
/** By what is wrong with it or what it allows. */
const made = new Map<string, string>();
const namespacesServed = new Set<string>();

const tokenOf = (name: string): string => made.get(name) ?? '';

beforeAll(async () => {
  let laterMs = 0;
  tokens = await openTestTokens({ ...systemClock, nowMs: () => systemClock.nowMs() + laterMs });
  const namespaceAsked = vi.spyOn(Server.prototype, 'of');
  gateway = await startTestGateway(createScriptedRegistry(), { tokens });
  for (const server of namespaceAsked.mock.contexts as Server[]) for (const name of server._nsps.keys()) namespacesServed.add(name);
  namespaceAsked.mockRestore();
  for (const scope of TOKEN_SCOPES) made.set(scope, (await tokens.create({ name: scope, scopes: [scope] })).token);
  const revoked = await tokens.create({ name: 'revoked', scopes: ['admin'] });
  await tokens.revoke(revoked.row.id);
  made.set('revoked', revoked.token);
  const expiring = await tokens.create({ name: 'expired', scopes: ['admin'], expiresInMs: 1_000 });
  made.set('expired', expiring.token);
  const link = await tokens.create({ name: 'link', scopes: ['read'], sessionId: 'session-2', expiresInMs: 3_600_000 });
  made.set('link to session-2', link.token);
  laterMs = 1_000;
});

afterAll(async () => {
  await gateway.close();
  tokens.close();
});

/** An address of the route that would be answered if its caller were let in: each parameter is a session that runs. */
function pathOf({ path }: RouteDefinition): string {
  return path.replaceAll(/\{\w+\}/g, 'session-1');
}

function ask(route: RouteDefinition, headers: Readonly<Record<string, string>>): Promise<Answered> {
  const hasBody = route.body !== undefined;
  return askGateway(gateway.port, pathOf(route), {
    method: route.method,
    headers: { ...(hasBody ? { 'Content-Type': 'application/json' } : {}), ...headers },
    ...(hasBody ? { body: '{}' } : {}),
  });
}

const bearer = (token: string): Readonly<Record<string, string>> => ({ Authorization: `Bearer ${token}` });

/** Who has no right to anything that is not public, by what they send. */
const STRANGERS: readonly (readonly [string, () => Readonly<Record<string, string>>])[] = [
  ['no token', () => ({})],
  ['an empty token', () => ({ Authorization: 'Bearer ' })],
  ['a wrong token', () => bearer('wrong')],
  ['a wrong token of the right form', () => bearer(`subcam_aaaaaaaaaaaa_${'A'.repeat(43)}`)],
  ['the token in another scheme', () => ({ Authorization: `Basic ${TOKEN}` })],
  ['the hash of a token', () => bearer(Buffer.from(tokens.sha256Of(OWN_TOKEN_ID) ?? []).toString('hex'))],
  ['an expired token', () => bearer(tokenOf('expired'))],
  ['a revoked token', () => bearer(tokenOf('revoked'))],
];

/** Who is turned away everywhere, public or not, whatever their token allows. */
const FOREIGNERS: readonly (readonly [string, () => Readonly<Record<string, string>>, string])[] = [
  ['a foreign Origin', () => ({ ...bearer(TOKEN), Origin: 'https://evil.example' }), 'forbidden-origin'],
  ['the Origin null', () => ({ ...bearer(TOKEN), Origin: 'null' }), 'forbidden-origin'],
  ['the Origin of the meeting', () => ({ ...bearer(TOKEN), Origin: 'https://meet.google.com' }), 'forbidden-origin'],
  ['another extension', () => ({ ...bearer(TOKEN), Origin: 'chrome-extension://aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa' }), 'forbidden-origin'],
  ['a foreign Host', () => ({ ...bearer(TOKEN), Host: 'evil.example' }), 'forbidden-host'],
  ['a foreign Host with our port', () => ({ ...bearer(TOKEN), Host: `evil.example:${gateway.port}` }), 'forbidden-host'],
  [
    'a page that was rebound to this machine',
    () => ({ ...bearer(TOKEN), Host: `evil.example:${gateway.port}`, Origin: `http://evil.example:${gateway.port}` }),
    'forbidden-host',
  ],
];

const CLOSED = ROUTES.filter(({ scope }) => scope !== 'public');

describe('every route', () => {
  it('is asked here: those that are closed, and those that are open to all by intent', () => {
    expect(CLOSED.length).toBeGreaterThanOrEqual(15);
    // A route that is to be public is added here, where somebody looks at it.
    expect(
      ROUTES.filter(({ scope }) => scope === 'public')
        .map(({ name }) => name)
        .toSorted(),
    ).toEqual(['docsPage', 'homePage', 'identity', 'openApi', 'pageFile', 'pair', 'pairSealed', 'sessionPage']);
    expect(ROUTES.filter(({ anonymousToo }) => anonymousToo === true).map(({ name }) => name)).toEqual(['health']);
  });

  it.each(STRANGERS)('is closed to %s', async (what, headers) => {
    const asked = CLOSED.filter(({ anonymousToo }) => anonymousToo !== true || what !== 'no token');
    const answers = await Promise.all(asked.map(async (route) => ({ name: route.name, answer: await ask(route, headers()) })));
    expect(answers.filter(({ answer }) => answer.status !== 401).map(({ name, answer }) => `${name}: ${answer.status}`)).toEqual([]);
    for (const { answer } of answers) expect(answer.json).toMatchObject({ error: { code: 'unauthorized' } });
  });

  it.each(TOKEN_SCOPES)('is closed to a token that allows %s alone, where it needs something else', async (scope) => {
    const wrong = CLOSED.filter((route) => route.scope !== 'any' && !SCOPES_IN[scope].includes(route.scope as TokenScope));
    const answers = await Promise.all(wrong.map(async (route) => ({ name: route.name, answer: await ask(route, bearer(tokenOf(scope))) })));
    expect(answers.filter(({ answer }) => answer.status !== 403).map(({ name, answer }) => `${name}: ${answer.status}`)).toEqual([]);
    for (const { answer } of answers) expect(answer.json).toMatchObject({ error: { code: 'forbidden-scope' } });
    // And open to one that does allow it, so that a refusal of everything can't pass for one of the wrong.
    const right = CLOSED.filter((route) => !wrong.includes(route) && route.method === 'GET');
    for (const route of right) expect([401, 403]).not.toContain((await ask(route, bearer(tokenOf(scope)))).status);
  });

  it('is closed to a link to another session', async () => {
    const answers = await Promise.all(
      CLOSED.map(async (route) => ({ name: route.name, answer: await ask(route, bearer(tokenOf('link to session-2'))) })),
    );
    expect(answers.filter(({ answer }) => answer.status !== 403).map(({ name, answer }) => `${name}: ${answer.status}`)).toEqual([]);
    for (const { answer } of answers) expect(answer.json).toMatchObject({ error: { code: 'forbidden-scope' } });
  });

  it('that is about a session is open to a link to that session, for reading', async () => {
    const about = CLOSED.filter(({ sessionParam }) => sessionParam !== undefined);
    expect(about.length).toBeGreaterThanOrEqual(5);
    expect(new Set(about.map(({ scope, method }) => `${method} ${scope}`))).toEqual(new Set(['GET read']));
    for (const { path, sessionParam } of about) {
      const own = path.replace(`{${sessionParam}}`, 'session-2').replaceAll(/\{\w+\}/g, 'x');
      expect([401, 403]).not.toContain((await askGateway(gateway.port, own, { headers: bearer(tokenOf('link to session-2')) })).status);
    }
  });

  it.each(FOREIGNERS)('is closed to %s, even with the daemon’s own token', async (_what, headers, code) => {
    const answers = await Promise.all(ROUTES.map(async (route) => ({ name: route.name, answer: await ask(route, headers()) })));
    expect(answers.filter(({ answer }) => answer.status !== 403).map(({ name, answer }) => `${name}: ${answer.status}`)).toEqual([]);
    for (const { answer } of answers) {
      expect(answer.json).toMatchObject({ error: { code } });
      expect(answer.headers['access-control-allow-origin']).toBeUndefined();
    }
  });
});

describe('every namespace', () => {
  const names = Object.keys(NAMESPACE_SCOPES) as (keyof typeof NAMESPACE_SCOPES)[];
  const refusedWith = async (namespace: string, token: unknown, headers?: Readonly<Record<string, string>>): Promise<string> => {
    const socket = connect(gateway.port, { namespace, auth: { token }, ...(headers === undefined ? {} : { headers }) });
    try {
      const error = await Promise.race([
        refusal(socket),
        connected(socket).then(
          () => 'let in' as const,
          (thrown: Error) => thrown,
        ),
      ]);
      if (error === 'let in') return error;
      return (error as { readonly data?: { readonly code: string } }).data?.code ?? 'no connection';
    } finally {
      socket.disconnect();
    }
  };

  it('is asked here', () => {
    expect([...namespacesServed].toSorted()).toEqual(['/', ...names].toSorted());
  });

  it.each(STRANGERS)('is closed to %s', async (_what, headers) => {
    const token = headers()['Authorization']?.replace(/^\w+ ?/, '');
    // The right token in another scheme is no other token here: there are no schemes.
    if (token === TOKEN) return;
    for (const name of names) expect(await refusedWith(name, token)).toBe('unauthorized');
  });

  it.each([null, 5, {}, [TOKEN], { token: TOKEN }])('is closed to the token %j, which is no text', async (token) => {
    for (const name of names) expect(await refusedWith(name, token)).toBe('unauthorized');
  });

  it.each(TOKEN_SCOPES)('is closed to a token that allows %s alone, where it needs something else', async (scope) => {
    for (const name of names) {
      const isRight = SCOPES_IN[scope].includes(NAMESPACE_SCOPES[name]);
      expect([name, await refusedWith(name, tokenOf(scope))]).toEqual([name, isRight ? 'let in' : 'forbidden-scope']);
    }
  });

  it.each(FOREIGNERS)('is closed to %s, even with the daemon’s own token', async (_what, headers) => {
    const { Authorization: _, ...others } = headers();
    for (const name of ['/', ...names]) expect(await refusedWith(name, TOKEN, others)).toBe('no connection');
  });

  it('is closed to a link but for reading, and there to every other session', async () => {
    const token = tokenOf('link to session-2');
    for (const name of names.filter((one) => one !== SUBTITLES_NAMESPACE)) expect(await refusedWith(name, token)).toBe('forbidden-scope');
    for (const sessionId of ['session-1', '*', 'session-20', 'session-']) {
      const reader = await connected(connect(gateway.port, { namespace: SUBTITLES_NAMESPACE, auth: { token } }));
      expect(await reader.emitWithAck('subscribe', { sessionId })).toMatchObject({ ok: false, error: { code: 'forbidden-scope' } });
      reader.disconnect();
    }
    const reader = await connected(connect(gateway.port, { namespace: SUBTITLES_NAMESPACE, auth: { token } }));
    expect(await reader.emitWithAck('subscribe', { sessionId: 'session-2' })).toEqual({ ok: true, value: { sessions: ['session-2'] } });
    reader.disconnect();
  });

  it('lets the extension in, with a token that allows it', async () => {
    expect(await refusedWith(CAPTURE_NAMESPACE, tokenOf('capture'), { Origin: EXTENSION_ORIGIN })).toBe('let in');
  });
});
