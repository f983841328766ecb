// A proxy that does to connections what bad networks do, in front of a server that says everything back.
import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openFaultProxy, type FaultProxy } from './fault-proxy.ts';

let server: Server;
let port: number;
let proxy: FaultProxy;
let arrived: string;

beforeEach(async () => {
  arrived = '';
  server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.on('data', (data) => {
      arrived += data.toString();
      socket.write(data);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  port = (server.address() as AddressInfo).port;
  proxy = await openFaultProxy(port);
});

afterEach(async () => {
  await proxy[Symbol.asyncDispose]();
  server.close();
});

async function client(): Promise<{ readonly socket: Socket; readonly said: () => string; readonly error: () => string }> {
  const socket = connect(port, '127.0.0.1');
  let [said, error] = ['', ''];
  socket.on('data', (data) => {
    said += data.toString();
  });
  socket.on('error', ({ message }) => {
    error = message;
  });
  await once(socket, 'connect');
  return { socket, said: () => said, error: () => error };
}

const until = async (isSo: () => boolean): Promise<void> => {
  for (let tries = 0; tries < 400 && !isSo(); tries += 1) await wait(5);
  expect(isSo()).toBe(true);
};

describe('the proxy', () => {
  it('stands at the address of the server, and passes everything on in fair weather', async () => {
    const { socket, said } = await client();
    socket.write('hello');
    await until(() => said() === 'hello');
    expect(proxy.open).toBe(1);
    socket.end(' there');
    await until(() => said() === 'hello there');
    await until(() => proxy.open === 0);
  });

  it('holds back what it is told to, and passes it on in order when that is over', async () => {
    const { socket, said } = await client();
    proxy.become({ held: ['toDaemon', 'toClient'] });
    socket.write('one ');
    await wait(60);
    socket.write('two');
    await wait(60);
    expect([arrived, said()]).toEqual(['', '']);
    proxy.become({});
    await until(() => said() === 'one two');
    socket.destroy();
  });

  it('loses what comes one way and not what comes the other', async () => {
    const { socket, said } = await client();
    proxy.become({ lost: ['toClient'] });
    socket.write('lost');
    await until(() => arrived === 'lost');
    await wait(30);
    proxy.become({});
    socket.write('heard');
    await until(() => said() === 'heard');
    socket.destroy();
  });

  it('keeps the order of pieces that are late by chance', async () => {
    const delays = [80, 0, 40, 0];
    proxy.become({ delayMs: () => delays.shift() ?? 0 });
    const { socket } = await client();
    for (const piece of ['a', 'b', 'c']) {
      socket.write(piece);
      await wait(15);
    }
    await until(() => arrived === 'abc');
    socket.destroy();
  });

  it('lets no more through than so many bytes a second', async () => {
    proxy.become({ bytesPerSecond: 4_000 });
    const { socket } = await client();
    const beganMs = performance.now();
    for (let piece = 0; piece < 5; piece += 1) {
      socket.write(Buffer.alloc(400, 97));
      await wait(10);
    }
    await until(() => arrived.length === 2_000);
    expect(performance.now() - beganMs).toBeGreaterThan(100);
    socket.destroy();
  });

  it('resets every connection, so that both sides hear of it', async () => {
    const { socket, error } = await client();
    socket.write('x');
    await until(() => arrived === 'x');
    proxy.resetAll();
    await until(() => error().includes('ECONNRESET'));
    await until(() => proxy.open === 0);
  });

  it('goes out of the way when it is closed', async () => {
    await proxy[Symbol.asyncDispose]();
    const { socket, said } = await client();
    socket.write('direct');
    await until(() => said() === 'direct');
    socket.destroy();
    proxy = await openFaultProxy(port);
  });
});
