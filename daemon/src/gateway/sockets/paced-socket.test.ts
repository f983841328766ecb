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

describe('a socket of which somebody takes the frames of sound', () => {
  const SOUND = Buffer.from([0x53, 0x43, 1, 1]);
  const told: string[] = [];

  beforeEach(() => {
    told.length = 0;
    socket.on('message', (data: Buffer, isBinary: boolean) => told.push(isBinary ? 'binary' : data.toString()));
  });

  async function afterAll(): Promise<void> {
    client.send('the last');
    await expect.poll(() => told.at(-1)).toBe('the last');
  }

  it('tells nobody else of them, and of all other messages in their order', async () => {
    const frames: string[] = [];
    socket.takeFrames((bytes) => frames.push(Buffer.from(bytes).toString('latin1')));
    client.send('before');
    for (const at of [1, 2, 3]) {
      client.send(Buffer.concat([SOUND, Buffer.from([at])]));
      await turn();
    }
    await afterAll();
    expect(told).toEqual(['before', 'the last']);
    expect(frames).toEqual([1, 2, 3].map((at) => `SC\x01\x01${String.fromCharCode(at)}`));
  });

  it('leaves binary messages that a text has announced to Socket.IO, as many as it has announced', async () => {
    let frames = 0;
    socket.takeFrames(() => (frames += 1));
    client.send('452-/capture,["odd",{"_placeholder":true,"num":0},{"_placeholder":true,"num":1}]');
    for (let count = 0; count < 3; count += 1) client.send(SOUND);
    await afterAll();
    expect(told.filter((what) => what === 'binary').length + frames).toBe(3);
    expect(told.slice(1, 3)).toEqual(['binary', 'binary']);
  });

  it('leaves them to Socket.IO also where the answer to a ping of Engine.IO comes in between', async () => {
    let frames = 0;
    socket.takeFrames(() => (frames += 1));
    for (const message of ['451-/capture,["odd",{"_placeholder":true,"num":0}]', '3', SOUND]) {
      client.send(message);
      await turn();
    }
    await afterAll();
    expect(told.slice(1)).toEqual(['3', 'binary', 'the last']);
    expect(frames).toBe(0);
  });

  it('lets no frame overtake a message that waits', async () => {
    const order: string[] = [];
    socket.on('message', (_data: Buffer, isBinary: boolean) => order.push(isBinary ? 'frame' : 'text'));
    socket.takeFrames(() => order.push('frame'));
    // More than are told of in a turn, in one read.
    for (let count = 0; count < 500; count += 1) client.send('text');
    client.send(SOUND);
    await expect.poll(() => order.at(-1)).toBe('frame');
    expect(order.slice(0, -1)).toEqual(Array.from({ length: 500 }, () => 'text'));
  });

  it('tells everybody of them again when the one that takes them leaves, unless another takes them already', async () => {
    const [first, second]: [number[], number[]] = [[], []];
    const leave = socket.takeFrames(() => first.push(1));
    const leaveToo = socket.takeFrames(() => second.push(1));
    leave();
    client.send(SOUND);
    await expect.poll(() => second).toHaveLength(1);
    leaveToo();
    client.send(SOUND);
    await expect.poll(() => told).toEqual(['binary']);
    expect(first).toEqual([]);
  });
});
