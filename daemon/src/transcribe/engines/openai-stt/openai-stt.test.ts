// Servers that speak OpenAI's interface for transcriptions, as real servers on loopback: what they are asked in, and the ways in which they answer.
import { afterEach, describe, expect, it } from 'vitest';
import { systemClock, type Stt, type SttRequest } from '@subcam/shared';
import { isLoud, startFormService, type FormReply, type FormRequest, type FormService } from '../../../testing/form-service.ts';
import { testSttConformance } from '../../../testing/stt-conformance.ts';
import { createOpenAiStt, type OpenAiSttOptions } from './openai-stt.ts';
import { openAiStt } from './description.ts';

const speech = new Float32Array(16_000).fill(0.1);
const forever = new AbortController().signal;
const open: { readonly service: FormService; readonly stt: Stt }[] = [];

interface Logged {
  readonly fields: object;
  readonly message: string;
}

/** A server that answers what the test says, a recogniser for it, and what that logs. */
async function serve(
  answer: (request: FormRequest) => FormReply | null,
  options: Partial<OpenAiSttOptions> & { readonly path?: string } = {},
) {
  const service = await startFormService(answer);
  const logged: Logged[] = [];
  const log = (fields: object, message: string): void => void logged.push({ fields, message });
  const stt = createOpenAiStt({
    model: 'tiny',
    apiKey: null,
    timeoutMs: 10_000,
    maxAnswerBytes: 1024 * 1024,
    clock: systemClock,
    log: { info: log, warn: log, error: log },
    ...options,
    url: `${service.url}${options.path ?? ''}`,
  });
  open.push({ service, stt });
  const ask = (request: Partial<SttRequest> = {}, signal = forever) =>
    stt.transcribe({ samples: speech, language: 'en-GB', purpose: 'final', ...request }, signal);
  return { service, stt, ask, logged };
}

const verbose = (text: string, extra: object = {}): FormReply => ({
  body: { task: 'transcribe', language: 'english', duration: 1, text, segments: [{ id: 0, start: 0, end: 1, text: ` ${text}` }], ...extra },
});

afterEach(async () => {
  for (const { service, stt } of open.splice(0)) {
    await stt.close();
    service.close();
  }
});

describe('an OpenAI-compatible server', () => {
  describe('as a recogniser', () => {
    testSttConformance(async () => {
      const { stt } = await serve(({ wav }) =>
        isLoud(wav) ? verbose('Hello there.', { duration: null }) : { body: { text: '', segments: [] } },
      );
      return { stt, speech, words: ['hello', 'there'] };
    });
  });

  it('is sent a WAV file, the model, the language by its code, the prompt and the key', async () => {
    const { service, ask } = await serve(() => verbose('hello'), { apiKey: 'sk-secret', model: 'large-v3' });
    await ask({ prompt: 'Harbor, Ottoline.' });
    const [{ path, authorization, fields, wav } = { wav: Buffer.alloc(0) }] = service.received as readonly Partial<FormRequest>[];
    expect(path).toBe('/v1/audio/transcriptions');
    expect(authorization).toBe('Bearer sk-secret');
    expect(fields).toEqual({
      model: 'large-v3',
      response_format: 'verbose_json',
      temperature: '0',
      language: 'en',
      prompt: 'Harbor, Ottoline.',
    });
    expect(wav?.toString('latin1', 0, 4)).toBe('RIFF');
    expect(wav?.length).toBe(44 + 32_000);
  });

  it('is sent no language, no prompt and no key where there is none', async () => {
    const { service, ask } = await serve(() => verbose('hello'));
    await ask({ language: 'auto', prompt: '' });
    expect(service.received[0]).toMatchObject({
      authorization: undefined,
      fields: { model: 'tiny', response_format: 'verbose_json', temperature: '0' },
    });
    expect(Object.keys(service.received[0]?.fields ?? {})).not.toContain('language');
  });

  it.each([
    ['', ['/v1/audio/transcriptions']],
    ['/v1', ['/v1/v1/audio/transcriptions', '/v1/audio/transcriptions']],
    ['/v1/', ['/v1/v1/audio/transcriptions', '/v1/audio/transcriptions']],
  ])('is found below an address that ends with "%s", and asked there from then on', async (path, paths) => {
    const { service, ask } = await serve(
      (request) => (request.path === '/v1/audio/transcriptions' ? verbose('hello') : { status: 404, body: { detail: 'Not Found' } }),
      { path },
    );
    await ask();
    await ask();
    expect(service.received.map((request) => request.path)).toEqual([...paths, paths.at(-1)]);
  });

  it('may be whisper.cpp’s own, which answers at /inference', async () => {
    const { ask } = await serve(({ path }) => (path === '/inference' ? verbose('hello') : { status: 404, body: 'File Not Found' }));
    expect((await ask()).text).toBe('hello');
  });

  it('is heard to the end, with the signs that it gives of each segment', async () => {
    const segments = [
      { text: ' We meet', start: 0, end: 0.4, avg_logprob: -0.1, no_speech_prob: 0.01, compression_ratio: 1.1 },
      { text: ' at noon.', start: 0.4, end: 1, avg_logprob: -0.3, no_speech_prob: 0.02 },
      { text: ' Thanks for watching!', start: 0.9, end: 1, avg_logprob: -1.4, no_speech_prob: 0.9 },
    ];
    const { stt, ask } = await serve(() => verbose('', { segments }));
    expect(await ask()).toEqual({
      text: 'We meet at noon.',
      language: 'en',
      confidence: expect.closeTo(Math.exp((-0.1 * 7 - 0.3 * 8 - 1.4 * 20) / 35), 6) as number,
      pieces: [
        { text: 'We meet', averageLogProbability: -0.1, noSpeechProbability: 0.01, compressionRatio: 1.1 },
        { text: 'at noon.', averageLogProbability: -0.3, noSpeechProbability: 0.02, compressionRatio: null },
      ],
      engine: stt.info,
    });
  });

  it('that gives words alone is heard too, a word in two pieces as one', async () => {
    const words = ['an', 'ill', '-disposed', 'man', ',', 'isn', '’t', 'he', '?'].map((word, index) => ({
      word,
      start: index / 10,
      end: index / 10,
    }));
    const { ask } = await serve(() => verbose('', { segments: [], words }));
    expect((await ask()).text).toBe('an ill-disposed man, isn’t he?');
  });

  it.each([
    ['pt', 'pt'],
    ['portuguese', 'pt'],
    ['unknown', 'auto'],
    [null, 'auto'],
  ])('that calls what it hears %j is understood as %s', async (language, code) => {
    const { ask } = await serve(() => verbose('Olá.', { language, language_probability: 0.75 }));
    const { language: told, heardLanguage } = await ask({ language: 'auto' });
    expect(told).toBe(code);
    expect(heardLanguage).toEqual(code === 'auto' ? undefined : { language: code, probability: 0.75 });
  });

  it.each([
    [400, { error: { message: "response_format 'verbose_json' is not compatible with model 'tiny'" } }],
    [422, { detail: [{ loc: ['body', 'response_format'], msg: 'Input should be json or text', type: 'enum' }] }],
    [400, { object: 'error', message: 'Currently only support response_format `text` or `json`' }],
  ])('that refuses verbose_json with %d is asked for json from then on, and the log says so once', async (status, refusal) => {
    const { service, ask, logged } = await serve(({ fields }) =>
      fields['response_format'] === 'json' ? { body: { text: ' Hello. ' } } : { status, body: refusal },
    );
    expect(await ask()).toMatchObject({ text: 'Hello.', language: 'en-GB', confidence: null });
    await ask();
    expect(service.received.map(({ fields }) => fields['response_format'])).toEqual(['verbose_json', 'json', 'json']);
    expect(logged).toEqual([{ fields: { engine: 'openai-stt' }, message: expect.stringContaining('verbose_json') as string }]);
  });

  it('that refuses a code is asked by the English name of the language, and remembered', async () => {
    const { service, ask } = await serve(({ fields }) =>
      fields['language'] === 'portuguese'
        ? verbose('Olá.', { language: 'portuguese' })
        : { status: 400, body: { detail: 'unknown language' } },
    );
    expect(await ask({ language: 'pt' })).toMatchObject({ text: 'Olá.', language: 'pt' });
    await ask({ language: 'pt-BR' });
    expect(service.received.map(({ fields }) => fields['language'])).toEqual(['pt', 'portuguese', 'portuguese']);
  });

  it('that writes nothing for a language that it is told is asked which one it hears, and believed where it is that one', async () => {
    const hearing = (language: string) =>
      serve(({ fields }) => (fields['language'] === undefined ? verbose('Привет.', { language }) : verbose('', { segments: [] })));
    const russian = await hearing('russian');
    expect(await russian.ask({ language: 'ru' })).toMatchObject({ text: 'Привет.', language: 'ru' });
    for (const other of ['english', 'unknown']) {
      const { ask, service } = await hearing(other);
      expect((await ask({ language: 'ru' })).text).toBe('');
      expect(service.received.map(({ fields }) => fields['language'])).toEqual(['ru', 'russian', undefined]);
    }
  });

  it('is asked once for a sound that is still growing, whatever it answers', async () => {
    const { service, ask } = await serve(() => verbose('', { segments: [] }));
    expect((await ask({ purpose: 'partial' })).text).toBe('');
    expect(service.received).toHaveLength(1);
  });
});

describe('an answer of another sound', () => {
  it.each([
    ['a sound that was longer', { duration: 9.5 }],
    ['a sound that was longer, told as a text', { duration: '9.5' }],
    ['a sound that was much shorter', { duration: 0.2 }],
    ['a longer sound by what was used', { duration: null, usage: { type: 'duration', seconds: 9 } }],
    ['words that begin after the end of the sound', { segments: [{ text: ' Good morning.', start: 14.2, end: 15 }] }],
  ])('is refused where it is of %s', async (_, extra) => {
    const { ask } = await serve(() => verbose('Good morning.', extra));
    await expect(ask()).rejects.toMatchObject({
      code: 'engine-failed',
      retryable: false,
      message: expect.stringContaining('another request'),
    });
  });

  it('is not what a server rounds up, or does not measure', async () => {
    for (const extra of [{ duration: 2 }, { duration: 0 }, { duration: 'unknown' }, { duration: null, usage: { type: 'tokens' } }]) {
      const { ask } = await serve(() => verbose('Hello.', extra));
      expect((await ask()).text).toBe('Hello.');
    }
  });

  it('loses the segments that begin after the end of the sound, and keeps the others', async () => {
    const segments = [
      { text: ' Hello.', start: 0, end: 0.8 },
      { text: ' Thank you.', start: 28, end: 30 },
    ];
    const { ask } = await serve(() => verbose('Hello. Thank you.', { segments }));
    expect((await ask()).text).toBe('Hello.');
  });
});

describe('a refusal', () => {
  it.each([
    [
      401,
      { error: { message: 'Incorrect API key provided: sk-secret.' } },
      /HTTP 401: Incorrect API key provided: •••\.\)\. Is its key right\?/u,
    ],
    [403, { detail: 'Forbidden' }, /HTTP 403: Forbidden\)\. May its key do this\?/u],
    [413, { detail: 'too large' }, /HTTP 413: too large\)\. Does it take so much/u],
    [422, { detail: [{ loc: ['body', 'file'], msg: 'Field required', type: 'missing' }] }, /body\.file: Field required/u],
    [404, { detail: "Model 'tiny' is not installed." }, /Model 'tiny' is not installed.*It has: base, large-v3\./u],
    [404, { error: { message: 'The model `tiny` does not exist.', code: 'model_not_found' } }, /It has: base, large-v3\./u],
  ])('with %d is told in the server’s own words, without the key', async (status, body, message) => {
    const { ask, service } = await serve(
      ({ path }) => (path === '/v1/models' ? { body: { object: 'list', data: [{ id: 'base' }, { id: 'large-v3' }] } } : { status, body }),
      { apiKey: 'sk-secret' },
    );
    await expect(ask()).rejects.toMatchObject({ code: 'engine-failed', retryable: false, message: expect.stringMatching(message) });
    await expect(ask()).rejects.not.toMatchObject({ message: expect.stringContaining('sk-secret') });
    expect(service.received.filter(({ method }) => method === 'POST')).toHaveLength(2);
  });

  it.each([
    [{ status: 429, body: { error: { message: 'Rate limit' } }, headers: { 'retry-after': '2' } }, 2_000],
    [{ status: 500, body: { error: { message: 'CUDA error' } } }, 0],
    [{ status: 503, body: { detail: 'loading' } }, 0],
  ])('that passes is one of %j', async (reply, retryAfterMs) => {
    const { ask } = await serve(() => reply);
    await expect(ask()).rejects.toMatchObject({ code: 'engine-unavailable', retryable: true, retryAfterMs });
  });

  it.each([['{"text": 7}'], ['not json'], ['{"result": "hello"}'], ['{"text":"a","segments":7}']])(
    'is what it means to speak something else: %s',
    async (body) => {
      const { ask } = await serve(() => ({ body }));
      await expect(ask()).rejects.toMatchObject({ code: 'engine-failed', retryable: false });
    },
  );

  it('is what more segments mean than any sound has', async () => {
    const { ask } = await serve(() => verbose('a', { segments: Array.from({ length: 1_001 }, () => ({ text: 'a' })) }));
    await expect(ask()).rejects.toMatchObject({ code: 'engine-failed', retryable: false });
  });
});

describe('what a server says of itself', () => {
  const examine = async (answer: (request: FormRequest) => FormReply | null, settings: object = {}) => {
    const { service } = await serve(answer);
    const report = await openAiStt.examine?.(openAiStt.settings.parse({ url: service.url, ...settings }), {
      clock: systemClock,
      signal: forever,
    });
    return { report, service };
  };
  const models = { body: { object: 'list', data: [{ id: 'base' }, { id: 'large-v3' }] } };

  it('is its list of models, which is asked with the key', async () => {
    const { report, service } = await examine(() => models, { model: 'base', apiKey: 'sk-secret' });
    expect(report).toEqual({ status: 'ready', detail: `answers at ${service.url} with base, large-v3` });
    expect(service.received).toMatchObject([{ method: 'GET', path: '/v1/models', authorization: 'Bearer sk-secret' }]);
  });

  it('may be that it does not list the model, which servers with one model leave aside', async () => {
    const { report } = await examine(() => models);
    expect(report).toMatchObject({ status: 'ready', detail: expect.stringContaining('"whisper-1" not among them') });
  });

  it('may be nothing', async () => {
    const noField = { status: 400, body: { error: { message: 'no "file" field in the request' } } };
    const { report, service } = await examine(({ method }) => (method === 'POST' ? noField : { status: 404, body: 'File Not Found' }));
    expect(report).toEqual({ status: 'ready', detail: `answers at ${service.url}, without a list of its models` });
    expect(service.received.filter(({ method }) => method === 'POST')).toMatchObject([{ json: { model: 'whisper-1' } }]);
    expect((await examine(() => ({ status: 503, body: {} }))).report).toMatchObject({ status: 'unreachable' });
    expect((await examine(() => ({ status: 401, body: { error: { message: 'no key' } } }))).report).toMatchObject({
      status: 'unfit',
      detail: expect.stringMatching(/no key\)\. Is its key right\?$/u),
    });
  });

  it.each([
    ['knows no such page', { status: 404, body: 'Not Found' }],
    ['has the same page for everything', { status: 200, body: '<html>Welcome</html>' }],
    ['answers everything in JSON', { status: 200, body: { ok: true } }],
  ] as const)('is that it is none, where it %s', async (_what, reply) => {
    expect((await examine(() => reply)).report).toMatchObject({ status: expect.stringMatching(/^(?:unfit|unreachable)$/u) });
  });
});

describe('the settings', () => {
  it('have a key that is a secret, and take none that could not be sent', () => {
    const { apiKey } = openAiStt.settings.shape;
    expect(apiKey.meta()).toMatchObject({ secret: true });
    for (const key of ['', 'two words', 'ключ']) expect(apiKey.safeParse(key).success).toBe(false);
    expect(openAiStt.settings.parse({})).toMatchObject({ apiKey: null, model: 'whisper-1', url: 'http://127.0.0.1:8000' });
  });

  it('say where the sound goes', () => {
    expect(openAiStt.leavesMachine(openAiStt.settings.parse({}))).toBe(false);
    expect(openAiStt.leavesMachine(openAiStt.settings.parse({ url: 'https://api.openai.com' }))).toBe(true);
  });
});
