// Requests of many connections at the same moment, most of which have no token: how many of them are answered in one turn of the event loop.
import { once } from 'node:events';
import type { Server } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { setImmediate as turn } from 'node:timers/promises';
import { systemClock } from '@subcam/shared';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createPacedServer } from './paced-server.ts';
import { LIMITS } from './testing/test-gateway.ts';
import { createGatewayBudgets } from './sockets/turn-budget.ts';
import { createTokenDeadline } from './token-deadline.ts';

let http: Server;
let connections: Socket[];
/** The addresses that were asked for, by the turn in which they were answered. */
let turns: string[][];

/** Takes 2 ms. */
function holdUp(): void {
  const untilMs = performance.now() + 2;
  while (performance.now() < untilMs);
}

beforeEach(async () => {
  connections = [];
  turns = [];
  const deadline = createTokenDeadline({
    limitMs: () => 60_000,
    maxPending: () => 1_000,
    tokenShownBy: ({ headers }) => (headers.authorization === 'right' ? 'its-id' : null),
    clock: systemClock,
  });
  const answer = (request: { readonly url?: string | undefined }, response: { end(): void }): void => {
    turns.at(-1)?.push(request.url ?? '');
    holdUp();
    response.end();
  };
  const budgets = createGatewayBudgets(systemClock, () => LIMITS);
  ({ http } = createPacedServer({ deadline, budgets, limits: () => LIMITS, answer, onRefused: () => undefined }));
  http.listen(0, '127.0.0.1');
  await once(http, 'listening');
  const tick = (): void => {
    turns.push([]);
    setImmediate(tick).unref();
  };
  tick();
});

afterEach(async () => {
  for (const connection of connections) connection.destroy();
  http.close();
  await once(http, 'close');
});

async function open(count: number): Promise<readonly Socket[]> {
  const opened = await Promise.all(
    Array.from({ length: count }, async () => {
      const connection = connect((http.address() as AddressInfo).port, '127.0.0.1');
      connections.push(connection);
      await once(connection, 'connect');
      return connection;
    }),
  );
  // The server takes in one of them in a turn.
  for (let taken = 0; taken < count; taken += 1) await turn();
  return opened;
}

const get = (path: string, headers = ''): string => `GET ${path} HTTP/1.1\r\nHost: here\r\n${headers}\r\n`;

const answered = (): readonly string[] => turns.flat();

describe('requests without the token', () => {
  it('of many connections are answered a few in a turn of the event loop, and all of them in the end', async () => {
    for (const stranger of await open(100)) stranger.write(get('/stranger'));
    while (answered().length < 100) await turn();
    expect(Math.max(...turns.map(({ length }) => length))).toBeLessThanOrEqual(4);
  });

  it('do not keep one with the token waiting until all of them are answered', async () => {
    const strangers = await open(100);
    const [client] = await open(1);
    for (const stranger of strangers) stranger.write(get('/stranger'));
    while (answered().length === 0) await turn();
    client?.write(get('/first', 'Authorization: right\r\n'));
    // The first of a connection shows the token, and stands behind strangers until then.
    while (!answered().includes('/first')) await turn();
    for (const stranger of await open(100)) stranger.write(get('/stranger'));
    while (answered().at(-1) !== '/stranger') await turn();
    const before = answered().length;
    client?.write(get('/second', 'Authorization: right\r\n'));
    while (!answered().includes('/second')) await turn();
    expect(answered().indexOf('/second') - before).toBeLessThan(20);
    while (answered().length < 202) await turn();
  });

  it('that follow another on the same connection are not answered', async () => {
    const [stranger] = await open(1);
    stranger?.write(get('/first') + get('/second'));
    stranger?.resume();
    await once(stranger as never, 'close');
    expect(answered()).toEqual(['/first']);
  });
});
