// POST /api/audio/upload as clients call it: forms over the network, files of every kind through ffmpeg, real files on the disk, a real database.
import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { request as httpRequest } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { systemClock } from '@subcam/shared';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { wavBytes } from '../../testing/wav-bytes.ts';
import { createUploads, openSpool, type UploadLimits } from '../../upload/index.ts';
import { openUploadRig, type UploadRig } from '../../testing/upload-rig.ts';
import { soundOf } from '../../testing/scripted-pipeline.ts';
import type { Gateway } from '../index.ts';
import { sendForm, type SentForm } from '../testing/send-form.ts';
import { startTestGateway, TOKEN } from '../testing/test-gateway.ts';

const run = promisify(execFile);
const MAX_FILE_BYTES = 2 * 1024 * 1024;

/** Each with what ffmpeg makes it by. */
const KINDS: Readonly<Record<string, readonly string[]>> = {
  'talk.mp3': [],
  'talk.ogg': ['-c:a', 'libvorbis'],
  'talk.webm': ['-c:a', 'libopus'],
  'talk.mp4': ['-c:a', 'aac'],
  'talk.flac': [],
  'talk.m4a': ['-c:a', 'aac'],
};

let folder: string;
let rig: UploadRig;
let gateway: Gateway;
let uploads: ReturnType<typeof createUploads>;
let wav: Buffer;
let sessions = 0;
/** Those of now; tests change them for a while. */
const limits: { -readonly [Name in keyof UploadLimits]?: number } = {
  maxFileBytes: MAX_FILE_BYTES,
  missingChunkMs: 300,
  closeAfterMs: 100,
};

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'subcam-audio-upload-'));
  rig = await openUploadRig({ clock: systemClock, limits });
  uploads = createUploads({ ...rig.deps, store: rig.store, spool: await openSpool(path.join(folder, 'uploads')), env: process.env });
  gateway = await startTestGateway(rig.registry, { uploads });
  // Loud enough to be speech to the scripted detector, and of a low pitch, which every codec keeps.
  const samples = [...soundOf([0, 500], [0.9, 1500], [0, 1500])].map((value, index) => (value / 32_768) * Math.sign(Math.sin(index / 13)));
  wav = wavBytes({ encoding: 'integer', bitsPerSample: 16, channels: [samples], sampleRateHz: 16_000 });
  await writeFile(path.join(folder, 'talk.wav'), wav);
  const outputs = Object.entries(KINDS).flatMap(([name, args]) => [...args, path.join(folder, name)]);
  await run('ffmpeg', ['-loglevel', 'error', '-i', path.join(folder, 'talk.wav'), ...outputs]);
});

afterAll(async () => {
  await gateway.close();
  await uploads.close();
  await rig.registry.close();
  await rig.close();
  await rm(folder, { recursive: true });
});

type Sent = Partial<SentForm>;

const newSession = (): string => `session-${(sessions += 1)}`;

const send = (sent: Sent) => sendForm(gateway.port, { file: wav, ...sent });

describe('a file', () => {
  it('is answered in the contract’s words, whichever name its part has and wherever it stands in the form', async () => {
    const fields = {
      session_id: newSession(),
      chunk_id: 'c-1',
      metadata: JSON.stringify({ timestamp: 1_700_000_000.5, duration: 3.5, chunk_index: 0, source: 'microphone', anything: 'else' }),
      target_languages: 'es, xx',
      enable_translation: 'true',
      enable_diarization: 'false',
      source_language: 'en',
    };
    const { status, answer } = await send({ fields });
    expect(status).toBe(200);
    expect(answer).toMatchObject({
      session_id: fields.session_id,
      chunk_id: 'c-1',
      filename: 'talk.wav',
      status: 'uploaded_and_processed',
      file_size: wav.length,
      processing_result: {
        status: 'partial',
        duration: 3.5,
        transcription: expect.stringMatching(/^word0 word1/) as string,
        language: 'en',
        confidence: null,
        segments: [{ is_final: true, start_timestamp: expect.closeTo(1_700_000_000.7, 0) as number }],
        translations: {
          es: { text: expect.stringMatching(/^\[es\] word0/) as string, service: 'fake' },
          xx: { error: expect.any(String) as string },
        },
        not_applied: [],
      },
    });
    const other = await send({ part: 'file', isFileFirst: false, fields: { ...fields, session_id: newSession() } });
    expect(other.answer.processing_result.transcription).toBe(answer.processing_result.transcription);
  });

  it.each(Object.keys(KINDS))('of another kind is read: %s', async (name) => {
    const file = await readFile(path.join(folder, name));
    const { status, answer } = await send({ file, filename: name, fields: { session_id: newSession() } });
    expect([status, answer.filename]).toEqual([200, name]);
    expect(answer.processing_result.transcription).toMatch(/^word0/);
  });

  it('that is sent twice is answered with the first answer, and read once', async () => {
    const fields = { session_id: newSession(), chunk_id: 'same' };
    const [first, second] = await Promise.all([send({ fields }), send({ fields })]);
    const third = await send({ fields });
    expect([second.json, third.json]).toEqual([first.json, first.json]);
    expect(await rig.store.transcripts(fields.session_id)).toHaveLength(1);
  });

  it('names every wish that is not done', async () => {
    const fields = {
      session_id: newSession(),
      noise_reduction: 'true',
      speech_enhancement: 'on',
      audio_processing: '{"normalize": true}',
      whisper_model: 'whisper-large-v9',
      translation_quality: 'high',
      target_languages: '["es"]',
    };
    const { answer } = await send({ fields });
    const { not_applied: names, not_applied_reasons: reasons } = answer.processing_result;
    const expected = [
      'enable_diarization',
      'whisper_model',
      'translation_quality',
      'audio_processing',
      'noise_reduction',
      'speech_enhancement',
      'target_languages',
    ];
    expect(names).toEqual(expected);
    expect(Object.keys(reasons)).toEqual(expected);
    const plain = await send({
      fields: { session_id: newSession(), noise_reduction: 'false', enable_diarization: 'false', whisper_model: 'moonshine' },
    });
    expect(plain.answer.processing_result.not_applied).toEqual([]);
  });

  it('is read no more when its words are not wanted', async () => {
    const { answer } = await send({ fields: { session_id: newSession(), enable_transcription: 'false' } });
    expect(answer.processing_result).toMatchObject({ status: 'not_transcribed', duration: 3.5, transcription: '', segments: [] });
  });

  it('is gone from the disk when it is answered, whatever came of it', async () => {
    await send({ fields: { session_id: newSession() } });
    await send({ file: Buffer.from('this is no sound') });
    expect(await readdir(path.join(folder, 'uploads'))).toEqual([]);
  });
});

describe('a session in chunks', () => {
  it('is on its tile and in its timeline, in order, each word once', async () => {
    const session = newSession();
    const chunk = (index: number) =>
      send({ fields: { session_id: session, chunk_id: `c${index}`, metadata: JSON.stringify({ chunk_index: index }) } });
    const answers = await Promise.all([chunk(2), chunk(0), chunk(1), chunk(2)]);
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    expect(answers[3]?.json).toEqual(answers[0]?.json);
    expect(await rig.store.transcripts(session)).toHaveLength(3);
    const frame = await fetch(`http://127.0.0.1:${gateway.port}/api/bot/virtual-webcam/frame/${session}`, {
      headers: { authorization: `Bearer ${TOKEN}` },
    });
    expect(await frame.json()).toMatchObject({ webcam_stats: { current_translations_count: 0, session_id: session } });
    expect(rig.events.filter((event) => event.type === 'cue' && event.sessionId === session).length).toBeGreaterThan(2);
  });

  it('of a session that was ended from elsewhere is refused with what to do', async () => {
    const session_id = newSession();
    expect((await send({ fields: { session_id, chunk_id: 'a' } })).status).toBe(200);
    await rig.registry.end(session_id);
    const message = expect.stringContaining('begin a new one') as string;
    expect(await send({ fields: { session_id, chunk_id: 'b' } })).toMatchObject({ status: 404, json: { error: { message } } });
    await rig.store.deleteSession(session_id);
    // Its answer is still in memory.
    expect(await send({ fields: { session_id, chunk_id: 'a' } })).toMatchObject({ status: 404, json: { error: { message } } });
  });

  it('goes on without a chunk that does not come, whose place is a gap; when it comes after all it is refused', async () => {
    const session = newSession();
    const chunk = (index: number) =>
      send({ fields: { session_id: session, metadata: JSON.stringify({ chunk_index: index, chunk_id: `c${index}` }) } });
    await chunk(0);
    await chunk(2);
    expect(rig.events.flatMap((event) => (event.type === 'gap' && event.sessionId === session ? [event.gap.reason] : []))).toEqual([
      'client-lost',
    ]);
    expect(await chunk(1)).toMatchObject({
      status: 422,
      json: { error: { type: 'validation', message: expect.stringContaining('too late') as string } },
    });
  });
});

describe('what is refused', () => {
  it.each<readonly [string, Sent, readonly [status: number, type: string]]>([
    ['a text', { file: Buffer.from('This is a text, and no sound at all. '.repeat(20)), filename: 'talk.mp3' }, [415, 'format']],
    ['a picture', { file: Buffer.from('\u0089PNG\r\n\u001A\n', 'latin1') }, [415, 'format']],
    ['a playlist that names files of this machine', { file: Buffer.from('#EXTM3U\n#EXTINF:1,\nfile:///etc/hostname\n') }, [415, 'format']],
    ['a file that is cut off in its header', { file: Buffer.from('RIFF') }, [422, 'corruption']],
    ['an empty file', { file: Buffer.alloc(0) }, [422, 'corruption']],
    ['no file', { file: null, fields: { session_id: 'x' } }, [400, 'validation']],
    ['a file under another name', { part: 'sound' }, [400, 'validation']],
    ['metadata that are no JSON', { fields: { metadata: '{' } }, [400, 'validation']],
    ['a time that is none', { fields: { metadata: '{"timestamp": "yesterday"}' } }, [400, 'validation']],
    ['a session id that is none', { fields: { session_id: '../x' } }, [400, 'validation']],
    ['languages that are none', { fields: { target_languages: 'Spanish!' } }, [400, 'validation']],
    ['a flag that is none', { fields: { enable_translation: 'perhaps' } }, [400, 'validation']],
    ['a translation into nothing', { fields: { enable_translation: 'true' } }, [422, 'validation']],
    ['two session ids', { fields: { session_id: 'a', metadata: '{"session_id": "b"}' } }, [422, 'validation']],
    ['a file that is too large', { file: Buffer.alloc(MAX_FILE_BYTES + 1, 1) }, [413, 'limit']],
    ['a field that is too large', { fields: { metadata: JSON.stringify({ format: 'x'.repeat(70_000) }) } }, [413, 'limit']],
  ])('%s', async (_what, sent, [status, type]) => {
    const { json, headers, ...refused } = await send(sent);
    expect([refused.status, json]).toMatchObject([status, { error: { type, correlation_id: headers.get('x-correlation-id') } }]);
    expect(JSON.stringify(json)).not.toContain(folder);
  });

  it('a playlist, by which a program would read other files of this machine', async () => {
    const list = [
      '#EXTM3U',
      '#EXT-X-VERSION:3',
      '#EXT-X-TARGETDURATION:4',
      '#EXTINF:3.5,',
      path.join(folder, 'talk.mp3'),
      '#EXT-X-ENDLIST',
      '',
    ];
    const { status, json } = await send({ file: Buffer.from(list.join('\n')), filename: 'talk.m3u8' });
    expect([status, json]).toMatchObject([415, { error: { type: 'format' } }]);
  });

  it('a body that is no form, and one without a boundary', async () => {
    const ask = async (contentType: string) => {
      const response = await fetch(`http://127.0.0.1:${gateway.port}/api/audio/upload`, {
        method: 'POST',
        headers: { authorization: `Bearer ${TOKEN}`, 'content-type': contentType },
        body: '{}',
      });
      return [response.status, ((await response.json()) as { error: { type: string } }).error.type];
    };
    expect(await ask('application/json')).toEqual([415, 'format']);
    expect(await ask('multipart/form-data')).toEqual([400, 'validation']);
    expect(await ask('multipart/form-data; boundary=x')).toEqual([400, 'validation']);
  });

  it('an upload that breaks off, which leaves nothing behind and keeps nobody out', async () => {
    const sent = httpRequest({
      port: gateway.port,
      host: '127.0.0.1',
      path: '/api/audio/upload',
      method: 'POST',
      headers: { authorization: `Bearer ${TOKEN}`, 'content-type': 'multipart/form-data; boundary=x', 'content-length': '1000000' },
    });
    sent.on('error', () => undefined);
    sent.write('--x\r\nContent-Disposition: form-data; name="audio"; filename="a.wav"\r\n\r\nRIFF');
    await expect.poll(() => readdir(path.join(folder, 'uploads'))).toHaveLength(1);
    sent.destroy();
    await expect.poll(() => readdir(path.join(folder, 'uploads'))).toEqual([]);
    expect((await send({ fields: { session_id: newSession() } })).status).toBe(200);
  });
});

describe('limits of uploads', () => {
  const during = async (changed: typeof limits, work: () => Promise<void>): Promise<void> => {
    const before = { ...limits };
    Object.assign(limits, changed);
    try {
      await work();
    } finally {
      for (const name of Object.keys(changed)) delete limits[name as keyof UploadLimits];
      Object.assign(limits, before);
    }
  };

  it('a form has as many fields, each as large, as the settings say now', async () => {
    const fields = { session_id: newSession(), metadata: JSON.stringify({ format: 'x'.repeat(2_000) }), a: '1', b: '2' };
    await during({ maxFieldBytes: 1_500 }, async () => {
      expect(await send({ fields })).toMatchObject({
        status: 413,
        json: { error: { message: expect.stringContaining('metadata') as string } },
      });
    });
    await during({ maxFields: 3 }, async () => {
      expect(await send({ fields })).toMatchObject({
        status: 400,
        json: { error: { message: 'A form has at most 3 fields (uploads.maxFields).' } },
      });
    });
    await during({ maxFieldBytes: 3_000, maxFields: 4 }, async () => expect((await send({ fields })).status).toBe(200));
  });

  it('one more than may be under way is answered 429, and taken when there is room', async () => {
    await during({ maxAtOnce: 1 }, async () => {
      {
        await using _other = await uploads.open();
        const { status, json } = await send({});
        expect([status, json]).toMatchObject([429, { error: { code: 'rate-limited', type: 'limit', retryable: true } }]);
      }
      expect((await send({})).status).toBe(200);
    });
  });

  it('an answer that takes too long is 503 with what to do, and is there when the chunk is sent again, read once', async () => {
    const fields = { session_id: newSession(), chunk_id: 'slow' };
    await during({ answerMs: 1 }, async () => {
      const { status, json } = await send({ fields });
      expect([status, json]).toMatchObject([503, { error: { code: 'timeout', type: 'timeout', retryable: true } }]);
    });
    const { status, answer } = await send({ fields });
    expect(status).toBe(200);
    expect((await send({ fields })).answer.upload_id).toBe(answer.upload_id);
  });

  it('answers are kept for as many chunks as may be, the latest', async () => {
    await during({ rememberedAnswers: 1 }, async () => {
      const first = { session_id: newSession(), chunk_id: 'a' };
      const second = { session_id: newSession(), chunk_id: 'b' };
      const before = (await send({ fields: first })).answer.upload_id;
      expect((await send({ fields: first })).answer.upload_id).toBe(before);
      await send({ fields: second });
      expect((await send({ fields: first })).answer.upload_id).not.toBe(before);
    });
  });

  it('a daemon that is stopping answers 503, to be asked again', async () => {
    const over = createUploads({ ...rig.deps, store: rig.store, spool: await openSpool(path.join(folder, 'over')), env: process.env });
    await over.close();
    const stopping = await startTestGateway(rig.registry, { uploads: over });
    const headers = { authorization: `Bearer ${TOKEN}` };
    const answer = await fetch(`http://127.0.0.1:${stopping.port}/api/audio/upload`, { method: 'POST', headers, body: new FormData() });
    expect([answer.status, await answer.json()]).toMatchObject([503, { error: { code: 'engine-unavailable', type: 'unavailable' } }]);
    await stopping.close();
  });
});

describe('a file that is small and holds hours of silence', () => {
  const SILENCE_S = 120;
  const bombs = { flac: [], mp3: ['-b:a', '8k'], ogg: ['-c:a', 'libvorbis'], webm: ['-c:a', 'libopus', '-b:a', '6k'] };

  beforeAll(async () => {
    const outputs = Object.entries(bombs).flatMap(([kind, args]) => [...args, '-t', String(SILENCE_S), path.join(folder, `bomb.${kind}`)]);
    await run('ffmpeg', ['-loglevel', 'error', '-f', 'lavfi', '-i', 'anullsrc=r=8000:cl=mono', ...outputs]);
  });

  it.each(Object.keys(bombs))('as %s is read as far as the setting says, and the memory does not grow with it', async (kind) => {
    const file = await readFile(path.join(folder, `bomb.${kind}`));
    expect(file.length).toBeLessThan(150_000);
    const before = process.memoryUsage().rss;
    const asked = { file, filename: `bomb.${kind}` };
    Object.assign(limits, { maxSoundMs: 20_000 });
    const { answer } = await send({ ...asked, fields: { session_id: newSession() } });
    expect(answer.processing_result).toMatchObject({ status: 'partial', error: expect.stringContaining('uploads.maxSoundMs') as string });
    expect(answer.processing_result.duration).toBeCloseTo(20, 0);
    delete limits.maxSoundMs;
    expect(process.memoryUsage().rss - before).toBeLessThan(64 * 1024 * 1024);
  });
});

describe('a WAV file that lies', () => {
  const lying = (change: (bytes: Buffer) => void): Buffer => {
    const bytes = Buffer.from(wav);
    change(bytes);
    return bytes;
  };

  it('about its size, claiming gigabytes, is read as far as it goes, and nothing is set aside for the rest', async () => {
    const file = lying((bytes) => {
      bytes.writeUInt32LE(0xff_ff_ff_fe, 4);
      bytes.writeUInt32LE(0xff_ff_ff_d0, bytes.indexOf('data') + 4);
    });
    const before = process.memoryUsage().rss;
    const { status, answer } = await send({ file });
    expect(status).toBe(200);
    expect(answer.processing_result.duration).toBeLessThan(10);
    expect(process.memoryUsage().rss - before).toBeLessThan(64 * 1024 * 1024);
  });

  it.each([
    ['rate, which would make hours of seconds', (bytes: Buffer) => bytes.writeUInt32LE(1, 24)],
    ['channels', (bytes: Buffer) => bytes.writeUInt16LE(65_535, 22)],
  ])('about its %s is refused', async (_what, change) => {
    const { status, json } = await send({ file: lying(change) });
    expect([status, json]).toMatchObject([422, { error: { type: 'corruption' } }]);
  });
});
