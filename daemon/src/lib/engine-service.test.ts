// A service that is asked over real HTTP on loopback: every way in which it may answer, fail, or be left.
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, describe, expect, it } from 'vitest';
import { systemClock } from '@subcam/shared';
import * as z from 'zod';
import { openEngineService, type EngineService, type EngineServiceOptions } from './engine-service.ts';
import { serviceSettings } from './service-settings.ts';

type Answer = (request: IncomingMessage, response: ServerResponse, body: string) => void;

const forever = new AbortController().signal;
const schema = z.object({ said: z.string() });
const open: { readonly server: Server; readonly service: EngineService }[] = [];

async function serve(answer: Answer, options: Partial<EngineServiceOptions> = {}) {
  const paths: string[] = [];
  const server = createServer((request, response) => {
    paths.push(request.url ?? '');
    text(request).then(
      (body) => answer(request, response, body),
      () => response.destroy(),
    );
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const service = openEngineService({
    title: 'echo service',
    url,
    exampleUrl: 'http://127.0.0.1:1',
    endpoints: ['ask'],
    timeoutMs: 10_000,
    maxAnswerBytes: 1_000,
    clock: systemClock,
    ...options,
  });
  open.push({ server, service });
  const ask = (signal = forever) => service.post({ text: 'Hello' }, schema, signal);
  return { server, service, url, paths, ask };
}

const json = (status: number, value: unknown): Answer => {
  return (_request, response) => response.writeHead(status).end(typeof value === 'string' ? value : JSON.stringify(value));
};

afterEach(() => {
  for (const { server, service } of open.splice(0)) {
    service.close();
    server.closeAllConnections();
    server.close();
  }
});

describe('a service', () => {
  it('is sent JSON or a form, and its answer is parsed', async () => {
    const received: (readonly [string | undefined, string])[] = [];
    const { service } = await serve((request, response, body) => {
      received.push([request.headers['content-type'], body]);
      response.end('{"said": "yes", "more": 1}');
    });
    const form = new FormData();
    form.set('word', 'Hello');
    expect(await service.post({ text: 'Hello' }, schema, forever)).toEqual({ said: 'yes' });
    expect(await service.post(form, schema, forever)).toEqual({ said: 'yes' });
    expect(received[0]).toEqual(['application/json', '{"text":"Hello"}']);
    expect(received[1]?.[0]).toMatch(/^multipart\/form-data; boundary=/);
    expect(received[1]?.[1]).toContain('Hello');
  });

  it('is asked at the first of its endpoints that is there, below the path of its address', async () => {
    const { service, paths } = await serve((request, response) =>
      request.url === '/new/ask' ? json(404, '')(request, response, '') : json(200, { said: 'yes' })(request, response, ''),
    );
    const { url } = await serve(json(200, { said: 'no' }));
    expect(service.origin).not.toBe(url);
    const nested = openEngineService({
      title: 'echo service',
      url: `${service.origin}/new`,
      exampleUrl: 'http://127.0.0.1:1',
      endpoints: ['ask', 'old/ask'],
      timeoutMs: 10_000,
      maxAnswerBytes: 1_000,
      clock: systemClock,
    });
    await nested.post({}, schema, forever);
    await nested.post({}, schema, forever);
    expect(paths).toEqual(['/new/ask', '/new/old/ask', '/new/old/ask']);
  });

  it.each<[string, Answer, { code: string; retryable: boolean; message: unknown }]>([
    [
      'refuses',
      json(400, { error: 'no such language' }),
      { code: 'engine-failed', retryable: false, message: expect.stringContaining('no such language') },
    ],
    [
      'refuses as OpenAI does',
      json(401, { error: { message: 'no key' } }),
      { code: 'engine-failed', retryable: false, message: expect.stringContaining('no key') },
    ],
    [
      'refuses as FastAPI does',
      json(422, { detail: 'no file' }),
      { code: 'engine-failed', retryable: false, message: expect.stringContaining('no file') },
    ],
    [
      'takes too long by its own measure',
      json(408, ''),
      { code: 'engine-unavailable', retryable: true, message: expect.stringContaining('408') },
    ],
    ['has too much to do', json(429, ''), { code: 'engine-unavailable', retryable: true, message: expect.stringContaining('429') }],
    [
      'breaks',
      json(500, { error: 'out of memory' }),
      { code: 'engine-unavailable', retryable: true, message: expect.stringContaining('out of memory') },
    ],
    [
      'is behind a proxy that has lost it',
      json(502, '<html>'),
      { code: 'engine-unavailable', retryable: true, message: expect.stringContaining('502') },
    ],
    [
      'has moved',
      (_, response) => response.writeHead(307, { location: 'http://elsewhere.example/ask' }).end(),
      { code: 'engine-failed', retryable: false, message: expect.stringContaining('elsewhere.example') },
    ],
    [
      'has no such endpoint',
      json(404, ''),
      { code: 'engine-failed', retryable: false, message: expect.stringMatching(/no echo service .*\/ask/) },
    ],
    [
      'answers no JSON',
      json(200, '<html>'),
      { code: 'engine-failed', retryable: false, message: expect.stringContaining('check its address') },
    ],
    [
      'answers in another shape',
      json(200, { heard: 'yes' }),
      { code: 'engine-failed', retryable: false, message: expect.stringContaining('check its address') },
    ],
    [
      'says an error with a 200',
      json(200, { error: 'no model' }),
      { code: 'engine-failed', retryable: false, message: expect.stringContaining('no model') },
    ],
    [
      'cuts the connection',
      (request) => request.socket.destroy(),
      { code: 'engine-unavailable', retryable: true, message: expect.stringContaining('running') },
    ],
    [
      'cuts the connection in the middle of its answer',
      (request, response) => response.writeHead(200, { 'content-length': 100 }).write('{"said":', () => request.socket.destroy()),
      { code: 'engine-unavailable', retryable: true, message: expect.stringContaining('running') },
    ],
  ])('that %s is a typed failure', async (_, answer, failure) => {
    const { ask } = await serve(answer);
    await expect(ask()).rejects.toMatchObject({ name: 'SubcamError', ...failure });
  });

  it('is quoted briefly', async () => {
    const { ask } = await serve(json(400, { error: 'x'.repeat(900) }));
    const failure: unknown = await ask().catch((error: unknown) => error);
    expect((failure as Error).message).toMatch(/^The echo service [^x]*x{199}…\)\.$/);
  });

  it('that answers more than is read is refused, and its connection is let go', async () => {
    const closed = Promise.withResolvers<void>();
    const { ask } = await serve((request, response) => {
      request.socket.once('close', () => closed.resolve());
      const more = (): boolean => response.write('x'.repeat(600), () => setImmediate(more));
      more();
    });
    await expect(ask()).rejects.toMatchObject({ code: 'engine-failed', retryable: false, message: expect.stringContaining('1000 bytes') });
    await closed.promise;
  });

  it('that is broken is asked again later, however long the page is that says so', async () => {
    const { ask } = await serve((_request, response) => response.writeHead(503).end('<html>'.repeat(1_000)));
    await expect(ask()).rejects.toMatchObject({ code: 'engine-unavailable', retryable: true, message: expect.stringContaining('503') });
  });

  it('may answer exactly as much as is read', async () => {
    const answer = JSON.stringify({ said: 'x'.repeat(1_000 - '{"said":""}'.length) });
    const { ask } = await serve(json(200, answer));
    expect((await ask()).said).toHaveLength(989);
  });
});

describe('an address of a service', () => {
  it.each(['', 'localhost:5003', 'ftp://127.0.0.1'])('is none such as "%s"', async (url) => {
    await expect(serve(json(200, {}), { url })).rejects.toMatchObject({
      code: 'configuration',
      message: expect.stringContaining('http://127.0.0.1:1'),
    });
  });

  it.each(['http://127.0.0.1:1/ask?key=sk-1', 'http://127.0.0.1:1/?', 'http://127.0.0.1:1#ask'])(
    'has nothing behind its path, as "%s" has',
    async (url) => {
      const failure: unknown = await serve(json(200, {}), { url }).catch((error: unknown) => error);
      expect(failure).toMatchObject({ code: 'configuration', message: expect.stringMatching(/"\?" or a "#" in it: write it without/u) });
      // It may be a key.
      expect(String(failure)).not.toContain('sk-1');
    },
  );
});

describe('a service that does not answer', () => {
  it('is given up when it is late, when it begins to answer and does not end included', async () => {
    for (const answer of [() => undefined, (_: IncomingMessage, response: ServerResponse) => void response.write('{"said"')] as Answer[]) {
      const { ask } = await serve(answer, { timeoutMs: 50 });
      await expect(ask()).rejects.toMatchObject({ code: 'timeout', retryable: true, message: expect.stringContaining('in time') });
    }
  });

  it('but has told that it has too much to do is believed at once, whether or not the words beside it come', async () => {
    for (const more of [() => undefined, (response: ServerResponse) => response.socket?.destroy()]) {
      const { ask } = await serve(
        (_, response) => {
          response.writeHead(429, { 'retry-after': '7', 'content-length': 100 }).write('{"error":', () => more(response));
        },
        { timeoutMs: 400 },
      );
      const refusal = { code: 'engine-unavailable', retryable: true, retryAfterMs: 7_000, message: expect.stringContaining('HTTP 429') };
      await expect(ask()).rejects.toMatchObject(refusal);
    }
  });

  it('is given up when the signal fires, and when it is closed, and is not asked afterwards', async () => {
    let asked = Promise.withResolvers<void>();
    const { service, ask, paths } = await serve(() => asked.resolve());
    const stop = new AbortController();
    const aborted = expect(ask(stop.signal)).rejects.toMatchObject({ code: 'aborted' });
    await asked.promise;
    asked = Promise.withResolvers();
    stop.abort();
    await aborted;
    await expect(ask(stop.signal)).rejects.toMatchObject({ code: 'aborted' });
    const closed = expect(ask()).rejects.toMatchObject({ code: 'engine-unavailable', retryable: true });
    await asked.promise;
    service.close();
    service.close();
    await closed;
    await expect(ask()).rejects.toMatchObject({ code: 'engine-unavailable', retryable: true });
    expect(paths).toHaveLength(2);
  });

  it('is unavailable when it is not there, and may be there later', async () => {
    const { server, ask } = await serve(json(200, { said: 'yes' }));
    server.closeAllConnections();
    server.close();
    await expect(ask()).rejects.toMatchObject({ code: 'engine-unavailable', retryable: true });
  });
});

describe('the settings of a service', () => {
  const settings = z.object(
    serviceSettings({
      title: 'echo service',
      url: 'http://127.0.0.1:1',
      timeoutMs: 5_000,
      timeoutReason: 'none',
      variable: 'ECHO_URL',
      flag: 'echo-url',
    }),
  );

  it('have defaults, and limits', () => {
    expect(settings.parse({})).toEqual({
      url: 'http://127.0.0.1:1',
      timeoutMs: 5_000,
      maxAnswerBytes: 1_048_576,
      maxRetryAfterMs: 30_000,
    });
    const urls = ['ftp://host', 'http://host/?a=b', 'http://host#a', 'http://me:secret@host'];
    for (const wrong of [...urls.map((url) => ({ url })), { timeoutMs: 0 }, { maxAnswerBytes: 10 }, { maxRetryAfterMs: -1 }])
      expect(settings.safeParse(wrong).success).toBe(false);
  });
});
