// POST /api/process-chunk of the whisper service, as a real server on loopback: what it is asked in, and the ways in which it answers.
import { afterEach, describe, expect, it } from 'vitest';
import { systemClock, type Stt } from '@subcam/shared';
import { isLoud, startFormService, type FormReply, type FormRequest, type FormService } from '../../../testing/form-service.ts';
import { testSttConformance } from '../../../testing/stt-conformance.ts';
import { whisperService } from './description.ts';
import { createWhisperServiceStt } from './whisper-service-stt.ts';

const speech = new Float32Array(16_000).fill(0.1);
const forever = new AbortController().signal;
const open: { readonly service: FormService; readonly stt: Stt }[] = [];

async function serve(answer: (request: FormRequest) => FormReply | null, model: string | null = null) {
  const service = await startFormService(answer);
  const stt = createWhisperServiceStt({
    ...whisperService.settings.parse({ url: service.url, transport: 'process-chunk', model }),
    clock: systemClock,
  });
  open.push({ service, stt });
  const ask = (prompt?: string) =>
    stt.transcribe({ samples: speech, language: 'en-GB', purpose: 'final', ...(prompt === undefined ? {} : { prompt }) }, forever);
  return { service, stt, ask };
}

const soundOf = ({ json }: FormRequest): Buffer => Buffer.from(String(json?.['audio_data']), 'base64');

/** What the service answers to a chunk, each field under the name that some services have for it. */
const done = ({ json }: FormRequest, text: string, extra: object = {}): FormReply => ({
  body: {
    chunk_id: json?.['chunk_id'],
    session_id: json?.['session_id'],
    status: 'success',
    transcription: {
      text,
      language: 'en',
      confidence_score: 0.8,
      segments: [{ text: ` ${text}`, start: 0, end: 1 }],
      timestamp: '2026-01-01',
    },
    processing_info: { model_used: 'base', device_used: 'cpu' },
    chunk_sequence: 0,
    chunk_timing: {},
    ...extra,
  },
});

afterEach(async () => {
  for (const { service, stt } of open.splice(0)) {
    await stt.close();
    service.close();
  }
});

describe('the whisper service, by chunks', () => {
  describe('as a recogniser', () => {
    testSttConformance(async () => {
      const { stt } = await serve((request) => done(request, isLoud(soundOf(request)) ? 'Hello there.' : ''));
      return { stt, speech, words: ['hello', 'there'] };
    });
  });

  it('is sent the sound as base64 of a WAV file, with its length, the language, the prompt and the model', async () => {
    const { service, ask } = await serve((request) => done(request, 'Hello.'), 'small');
    await ask('Harbor.');
    const [request] = service.received as [FormRequest];
    expect(request.path).toBe('/api/process-chunk');
    expect(request.json).toEqual({
      chunk_id: expect.stringMatching(/^[0-9a-f-]{36}$/u) as string,
      session_id: request.json?.['chunk_id'],
      audio_data: expect.any(String) as string,
      chunk_metadata: {
        sequence_number: 0,
        start_time: 0,
        end_time: 1,
        duration: 1,
        sample_rate: 16_000,
        channels: 1,
        format: 'wav',
        language: 'en',
        task: 'transcribe',
        enable_vad: false,
        enable_diarization: false,
        initial_prompt: 'Harbor.',
      },
      model_name: 'small',
    });
    expect(soundOf(request).toString('latin1', 0, 4)).toBe('RIFF');
    expect(soundOf(request).length).toBe(44 + 32_000);
  });

  it('is understood with the names that its fields have in some services, and says what it runs', async () => {
    const { stt, ask } = await serve((request) =>
      done(request, '', { transcription: { text: '', detected_language: 'portuguese', confidence: 0.5, segments: [{ text: 'Olá.' }] } }),
    );
    expect(await ask()).toMatchObject({
      text: 'Olá.',
      language: 'pt',
      confidence: 0.5,
      engine: { name: 'whisper-service', model: 'base on cpu' },
    });
    expect(stt.info.model).toBe('base on cpu');
  });

  it.each([{ chunk_id: 'another' }, { session_id: 'another' }])('is not believed about another chunk: %j', async (ids) => {
    const { ask } = await serve((request) => done(request, 'Good morning.', ids));
    await expect(ask()).rejects.toMatchObject({
      code: 'engine-failed',
      retryable: false,
      message: expect.stringContaining('another request'),
    });
  });

  it.each([
    [{ status: 'error', transcription: undefined, error: 'CUDA out of memory' }, /CUDA out of memory/u],
    [{ status: 'queued' }, /status queued/u],
  ])('that could not read a chunk is asked again: %j', async (extra, message) => {
    const { ask } = await serve((request) => done(request, 'Hello.', extra));
    await expect(ask()).rejects.toMatchObject({ code: 'engine-unavailable', retryable: true, message: expect.stringMatching(message) });
  });

  it.each([['{"status":"success"}'], ['[]'], ['{"status":"success","transcription":{"text":7}}']])(
    'is refused when it speaks something else: %s',
    async (body) => {
      const { ask } = await serve(() => ({ body }));
      await expect(ask()).rejects.toMatchObject({ code: 'engine-failed', retryable: false });
    },
  );
});
