// A service whose answer comes as a stream of events, and one that has several paths and secrets, over real HTTP on loopback.
import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { systemClock } from '@subcam/shared';
import * as z from 'zod';
import { openEngineService, type EngineServiceOptions } from './engine-service.ts';

const forever = new AbortController().signal;
const open: (() => void)[] = [];

afterEach(() => {
  for (const close of open.splice(0)) close();
});

async function serve(answer: (response: ServerResponse, path: string) => void, options: Partial<EngineServiceOptions> = {}) {
  const left = Promise.withResolvers<void>();
  let connections = 0;
  const server = createServer((request, response) => {
    response.once('close', () => left.resolve());
    request.resume().once('end', () => answer(response, request.url ?? ''));
  });
  server.on('connection', () => (connections += 1));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const service = openEngineService({
    title: 'echo service',
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    exampleUrl: 'http://127.0.0.1:1',
    endpoints: ['new', 'old'],
    timeoutMs: 10_000,
    maxAnswerBytes: 1_000,
    clock: systemClock,
    ...options,
  });
  open.push(() => {
    service.close();
    server.closeAllConnections();
    server.close();
  });
  const all = async (events: AsyncIterable<string>): Promise<readonly string[]> => {
    const read: string[] = [];
    for await (const event of events) read.push(event);
    return read;
  };
  return { service, left: left.promise, connections: () => connections, ask: () => service.postForEvents({ text: 'Hello' }, all, forever) };
}

const stream = (response: ServerResponse): ServerResponse =>
  response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8' });

describe('an answer in events', () => {
  it('is read event by event, at the first endpoint that is there', async () => {
    const { ask } = await serve((response, path) => {
      if (path === '/new') response.writeHead(404).end();
      else stream(response).end('data: one\n\ndata: two\n\n');
    });
    expect(await ask()).toEqual(['one', 'two']);
    expect(await ask()).toEqual(['one', 'two']);
  });

  it('may be JSON in one piece, from a service that does not stream', async () => {
    const { ask } = await serve((response) => response.writeHead(200, { 'content-type': 'application/json' }).end('{"text": "Hola"}'));
    expect(await ask()).toEqual(['{"text":"Hola"}']);
  });

  it('of which enough is known is not waited for to its end', async () => {
    const { service, left } = await serve((response) => void stream(response).write('data: one\n\n'));
    const first = await service.postForEvents(
      {},
      async (events) => {
        for await (const event of events) return event;
        return null;
      },
      forever,
    );
    expect(first).toBe('one');
    await left;
  });

  it('of which enough is known is read to its end beside the next, so that its connection is used again', async () => {
    let ended = Promise.withResolvers<boolean>();
    const { service, connections } = await serve((response) => {
      response.once('close', () => ended.resolve(response.writableFinished));
      stream(response).write('data: one\n\n');
      setTimeout(() => response.end('data: [DONE]\n\n'), 20);
    });
    const first = async (events: AsyncIterable<string>): Promise<string | null> => {
      for await (const event of events) return event;
      return null;
    };
    const asks = 6;
    for (let count = 0; count < asks; count += 1) {
      ended = Promise.withResolvers();
      expect(await service.postForEvents({}, first, forever)).toBe('one');
      expect(await ended.promise).toBe(true);
      await sleep(20);
    }
    // A busy machine may not have noticed each end before the next is asked.
    expect(connections()).toBeLessThan(asks / 2);
  });

  it.each<[string, (response: ServerResponse) => void, object]>([
    ['refused', (response) => response.writeHead(400).end('{"error": "no model"}'), { code: 'engine-failed', message: /no model/u }],
    ['no JSON', (response) => response.writeHead(200).end('<html>'), { code: 'engine-failed', message: /check its address/u }],
    ['too long', (response) => stream(response).end(`data: ${'x'.repeat(2_000)}\n\n`), { code: 'engine-failed', message: /1000 bytes/u }],
    [
      'cut off',
      (response) => stream(response).write('data: one\n\n', () => response.destroy()),
      { code: 'engine-unavailable', message: /./u },
    ],
  ])('that is %s is a typed failure', async (_, answer, failure) => {
    const { ask } = await serve(answer);
    const expected = failure as { readonly code: string; readonly message: RegExp };
    await expect(ask()).rejects.toMatchObject({ code: expected.code, message: expect.stringMatching(expected.message) as string });
  });

  it('that comes drop by drop is given up in time', async () => {
    const { ask } = await serve(
      (response) => {
        stream(response);
        const drip = setInterval(() => response.write(': wait\n\n'), 10);
        response.once('close', () => clearInterval(drip));
      },
      { timeoutMs: 60 },
    );
    await expect(ask()).rejects.toMatchObject({ code: 'timeout', retryable: true });
  });
});

it('another path has an answer of its own, and one that is not there is a refusal', async () => {
  const { service } = await serve((response, path) =>
    path === '/other' ? response.end('{"at": "other"}') : response.writeHead(404).end(),
  );
  expect(await service.postTo({ path: 'other', body: {} }, z.object({ at: z.string() }), forever)).toEqual({ at: 'other' });
  await expect(service.postTo({ path: 'none', body: {} }, z.object({}), forever)).rejects.toMatchObject({
    code: 'engine-failed',
    cause: { status: 404 },
  });
});

it('no secret is repeated, in a refusal or in what is said within an answer', async () => {
  const secrets = ['in-the-body'];
  const { service } = await serve((response) => response.writeHead(403).end('{"error": "sk-1 and in-the-body are wrong"}'), {
    apiKey: 'sk-1',
    secrets,
  });
  await expect(service.postTo({ path: 'x', body: {} }, z.object({}), forever)).rejects.toThrow(/••• and ••• are wrong/u);
  expect(service.saidIn({ error: { message: 'sk-1, in-the-body' } })).toBe('•••, •••');
  expect(service.saidIn({ text: 'Hola' })).toBeNull();
});

it('no secret is repeated where a service says it in an address that it moved to, or in the words beside its status', async () => {
  const { service } = await serve(
    (response, path) =>
      path === '/moved'
        ? response.writeHead(307, { location: 'https://else.example/?key=sk%2F1%3D&again=sk/1=' }).end()
        : response.writeHead(403, 'No sk/1= here').end(),
    { apiKey: 'sk/1=' },
  );
  const failureOf = (path: string) => service.get(path, z.object({}), forever).catch((error: unknown) => String(error));
  expect(await failureOf('moved')).toContain('moved to https://else.example/?key=•••&again=•••;');
  expect(await failureOf('refused')).toContain('(HTTP 403: No ••• here)');
});
