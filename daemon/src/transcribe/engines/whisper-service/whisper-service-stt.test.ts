// The whisper service, as a real server on loopback: what it is asked in, and every way in which it may answer.
import { afterEach, describe, expect, it } from 'vitest';
import { systemClock, type Stt } from '@subcam/shared';
import { isLoud, startFormService, type FormReply, type FormRequest, type FormService } from '../../../testing/form-service.ts';
import { testSttConformance } from '../../../testing/stt-conformance.ts';
import { whisperService } from './description.ts';
import { createWhisperServiceStt, type WhisperServiceOptions } from './whisper-service-stt.ts';

const whole = (text: string, extra: object = {}) => ({
  text,
  language: 'en',
  confidence: 0.9,
  segments: [{ id: 0, start: 0, end: 1, text }],
  ...extra,
});
const recogniserOf = (url: string, options: Partial<WhisperServiceOptions> = {}): Stt =>
  createWhisperServiceStt({ ...whisperService.settings.parse({ url }), clock: systemClock, ...options });
const speech = new Float32Array(16_000).fill(0.1);
const forever = new AbortController().signal;

const open: { readonly service: FormService; readonly stt: Stt }[] = [];

async function serviceStt(answer: (request: FormRequest) => FormReply | null, options: Partial<WhisperServiceOptions> = {}): Promise<Stt> {
  const service = await startFormService(answer);
  const stt = recogniserOf(service.url, options);
  open.push({ service, stt });
  return stt;
}
const ask = (stt: Stt, samples = speech) => stt.transcribe({ samples, language: 'en-GB', purpose: 'final' }, forever);

afterEach(async () => {
  for (const { service, stt } of open.splice(0)) {
    await stt.close();
    service.close();
  }
});

describe('the whisper service', () => {
  describe('as a recogniser', () => {
    testSttConformance(async () => ({
      stt: await serviceStt(({ wav }) => ({ body: isLoud(wav) ? whole(' Hello there. ') : whole('', { segments: [] }) })),
      speech,
      words: ['hello', 'there'],
    }));
  });

  it.each([
    ['pt', 'pt'],
    ['portuguese', 'pt'],
    ['PT_br', 'pt-BR'],
    ['unknown', 'auto'],
    ['', 'auto'],
    [null, 'auto'],
  ])('that calls what it hears %j is understood as %s', async (language, code) => {
    const stt = await serviceStt(() => ({ body: whole('Olá.', { language }) }));
    const result = await stt.transcribe({ samples: speech, language: 'auto', purpose: 'final' }, forever);
    expect(result).toMatchObject({ text: 'Olá.', language: code });
  });

  it('is sent a 16 kHz mono WAV of the samples, the language and the task', async () => {
    const received: FormRequest[] = [];
    const stt = await serviceStt(
      (request) => {
        received.push(request);
        return { body: whole('hello') };
      },
      { model: 'base' },
    );
    await ask(stt, Float32Array.of(0, 0.5, -0.5, 1, -1));
    const [{ path, fields, wav } = { path: '', fields: {}, wav: Buffer.alloc(0) }] = received;
    expect(path).toBe('/transcribe');
    expect(fields).toEqual({ language: 'en', task: 'transcribe', enable_vad: 'false', enable_diarization: 'false', model: 'base' });
    expect(wav.toString('latin1', 0, 16)).toBe('RIFF.\0\0\0WAVEfmt ');
    expect([wav.readUInt16LE(20), wav.readUInt16LE(22), wav.readUInt32LE(24), wav.readUInt32LE(28), wav.readUInt16LE(34)]).toEqual([
      1, 1, 16_000, 32_000, 16,
    ]);
    expect(wav.readUInt32LE(40)).toBe(10);
    expect(Array.from({ length: 5 }, (_, index) => wav.readInt16LE(44 + 2 * index))).toEqual([0, 16_384, -16_384, 32_767, -32_768]);
  });

  it('is heard to the end: every segment counts, not only the last', async () => {
    const segments = [' We meet', ' at noon.', ' '].map((text, id) => ({ id, start: id, end: id + 1, text }));
    const stt = await serviceStt(() => ({ body: whole('at noon.', { segments }) }));
    expect((await ask(stt)).text).toBe('We meet at noon.');
  });

  it('is heard when it gives a text and no segments', async () => {
    const stt = await serviceStt(() => ({ body: { text: ' Hello. ', segments: [] } }));
    expect(await ask(stt)).toEqual({ text: 'Hello.', language: 'en-GB', confidence: null, engine: stt.info });
  });

  it('is not believed about segments in which it heard nobody speak', async () => {
    const segments = [
      { text: 'Hello.', avg_logprob: -0.2, no_speech_prob: 0.7 },
      { text: 'Thanks for watching!', avg_logprob: -1.4, no_speech_prob: 0.9 },
    ];
    const stt = await serviceStt(() => ({ body: whole('Hello. Thanks for watching!', { segments }) }));
    expect((await ask(stt)).text).toBe('Hello.');
  });

  it('passes on the signs that it gives of each segment', async () => {
    const segments = [
      { text: ' Hello.', avg_logprob: -0.2, no_speech_prob: 0.1, compression_ratio: 0.9 },
      { text: ' Thanks for watching!', avg_logprob: -0.4, no_speech_prob: 0.8 },
    ];
    const stt = await serviceStt(() => ({ body: whole('Hello. Thanks for watching!', { segments }) }));
    expect((await ask(stt)).pieces).toEqual([
      { text: 'Hello.', averageLogProbability: -0.2, noSpeechProbability: 0.1, compressionRatio: 0.9 },
      { text: 'Thanks for watching!', averageLogProbability: -0.4, noSpeechProbability: 0.8, compressionRatio: null },
    ]);
  });

  it('is refused when it gives more segments than any sound has', async () => {
    const segments = Array.from({ length: 1_001 }, () => ({ text: 'a' }));
    const stt = await serviceStt(() => ({ body: whole('a', { segments }) }));
    await expect(ask(stt)).rejects.toMatchObject({ code: 'engine-failed', retryable: false });
  });

  it('keeps a path of its address', async () => {
    const paths: string[] = [];
    const service = await startFormService(({ path }) => {
      paths.push(path);
      return { body: whole('hello') };
    });
    for (const baseUrl of [`${service.url}/whisper`, `${service.url}/whisper/`]) {
      const stt = recogniserOf(baseUrl);
      open.push({ service, stt });
      await ask(stt);
    }
    expect(paths).toEqual(['/whisper/transcribe', '/whisper/transcribe']);
  });
});

describe('a failure of the whisper service', () => {
  it.each([
    { status: 400, error: 'no audio file', code: 'engine-failed', retryable: false },
    { status: 500, error: 'out of memory', code: 'engine-unavailable', retryable: true },
    { status: 503, error: 'model is loading', code: 'engine-unavailable', retryable: true },
    { status: 429, error: 'too many', code: 'engine-unavailable', retryable: true },
  ] as const)('answers $status with a reason, which is passed on', async ({ status, error, code, retryable }) => {
    const stt = await serviceStt(() => ({ status, body: { error } }));
    await expect(ask(stt)).rejects.toMatchObject({ code, retryable, message: expect.stringContaining(error) });
  });

  it('may sit behind a proxy that answers in its own words', async () => {
    const stt = await serviceStt(() => ({ status: 502, body: '<html>Bad Gateway</html>' }));
    await expect(ask(stt)).rejects.toMatchObject({ code: 'engine-unavailable', retryable: true, message: expect.stringContaining('502') });
  });

  it.each([['{"text": 7}'], ['not json'], ['{"result": "hello"}']])('is refused when it speaks something else: %s', async (body) => {
    const stt = await serviceStt(() => ({ body }));
    await expect(ask(stt)).rejects.toMatchObject({ code: 'engine-failed', retryable: false });
  });

  it('is worth asking again when it does not answer in time', async () => {
    const stt = await serviceStt(() => null, { timeoutMs: 20 });
    await expect(ask(stt)).rejects.toMatchObject({
      code: 'timeout',
      retryable: true,
      message: expect.stringContaining('in time'),
    });
  });

  it('is worth asking again when nothing listens there', async () => {
    const service = await startFormService(() => null);
    service.close();
    const stt = recogniserOf(service.url);
    await expect(ask(stt)).rejects.toMatchObject({ code: 'engine-unavailable', retryable: true });
  });
});
