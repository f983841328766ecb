// A token that ends, and what hangs on it: connections are cut at once, those of other tokens stay.
import { once } from 'node:events';
import { connect as connectTcp } from 'node:net';
import { callRoute, createTokenRoute, enginesRoute, revokeTokenRoute } from '@subcam/shared/http';
import { createVirtualClock } from '@subcam/shared/testing';
import { CAPTURE_NAMESPACE, RUNNER_NAMESPACE, SUBTITLES_NAMESPACE } from '@subcam/shared/wire';
import type { Socket } from 'socket.io-client';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Tokens } from '../tokens/index.ts';
import type { Gateway } from './index.ts';
import { connect, connected, createScriptedRegistry, openTestTokens, startTestGateway, TOKEN } from './testing/test-gateway.ts';

let clock: ReturnType<typeof createVirtualClock>;
let tokens: Tokens;
let gateway: Gateway;

beforeEach(async () => {
  clock = createVirtualClock();
  tokens = await openTestTokens(clock);
  gateway = await startTestGateway(createScriptedRegistry(), { tokens });
});

afterEach(async () => {
  await gateway.close();
  tokens.close();
});

const address = (token: string) => ({ url: `http://127.0.0.1:${gateway.port}`, token });
const make = (expiresInMs?: number) => tokens.create({ name: 'a test', scopes: ['capture', 'read'], expiresInMs });

async function joinAll(token: string): Promise<readonly Socket[]> {
  const all = [CAPTURE_NAMESPACE, RUNNER_NAMESPACE, SUBTITLES_NAMESPACE];
  return Promise.all(all.map((namespace) => connected(connect(gateway.port, { namespace, auth: { token } }))));
}

const closed = (sockets: readonly Socket[]) => Promise.all(sockets.map((socket) => once(socket as never, 'disconnect')));

it('that is revoked cuts its sockets, of every namespace, and no others', async () => {
  const [one, other] = [await make(), await make()];
  const [cut, kept] = [await joinAll(one.token), await joinAll(other.token)];
  const allCut = closed(cut);
  await callRoute(address(TOKEN), revokeTokenRoute, { params: { id: one.row.id } });
  await allCut;
  expect(kept.map(({ connected: isOpen }) => isOpen)).toEqual([true, true, true]);
  // Told before anything secret is sent.
  await expect(callRoute(address(one.token), enginesRoute, {})).rejects.toMatchObject({ code: 'unauthorized' });
  await callRoute(address(other.token), enginesRoute, {});
  for (const socket of kept) socket.disconnect();
});

it('that is revoked cuts a connection of HTTP that stays open', async () => {
  const { token, row } = await make();
  const socket = connectTcp(gateway.port, '127.0.0.1');
  socket.write(`GET /api/engines HTTP/1.1\r\nHost: 127.0.0.1:${gateway.port}\r\nAuthorization: Bearer ${token}\r\n\r\n`);
  const [answer] = (await once(socket, 'data')) as [Buffer];
  expect(answer.toString()).toContain('200 OK');
  const over = once(socket, 'close');
  socket.on('error', () => undefined);
  await tokens.revoke(row.id);
  await over;
});

it('that expires cuts its sockets then', async () => {
  const { token } = await make(60_000);
  const cut = await joinAll(token);
  await clock.advance(59_999);
  expect(cut.every(({ connected: isOpen }) => isOpen)).toBe(true);
  const allCut = closed(cut);
  await clock.advance(1);
  await allCut;
});

it('is made over HTTP, named by its id where the daemon proves itself, and lets in', async () => {
  const { token, row } = await callRoute(address(TOKEN), createTokenRoute, { body: { name: 'a program', scopes: ['capture'] } });
  expect(row).toMatchObject({ name: 'a program', scopes: ['capture'], sessionId: null, expiresAtMs: null });
  await callRoute(address(token), enginesRoute, {});
  await expect(callRoute(address(token), createTokenRoute, { body: { name: 'more', scopes: ['admin'] } })).rejects.toMatchObject({
    code: 'forbidden-scope',
    message: expect.stringContaining('needs admin') as string,
  });
});
