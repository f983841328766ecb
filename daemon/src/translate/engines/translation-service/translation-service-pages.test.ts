// The contract's translation service beyond one text into one language: several languages at once, an unknown one, and what it says of itself.
import { afterEach, describe, expect, it } from 'vitest';
import { silentLog } from '../../../telemetry/index.ts';
import { startFormService, type FormReply, type FormRequest, type FormService } from '../../../testing/form-service.ts';
import { systemClock, type EngineLog, type TranslateRequest, type Translator } from '@subcam/shared';
import { createTranslationServiceTranslator, type TranslationServiceOptions } from './translation-service-translator.ts';
import { translationService } from './description.ts';

const forever = new AbortController().signal;
const open: { close(): unknown }[] = [];

const NOT_FOUND: FormReply = { status: 404, body: { error: 'not found' } };

/** A service that has all of the contract's pages; `own` may answer first. */
function contract(request: FormRequest, own: (request: FormRequest) => FormReply | null | undefined = () => undefined) {
  const { path, json } = request;
  const said = own(request);
  if (said !== undefined) return said;
  const text = String(json?.['text']);
  const targets = (json?.['target_languages'] ?? []) as readonly string[];
  const translated = (code: unknown) => ({ translated_text: `[${String(code)}] ${text}`, confidence_score: 0.8, model_used: 'nllb' });
  switch (path) {
    case '/api/translate':
      return { body: translated(json?.['target_language']) };
    case '/api/translate/multi':
      return {
        body: {
          source_text: text,
          translations: Object.fromEntries(targets.map((code) => [code, translated(code)])),
        },
      };
    case '/api/detect':
      return { body: { language: text.startsWith('Hola') ? 'es' : 'en', confidence: 0.9 } };
    case '/api/health':
      return { body: { status: 'healthy' } };
    case '/api/languages':
      return { body: { languages: [{ code: 'en', name: 'English' }, { code: 'es' }, { code: 'pt' }] } };
    case '/api/device-info':
      return { body: { device: 'cuda:0' } };
    default:
      return NOT_FOUND;
  }
}

async function serve(own?: (request: FormRequest) => FormReply | null | undefined, options: Partial<TranslationServiceOptions> = {}) {
  const service = await startFormService((request) => contract(request, own));
  const translator = createTranslationServiceTranslator({
    timeoutMs: 10_000,
    maxAnswerBytes: 1024 * 1024,
    maxTextLength: 10_000,
    gatherMs: 5,
    clock: systemClock,
    ...options,
    url: service.url,
  });
  open.push(translator, service);
  return { service, translator };
}

const ask = (
  translator: Translator,
  targetLanguage: string,
  { signal = forever, ...given }: Partial<TranslateRequest> & { readonly signal?: AbortSignal } = {},
) => translator.translate({ text: 'Hello.', sourceLanguage: 'en', targetLanguage, purpose: 'final', ...given }, signal);

const asked = ({ received }: FormService) =>
  received.map(({ path, json }) => [path, json?.['target_languages'] ?? json?.['target_language']]);

afterEach(async () => {
  for (const one of open.splice(0)) await one.close();
});

describe('one text into several languages', () => {
  it('is one request, in which each has its own translation', async () => {
    const { service, translator } = await serve();
    const results = await Promise.all(['es', 'pt-BR'].map((target) => ask(translator, target)));
    expect(results.map(({ text }) => text)).toEqual(['[es] Hello.', '[pt] Hello.']);
    expect(results[0]).toMatchObject({ confidence: 0.8, engine: { name: 'translation-service', model: 'nllb' } });
    expect(asked(service)).toEqual([['/api/translate/multi', ['es', 'pt']]]);
  });

  it('names a language once of which several regions are wanted', async () => {
    const { service, translator } = await serve();
    const results = await Promise.all(['pt-BR', 'es', 'pt-PT'].map((target) => ask(translator, target)));
    expect(results.map(({ text }) => text)).toEqual(['[pt] Hello.', '[es] Hello.', '[pt] Hello.']);
    expect(asked(service)).toEqual([['/api/translate/multi', ['pt', 'es']]]);
  });

  it('that is said twice is a request for each time, so that one that fails takes no other with it', async () => {
    let count = 0;
    const { service, translator } = await serve(({ path }) => {
      if (path !== '/api/translate') return undefined;
      count += 1;
      return count === 1 ? { status: 400, body: { error: 'not now' } } : undefined;
    });
    const outcomes = await Promise.allSettled(['es', 'es'].map((target) => ask(translator, target)));
    expect(new Set(outcomes.map(({ status }) => status))).toEqual(new Set(['fulfilled', 'rejected']));
    expect(asked(service)).toEqual([
      ['/api/translate', 'es'],
      ['/api/translate', 'es'],
    ]);
  });

  it('is a request for each where the texts or the languages they are in are others, and where nothing is gathered', async () => {
    const { service, translator } = await serve();
    await Promise.all([ask(translator, 'es'), ask(translator, 'pt', { text: 'Bye.' }), ask(translator, 'pt', { sourceLanguage: 'es' })]);
    expect(service.received.map(({ path }) => path)).toEqual(['/api/translate', '/api/translate', '/api/translate']);
    const alone = await serve(undefined, { gatherMs: 0 });
    await Promise.all([ask(alone.translator, 'es'), ask(alone.translator, 'pt')]);
    expect(asked(alone.service)).toEqual([
      ['/api/translate', 'es'],
      ['/api/translate', 'pt'],
    ]);
  });

  it.each([404, 405])('is a request for each from then on where a service answers %d to all of them', async (status) => {
    const { service, translator } = await serve(({ path }) => (path.endsWith('/multi') ? { ...NOT_FOUND, status } : undefined));
    for (const text of ['One.', 'Two.']) {
      const results = await Promise.all(['es', 'pt'].map((target) => ask(translator, target, { text })));
      expect(results.map((result) => result.text)).toEqual([`[es] ${text}`, `[pt] ${text}`]);
    }
    expect(service.received.map(({ path }) => path)).toEqual(['/api/translate/multi', ...Array(4).fill('/api/translate')]);
  });

  it('that is refused is asked for each, so that one language takes no other with it', async () => {
    const { translator } = await serve(({ path, json }) =>
      path.endsWith('/multi') || json?.['target_language'] === 'xx' ? { status: 400, body: { error: 'no language xx' } } : undefined,
    );
    const [spanish, other] = await Promise.allSettled([ask(translator, 'es'), ask(translator, 'xx')]);
    expect(spanish).toMatchObject({ value: { text: '[es] Hello.' } });
    expect(other).toMatchObject({ reason: { code: 'engine-failed', message: expect.stringContaining('no language xx') as string } });
  });

  it.each([
    ['an error', { error: 'no model for pt' }, /answered for pt: no model for pt/u],
    ['an error of another shape', { error: 7 }, /answered for pt: no translation, and no reason/u],
    ['nothing', undefined, /answered for pt: no translation/u],
    ['null', null, /answered for pt: no translation/u],
    ['a translation of another shape', { translated_text: ['Olá.'] }, /answered for pt: no translation/u],
    ['an empty text', { translated_text: ' ' }, /answered with nothing: does it have the languages en and pt\?/u],
  ])('of which one gets %s costs that one alone', async (_, portuguese, message) => {
    const { translator } = await serve(({ path }) =>
      path.endsWith('/multi') ? { body: { translations: { ES: { translated_text: 'Hola.' }, pt: portuguese } } } : undefined,
    );
    const [spanish, other] = await Promise.allSettled([ask(translator, 'es'), ask(translator, 'pt')]);
    expect(spanish).toMatchObject({ value: { text: 'Hola.' } });
    expect(other).toMatchObject({ reason: { code: 'engine-failed', message: expect.stringMatching(message) as string } });
  });

  it('that one gives up goes on for the others; that all give up is given up', async () => {
    const { service, translator } = await serve(({ json }) => (json?.['text'] === 'Never.' ? null : undefined));
    const stop = new AbortController();
    const given = ask(translator, 'es', { signal: stop.signal });
    const other = ask(translator, 'pt');
    stop.abort(new Error('enough'));
    await expect(given).rejects.toMatchObject({ code: 'aborted' });
    expect((await other).text).toBe('[pt] Hello.');
    const stopBoth = new AbortController();
    const both = ['es', 'pt'].map((target) => ask(translator, target, { text: 'Never.', signal: stopBoth.signal }));
    await expect.poll(() => service.received.length).toBe(2);
    stopBoth.abort();
    for (const one of both) await expect(one).rejects.toMatchObject({ code: 'aborted' });
    await expect.poll(() => service.left()).toBe(1);
  });
});

describe('a text whose language is not known', () => {
  it('is told apart by the service, and what is in the target’s language already stays', async () => {
    const { service, translator } = await serve();
    expect(translator.supports('auto', 'es')).toBe(true);
    const results = await Promise.all(
      ['es', 'pt'].map((target) => ask(translator, target, { text: 'Hola a todos.', sourceLanguage: 'auto' })),
    );
    expect(results.map(({ text }) => text)).toEqual(['Hola a todos.', '[pt] Hola a todos.']);
    expect(service.received.map(({ path, json }) => [path, json?.['source_language']])).toEqual([
      ['/api/detect', undefined],
      ['/api/translate', 'es'],
    ]);
  });

  it.each([
    [{ body: { detected_language: 'en' } }, '[es] Hi.'],
    [{ body: [{ language: 'EN', confidence: 92 }] }, '[es] Hi.'],
  ])('is told in the shape %j too', async (reply, text) => {
    const { translator } = await serve(({ path }) => (path === '/api/detect' ? reply : undefined));
    expect((await ask(translator, 'es', { text: 'Hi.', sourceLanguage: 'auto' })).text).toBe(text);
  });

  it.each([
    [NOT_FOUND, /no \/api\/detect\): name the language that is spoken/u],
    [{ body: { language: null } }, /can't tell in which language/u],
  ])('is refused where the service answers %j', async (reply, message) => {
    const { translator } = await serve(({ path }) => (path === '/api/detect' ? reply : undefined));
    const refused = ask(translator, 'es', { sourceLanguage: 'auto' });
    await expect(refused).rejects.toMatchObject({ code: 'bad-request', message: expect.stringMatching(message) as string });
  });
});

const examine = async (own?: (request: FormRequest) => FormReply | null | undefined) => {
  const { service } = await serve(own);
  const settings = translationService.settings.parse({ url: service.url, model: 'nllb', quality: 'fast' });
  const report = await translationService.examine?.(settings, { clock: systemClock, signal: forever });
  return { service, settings, report };
};
const openWith = async (own?: (request: FormRequest) => FormReply | null | undefined, log: EngineLog = silentLog) => {
  const { service, settings } = await examine(own);
  const translator = await translationService.open(settings, { modelsDir: '/none', env: {}, clock: systemClock, log, signal: forever });
  open.push(translator);
  return { service, translator };
};

describe('what a translation service says of itself', () => {
  it('is where it is, what it runs on and which languages it has', async () => {
    const { service, report } = await examine();
    expect(report).toEqual({ status: 'ready', device: 'cuda:0', detail: `answers at ${service.url} on cuda:0 with en, es, pt` });
  });

  it.each<[string, (request: FormRequest) => FormReply]>([
    ['translates nothing', () => ({ body: { translated_text: '' } })],
    ['says in its answer that there are no words', () => ({ body: { error: 'no text' } })],
    ['refuses a text without words', () => ({ status: 422, body: { detail: [{ loc: ['body', 'text'], msg: 'too short' }] } })],
    ['breaks over a text without words', () => ({ status: 500, body: '<html>' })],
    ['is at its other path', ({ path }) => (path === '/translate' ? { status: 400, body: { error: 'no text' } } : NOT_FOUND)],
  ])('may be nothing: one that has only what it translates with can be used, when it %s', async (_, answer) => {
    const { report, service } = await examine((request) => (request.method === 'POST' ? answer(request) : NOT_FOUND));
    expect(report).toMatchObject({ status: 'ready', detail: expect.stringContaining('without a list of its languages') as string });
    expect(report).not.toHaveProperty('device');
    // Nobody's words go to an address of which nothing is known yet.
    for (const { json } of service.received) expect(json?.['text'] ?? '').toBe('');
  });

  it.each<[string, (request: FormRequest) => FormReply, RegExp]>([
    [
      'has none of the paths',
      () => NOT_FOUND,
      /There is no translation service at .*\(\/api\/translate and \/translate: HTTP 404\): check its address$/u,
    ],
    [
      'has the same page everywhere',
      () => ({ body: '<html>Welcome</html>', headers: { 'content-type': 'text/html' } }),
      /check its address$/u,
    ],
    [
      'serves files',
      ({ method }) => (method === 'POST' ? { status: 501, body: '' } : { status: 404, body: '' }),
      /HTTP 501\): check its address$/u,
    ],
    [
      'has a health of its own',
      ({ path }) => (path === '/api/health' ? { body: { status: 'ok' } } : NOT_FOUND),
      /HTTP 404\): check its address$/u,
    ],
    ['answers everything with the same JSON', () => ({ body: { status: 'ok' } }), /check its address$/u],
    [
      'wants a key',
      ({ method }) => (method === 'POST' ? { status: 403, body: '' } : NOT_FOUND),
      /HTTP 403: Forbidden\)\. May its key do this\?$/u,
    ],
  ])('is not believed of a server that %s', async (_, answer, message) => {
    const { report } = await examine(answer);
    expect(report).toMatchObject({ status: 'unfit', detail: expect.stringMatching(message) as string });
    await expect(openWith(answer)).rejects.toMatchObject({
      code: 'engine-failed',
      message: expect.stringMatching(/check its address|its key/u) as string,
    });
  });

  it('may be that it is not ready, is busy, or is elsewhere', async () => {
    const health = (reply: FormReply) => examine(({ path }) => (path === '/api/health' ? reply : NOT_FOUND));
    expect((await health({ body: { status: 'loading' } })).report).toMatchObject({ status: 'unreachable' });
    expect((await examine(() => ({ status: 503, body: {} }))).report).toMatchObject({ status: 'unreachable' });
    const moved = { status: 308, body: '', headers: { location: 'https://elsewhere.example/' } };
    expect((await examine(() => moved)).report).toMatchObject({
      status: 'unfit',
      detail: expect.stringMatching(/moved to https:\/\/elsewhere\.example\/; set that as its address/u) as string,
    });
  });

  it('decides which pairs it is asked for; of others it says what it has, and is not asked', async () => {
    const { service, translator } = await openWith();
    expect(translator.supports('en-GB', 'pt-BR')).toBe(true);
    expect(translator.supports('en', 'ja')).toBe(false);
    await expect(ask(translator, 'ja')).rejects.toMatchObject({
      code: 'bad-request',
      message: `The translation service at ${service.url} does not translate English into Japanese; it has: en, es, pt.`,
    });
    await ask(translator, 'es');
    expect(service.received.at(-1)?.json).toMatchObject({ model: 'nllb', quality: 'fast', target_language: 'es' });
    expect(service.received.filter(({ method }) => method === 'POST')).toHaveLength(1);
  });

  it('is asked again when a session begins', async () => {
    let isUp = false;
    const { translator } = await openWith(() => (isUp ? undefined : { status: 503, body: { error: 'loading' } }));
    await expect(translator.prepare('en', 'es')).rejects.toMatchObject({ code: 'engine-unavailable', retryable: true });
    expect(translator.supports('en', 'ja')).toBe(true);
    isUp = true;
    await translator.prepare('en', 'es');
    expect(translator.supports('en', 'ja')).toBe(false);
  });

  it('stops no start where it does not answer, and is looked at again where it is not fit', async () => {
    const warned: string[] = [];
    await openWith(() => ({ status: 503, body: {} }), { ...silentLog, warn: (_, message) => void warned.push(message) });
    expect(warned).toEqual([expect.stringContaining('does not answer') as string]);
    await expect(openWith(() => ({ status: 307, body: '', headers: { location: '/login' } }))).rejects.toMatchObject({
      code: 'engine-failed',
    });
  });
});

describe('the model of a translation service', () => {
  it('has to have the model that is asked for, where it says which it has', async () => {
    const models = (body: unknown) => examine(({ path }) => (path === '/api/models' ? { body } : undefined));
    expect((await models({ available_models: ['small', { name: 'large' }] })).report).toMatchObject({
      status: 'unfit',
      detail: expect.stringMatching(
        /has no model "nllb"; it has: small, large\. Set engines\.translator\.translation-service\.model to one of these$/u,
      ) as string,
    });
    for (const body of [['nllb', 'small'], [], '<html>']) expect((await models(body)).report).toMatchObject({ status: 'ready' });
  });

  it.each([400, 404, 422])('of a model that it has not, with %d, is told with where that is set', async (status) => {
    const own = ({ path }: FormRequest) => (path === '/api/translate' ? { status, body: { error: 'unknown model nllb' } } : undefined);
    const { translator } = await serve(own, { model: 'nllb' });
    await expect(ask(translator, 'es')).rejects.toMatchObject({
      code: 'engine-failed',
      message: expect.stringMatching(
        /unknown model nllb\)\. Has it "nllb" \(engines\.translator\.translation-service\.model\)\?$/u,
      ) as string,
    });
  });

  it('is one line, and not long, whatever it calls itself', async () => {
    const long = `big\r\n\u001B[2Jmodel ${'x'.repeat(10_000)}`;
    const { translator, service } = await serve(({ path }) => {
      if (path === '/api/device-info') return { body: { device: long } };
      return path === '/api/translate' ? { body: { translated_text: 'Hola.', model_used: long, backend_used: '\u0000gpu\n' } } : undefined;
    });
    const { engine } = await ask(translator, 'es');
    expect(engine.model).toMatch(/^gpu big \[2Jmodel x+…$/u);
    expect(engine.model).toHaveLength(100);
    const report = await translationService.examine?.(translationService.settings.parse({ url: service.url }), {
      clock: systemClock,
      signal: forever,
    });
    expect(report?.device).toMatch(/^big \[2Jmodel x+…$/u);
    expect(report?.device).toHaveLength(100);
  });
});
