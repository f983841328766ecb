// A LibreTranslate server, as a real server on loopback: what it is asked in, its languages, and every way in which it may answer.
import { afterEach, describe, expect, it } from 'vitest';
import { systemClock, type EngineLog, type TranslateRequest } from '@subcam/shared';
import { silentLog } from '../../../telemetry/index.ts';
import { startFormService, type FormReply, type FormRequest } from '../../../testing/form-service.ts';
import { testTranslatorConformance } from '../../../testing/translator-conformance.ts';
import { libreTranslate } from './description.ts';

const forever = new AbortController().signal;
const open: { close(): unknown }[] = [];

const LANGUAGES = [
  { code: 'en', name: 'English', targets: ['en', 'es', 'pt-BR', 'zh-Hant'] },
  { code: 'es', name: 'Spanish', targets: ['en', 'es'] },
  { code: 'pt-BR', name: 'Portuguese (Brazil)', targets: ['en'] },
  { code: 'zh-Hans', name: 'Chinese', targets: ['en'] },
  { code: 'zh-Hant', name: 'Chinese (traditional)', targets: ['en'] },
];

type Own = (request: FormRequest) => FormReply | null | undefined;

/** A server that has all of its pages; `own` may answer first. */
function libre(request: FormRequest, own: Own): FormReply | null {
  const said = own(request);
  if (said !== undefined) return said;
  const { path, json } = request;
  if (path === '/languages') return { body: LANGUAGES };
  if (path !== '/translate') return { status: 404, body: '<html>' };
  return { body: { translatedText: `[${String(json?.['target'])}] ${String(json?.['q'])}` } };
}

async function serve(own: Own = () => undefined, given: object = {}, log: EngineLog = silentLog) {
  const service = await startFormService((request) => libre(request, own));
  open.push(service);
  const settings = libreTranslate.settings.parse({ url: service.url, ...given });
  const examined = () => libreTranslate.examine?.(settings, { clock: systemClock, signal: forever });
  const opened = async () => {
    const translator = await libreTranslate.open(settings, { modelsDir: '/none', env: {}, clock: systemClock, log, signal: forever });
    open.push(translator);
    const ask = (request: Partial<TranslateRequest> = {}, signal = forever) =>
      translator.translate({ text: 'Hello.', sourceLanguage: 'en', targetLanguage: 'es', purpose: 'final', ...request }, signal);
    return { translator, ask };
  };
  return { service, settings, examined, opened };
}

afterEach(async () => {
  for (const one of open.splice(0)) await one.close();
});

describe('LibreTranslate', () => {
  testTranslatorConformance(async () => ({
    translator: (await (await serve()).opened()).translator,
    sourceLanguage: 'en',
    targetLanguage: 'es',
    texts: [
      ['One house.', 'house'],
      ['Two dogs.', 'dogs'],
      ['Three cats.', 'cats'],
    ],
  }));

  it('is asked as its interface has it, with its key in the body', async () => {
    const { service, opened } = await serve(undefined, { apiKey: 'k-123' });
    const { ask, translator } = await opened();
    expect(await ask({ text: 'Hello.\0 ' })).toEqual({ text: '[es] Hello.', confidence: null, engine: translator.info });
    expect(service.received.at(-1)).toMatchObject({
      path: '/translate',
      authorization: undefined,
      json: { q: 'Hello.', source: 'en', target: 'es', format: 'text', api_key: 'k-123' },
    });
  });

  it.each([
    [
      { sourceLanguage: 'en-GB', targetLanguage: 'pt' },
      { source: 'en', target: 'pt-BR' },
    ],
    [
      { sourceLanguage: 'zh', targetLanguage: 'en' },
      { source: 'zh-Hans', target: 'en' },
    ],
    [
      { sourceLanguage: 'en', targetLanguage: 'zh-TW' },
      { source: 'en', target: 'zh-Hant' },
    ],
  ])('is asked for %j under its own codes, %j', async (pair, codes) => {
    const { service, opened } = await serve();
    const { ask } = await opened();
    await ask(pair);
    expect(service.received.at(-1)?.json).toMatchObject(codes);
  });

  it('is not asked for a pair that it has not, and that is said with what it has', async () => {
    const { service, opened } = await serve();
    const { ask, translator } = await opened();
    expect(translator.supports('en', 'es')).toBe(true);
    for (const [source, target] of [
      ['en', 'ja'],
      ['es', 'pt-BR'],
      ['en', 'zh-CN'],
    ] as const) {
      expect(translator.supports(source, target)).toBe(false);
      await expect(ask({ sourceLanguage: source, targetLanguage: target })).rejects.toMatchObject({
        code: 'bad-request',
        message: expect.stringMatching(/does not translate \w+ into \w+; it has: en, es, pt-BR, zh-Hans, zh-Hant\.$/u) as string,
      });
    }
    expect(service.received.map(({ path }) => path)).toEqual(['/languages']);
  });

  it('tells a language that is not known itself; what is in the target’s own stays as it is', async () => {
    let detected = { language: 'es', confidence: 92 };
    const { service, opened } = await serve(({ path, json }) =>
      path === '/translate' ? { body: { translatedText: `made of ${String(json?.['source'])}`, detectedLanguage: detected } } : undefined,
    );
    const { ask } = await opened();
    expect((await ask({ text: 'Hola.', sourceLanguage: 'auto' })).text).toBe('Hola.');
    detected = { language: 'en', confidence: 0.5 };
    expect((await ask({ sourceLanguage: 'auto' })).text).toBe('made of auto');
    expect(service.received.at(-1)?.json).toMatchObject({ source: 'auto' });
  });

  it.each<[string, FormReply | null, { code: string; retryable: boolean; message: RegExp }]>([
    [
      '400',
      { status: 400, body: { error: 'es is not supported' } },
      { code: 'engine-failed', retryable: false, message: /es is not supported/u },
    ],
    [
      '403',
      { status: 403, body: { error: 'Invalid API key k-123' } },
      { code: 'engine-failed', retryable: false, message: /Invalid API key •••\)\. May its key/u },
    ],
    [
      '429',
      { status: 429, body: { error: 'Slowdown' }, headers: { 'retry-after': '3' } },
      { code: 'engine-unavailable', retryable: true, message: /asked again in 3 s/u },
    ],
    [
      '500',
      { status: 500, body: { error: 'Cannot translate' } },
      { code: 'engine-unavailable', retryable: true, message: /Cannot translate/u },
    ],
    ['an error under 200', { body: { error: 'no model' } }, { code: 'engine-failed', retryable: false, message: /answered: no model/u }],
    ['malformed JSON', { body: '{"translatedText": "Ho' }, { code: 'engine-failed', retryable: false, message: /check its address/u }],
    [
      'an empty text',
      { body: { translatedText: '' } },
      { code: 'engine-failed', retryable: true, message: /answered with nothing: does it have the languages en and es\?/u },
    ],
    [
      'a redirect',
      { status: 302, body: '', headers: { location: 'https://mt.example/' } },
      { code: 'engine-failed', retryable: false, message: /moved to https:\/\/mt\.example\/; set that as its address/u },
    ],
    ['nothing in time', null, { code: 'timeout', retryable: true, message: /did not answer in time \(0\.1 s\)/u }],
  ])('that answers %s is a typed failure', async (_, reply, { code, retryable, message }) => {
    const { opened } = await serve(({ path }) => (path === '/translate' ? reply : undefined), {
      apiKey: 'k-123',
      timeoutMs: reply === null ? 100 : 10_000,
    });
    const { ask } = await opened();
    await expect(ask()).rejects.toMatchObject({ code, retryable, message: expect.stringMatching(message) as string });
    await expect(ask()).rejects.not.toThrow(/k-123/u);
  });

  it('is left alone for as long as it asks', async () => {
    const { service, opened } = await serve(({ path }) =>
      path === '/translate' ? { status: 429, body: {}, headers: { 'retry-after': '30' } } : undefined,
    );
    const { ask } = await opened();
    for (let time = 0; time < 3; time += 1) await expect(ask()).rejects.toMatchObject({ retryable: true });
    expect(service.received.filter(({ path }) => path === '/translate')).toHaveLength(1);
  });
});

describe('what a LibreTranslate server says of itself', () => {
  it('is its languages', async () => {
    const { examined, service } = await serve();
    expect(await examined()).toEqual({ status: 'ready', detail: `answers at ${service.url} with en, es, pt-BR, zh-Hans, zh-Hant` });
  });

  it.each<[string, FormReply, { readonly status: string; readonly detail: RegExp }]>([
    [
      'a page of something else',
      { body: '<html>' },
      { status: 'unfit', detail: /There is no LibreTranslate server at .*check its address/u },
    ],
    ['no such page', { status: 404, body: '' }, { status: 'unfit', detail: /There is no LibreTranslate server/u }],
    ['a refusal', { status: 401, body: { error: 'who are you' } }, { status: 'unfit', detail: /who are you\)\. Is its key right\?/u }],
    [
      'a way elsewhere',
      { status: 301, body: '', headers: { location: 'https://mt.example/' } },
      { status: 'unfit', detail: /moved to https:\/\/mt\.example/u },
    ],
    ['that it is broken', { status: 503, body: '' }, { status: 'unreachable', detail: /HTTP 503/u }],
  ])('may be %s', async (_, reply, { status, detail }) => {
    const { examined, opened } = await serve(() => reply);
    expect(await examined()).toMatchObject({ status, detail: expect.stringMatching(detail) as string });
    if (status === 'unfit')
      await expect(opened()).rejects.toMatchObject({ code: 'engine-failed', message: expect.stringMatching(detail) as string });
    else expect((await opened()).translator.supports('en', 'ja')).toBe(true);
  });

  it('is asked again when a session begins', async () => {
    let isUp = false;
    const { opened } = await serve(() => (isUp ? undefined : { status: 503, body: '' }));
    const { translator } = await opened();
    await expect(translator.prepare('en', 'es')).rejects.toMatchObject({ code: 'engine-unavailable', retryable: true });
    isUp = true;
    await translator.prepare('en', 'es');
    expect(translator.supports('en', 'ja')).toBe(false);
  });
});

describe('the settings of LibreTranslate', () => {
  it('have a key that is a secret, and say where the words go', () => {
    expect(libreTranslate.settings.shape.apiKey.meta()).toMatchObject({ secret: true });
    const settings = (url: string) => libreTranslate.settings.parse({ url });
    expect(libreTranslate.leavesMachine(settings('http://127.0.0.1:5000'))).toBe(false);
    expect(libreTranslate.leavesMachine(settings('https://libretranslate.com'))).toBe(true);
    expect(libreTranslate.sendsTo?.(settings('https://libretranslate.com'))).toBe('libretranslate.com');
    expect(libreTranslate.settings.safeParse({ url: 'https://me:sesame@mt.example' }).success).toBe(false);
  });

  it('warn of a key that goes over http to another machine', async () => {
    const warned: string[] = [];
    const log = { ...silentLog, warn: (_: object, message: string) => void warned.push(message) };
    const signal = AbortSignal.abort();
    const settings = libreTranslate.settings.parse({ url: 'http://192.0.2.1:5000', apiKey: 'k-123' });
    await libreTranslate.open(settings, { modelsDir: '/none', env: {}, clock: systemClock, log, signal }).catch(() => undefined);
    expect(warned).toEqual([expect.stringContaining('use https') as string]);
  });
});
