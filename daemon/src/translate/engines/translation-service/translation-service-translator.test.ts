// The contract's translation service, as a real server on loopback: both of its paths, and every way in which it may answer.
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, describe, expect, it } from 'vitest';
import { systemClock, type Translator } from '@subcam/shared';
import { testTranslatorConformance } from '../../../testing/translator-conformance.ts';
import { createTranslationServiceTranslator, type TranslationServiceOptions } from './translation-service-translator.ts';

interface Asked {
  readonly path: string;
  readonly body: string;
}

/** null: the connection is cut. undefined: no answer at all. */
type Reply = readonly [status: number, body: unknown] | null | undefined;

const forever = new AbortController().signal;
const open: { readonly server: Server; readonly translator: Translator }[] = [];

/** A server that answers as `reply` says, and a translator for it. */
async function serve(reply: (asked: Asked, count: number) => Reply, options: { timeoutMs?: number; prefix?: string } = {}) {
  const asked: Asked[] = [];
  const server = createServer((request, response) => {
    const work = async (): Promise<void> => {
      const entry = { path: request.url ?? '', body: await text(request) };
      asked.push(entry);
      const said = reply(entry, asked.length);
      if (said === null) request.socket.destroy();
      else if (said !== undefined) response.writeHead(said[0]).end(typeof said[1] === 'string' ? said[1] : JSON.stringify(said[1]));
    };
    // A client that goes away in the middle of its request has its test say so.
    work().catch(() => response.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const baseUrl = `http://127.0.0.1:${port}${options.prefix ?? ''}`;
  const translator = translatorOf(baseUrl, options.timeoutMs === undefined ? {} : { timeoutMs: options.timeoutMs });
  open.push({ server, translator });
  return { translator, asked, baseUrl };
}

function translatorOf(url: string, options: Partial<TranslationServiceOptions> = {}): Translator {
  return createTranslationServiceTranslator({
    url,
    timeoutMs: 10_000,
    maxAnswerBytes: 1024 * 1024,
    maxTextLength: 10_000,
    clock: systemClock,
    ...options,
  });
}

async function closeAll(): Promise<void> {
  for (const { server, translator } of open.splice(0)) {
    await translator.close();
    server.closeAllConnections();
    server.close();
  }
}

function answerOf({ body }: Asked): Reply {
  const { text: source, target_language } = JSON.parse(body) as { text: string; target_language: string };
  return [200, { translated_text: `[${target_language}] ${source}`, confidence: 0.9, backend_used: 'vllm', model_used: 'big' }];
}

function translate(translator: Translator, source = 'Hello.', signal = forever) {
  return translator.translate({ text: source, sourceLanguage: 'en-US', targetLanguage: 'es', purpose: 'final' }, signal);
}

afterEach(closeAll);

describe('the translation service', () => {
  testTranslatorConformance(async () => ({
    translator: (await serve(answerOf)).translator,
    sourceLanguage: 'en',
    targetLanguage: 'es',
    texts: [
      ['One house.', 'house'],
      ['Two dogs.', 'dogs'],
      ['Three cats.', 'cats'],
    ],
  }));

  it('is asked as the contract says, and says what it used', async () => {
    const { translator, asked } = await serve(answerOf);
    expect(await translate(translator)).toEqual({
      text: '[es] Hello.',
      confidence: 0.9,
      engine: { name: 'translation-service', model: 'vllm big' },
    });
    expect(asked.map(({ path, body }) => [path, JSON.parse(body) as unknown])).toEqual([
      ['/api/translate', { text: 'Hello.', source_language: 'en', target_language: 'es' }],
    ]);
    expect(translator.info).toEqual({ name: 'translation-service', model: 'vllm big' });
  });

  it.each([404, 405])('is found at /translate where /api/translate answers %d, and is asked there from then on', async (status) => {
    const { translator, asked } = await serve((entry) => (entry.path === '/translate' ? answerOf(entry) : [status, 'Not here']));
    await translate(translator);
    await translate(translator);
    expect(asked.map(({ path }) => path)).toEqual(['/api/translate', '/translate', '/translate']);
  });

  it('keeps a path before its endpoints', async () => {
    const { translator, asked } = await serve(answerOf, { prefix: '/mt' });
    await translate(translator);
    expect(asked[0]?.path).toBe('/mt/api/translate');
  });

  it('that has neither path is looked for anew with the next text', async () => {
    const { translator } = await serve((entry, count) => (count <= 2 ? [404, ''] : answerOf(entry)));
    await expect(translate(translator)).rejects.toMatchObject({ code: 'engine-failed', retryable: false });
    expect((await translate(translator)).text).toBe('[es] Hello.');
  });

  it.each<[string, Reply, { code: string; retryable: boolean }]>([
    ['refuses a text', [400, { error: 'no such language' }], { code: 'engine-failed', retryable: false }],
    ['has too much to do', [429, { error: 'slow down' }], { code: 'engine-unavailable', retryable: true }],
    ['breaks', [500, { error: 'out of memory' }], { code: 'engine-unavailable', retryable: true }],
    ['is starting', [503, '<html>busy</html>'], { code: 'engine-unavailable', retryable: true }],
    ['answers no JSON', [200, '<html>'], { code: 'engine-failed', retryable: false }],
    ['answers in another shape', [200, { text: 'Hola' }], { code: 'engine-failed', retryable: false }],
    ['says an error with a 200', [200, { error: 'no model' }], { code: 'engine-failed', retryable: false }],
    ['answers nothing', [200, { translated_text: ' ' }], { code: 'engine-failed', retryable: true }],
    ['cuts the connection', null, { code: 'engine-unavailable', retryable: true }],
  ])('that %s is a typed failure', async (_, reply, failure) => {
    const { translator } = await serve(() => reply);
    await expect(translate(translator)).rejects.toMatchObject({ name: 'SubcamError', ...failure });
  });

  it.each([
    [{ confidence_score: 0.5 }, 0.5],
    [{ translation_confidence: 0.25 }, 0.25],
    [{ confidence: 95 }, null],
    [{}, null],
  ])('has the confidence of %j', async (fields, confidence) => {
    const { translator } = await serve(() => [200, { translated_text: 'Hola', ...fields }]);
    expect(await translate(translator)).toEqual({ text: 'Hola', confidence, engine: translator.info });
  });

  it("repeats the service's own words in a refusal", async () => {
    const { translator } = await serve(() => [400, { error: 'no such language' }]);
    await expect(translate(translator)).rejects.toThrow(/no such language/u);
  });

  it('that does not answer is given up after its time', async () => {
    const { translator } = await serve(() => undefined, { timeoutMs: 50 });
    await expect(translate(translator)).rejects.toMatchObject({ code: 'timeout', retryable: true });
  });

  it('that does not answer is given up when it is closed', async () => {
    const asked = Promise.withResolvers<undefined>();
    const { translator } = await serve(() => {
      asked.resolve(undefined);
      return undefined;
    });
    const outcome = expect(translate(translator)).rejects.toMatchObject({ code: 'engine-unavailable' });
    await asked.promise;
    await translator.close();
    await outcome;
  });

  it('that is not there is unavailable, and may be there later', async () => {
    const { translator } = await serve(answerOf);
    open[0]?.server.close();
    open[0]?.server.closeAllConnections();
    await expect(translate(translator)).rejects.toMatchObject({ code: 'engine-unavailable', retryable: true });
  });

  it.each(['', 'localhost:5003', 'ftp://127.0.0.1'])('has no address such as "%s"', (baseUrl) => {
    expect(() => translatorOf(baseUrl)).toThrow(/http:\/\/127\.0\.0\.1:5003/u);
  });
});
