// A socket on which thousands of messages come in one read.
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { setImmediate as turn } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import { PacedSocket } from './paced-socket.ts';

let server: WebSocketServer;
let client: WebSocket;
let socket: PacedSocket;

beforeEach(async () => {
  server = new WebSocketServer({ host: '127.0.0.1', port: 0, WebSocket: PacedSocket });
  await once(server, 'listening');
  const coming = once(server, 'connection');
  client = new WebSocket(`ws://127.0.0.1:${(server.address() as AddressInfo).port}`);
  [socket] = (await coming) as [PacedSocket];
  if (client.readyState !== WebSocket.OPEN) await once(client, 'open');
});

afterEach(() => {
  client.terminate();
  server.close();
});

describe('a socket on which thousands of messages come at once', () => {
  it('tells of so many in a turn of the event loop, of all of them in their order, and then of its end', async () => {
    const told: string[] = [];
    let inTurn = 0;
    let mostInTurn = 0;
    socket.on('message', (data: Buffer) => {
      told.push(data.toString());
      inTurn += 1;
      mostInTurn = Math.max(mostInTurn, inTurn);
    });
    socket.on('close', () => told.push('closed'));
    for (let index = 0; index < 5_000; index += 1) client.send(String(index));
    client.close();
    while (told.at(-1) !== 'closed') {
      await turn();
      inTurn = 0;
    }
    expect(told).toEqual([...Array.from({ length: 5_000 }, (_, index) => String(index)), 'closed']);
    // Two of its turns may lie between two looks.
    expect(mostInTurn).toBeLessThanOrEqual(128);
  });

  it('tells of no more while too much work waits, and of the rest once that is done', async () => {
    const work: (() => void)[] = [];
    let told = 0;
    socket.on('message', () => {
      told += 1;
      socket.turns.take(() => new Promise<void>((done) => work.push(done)));
    });
    for (let index = 0; index < 1_000; index += 1) client.send(String(index));
    await expect.poll(() => told).toBeGreaterThan(64);
    for (let count = 0; count < 50; count += 1) await turn();
    expect(told).toBeLessThanOrEqual(128);
    for (let done = 0; done < 1_000; done += 1) {
      while (work[done] === undefined) await turn();
      work[done]?.();
    }
    expect(told).toBe(1_000);
  });
});
