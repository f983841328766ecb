// The whisper service's Socket.IO stream, as a real server on loopback: how a sound is sent, when its answer is whole, and how it fails.
import { createServer, type Server as HttpServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { Server, type Socket } from 'socket.io';
import { afterEach, describe, expect, it } from 'vitest';
import { systemClock, type Stt } from '@subcam/shared';
import { isLoud } from '../../../testing/form-service.ts';
import { testSttConformance } from '../../../testing/stt-conformance.ts';
import { whisperService } from './description.ts';
import { createWhisperServiceStt } from './whisper-service-stt.ts';

const speech = new Float32Array(16_000).fill(0.1);
const forever = new AbortController().signal;

interface Asked {
  readonly session_id: string;
  readonly audio_data: string;
  readonly [field: string]: unknown;
}

interface Asking {
  readonly asked: Asked;
  readonly socket: Socket;
  readonly acknowledge: () => void;
  /** Sends a result of this session. */
  readonly tell: (result: object) => void;
}

const open: { readonly io: Server; readonly http: HttpServer; readonly stt: Stt }[] = [];

interface Serving {
  readonly settings?: Parameters<typeof whisperService.settings.parse>[0];
  /** Whether the service says that a session was joined. Default: yes. */
  readonly confirms?: boolean;
  readonly prefix?: string;
  readonly refuse?: string;
}

async function serve(answer: (asking: Asking) => void, { settings = {}, confirms = true, prefix = '', refuse }: Serving = {}) {
  const http = createServer((_request, response) => response.writeHead(404).end());
  const io = new Server(http, { path: `${prefix}/socket.io` });
  const told: (readonly [string, unknown])[] = [];
  if (refuse !== undefined) io.use((_socket, next) => next(new Error(refuse)));
  io.on('connection', (socket) => {
    socket.on('join_session', (given: unknown, acknowledge?: () => void) => {
      told.push(['join_session', given]);
      if (confirms) acknowledge?.();
    });
    socket.on('leave_session', (given: unknown, acknowledge?: () => void) => {
      told.push(['leave_session', given]);
      if (confirms) acknowledge?.();
    });
    socket.on('transcribe_stream', (asked: Asked, acknowledge?: () => void) => {
      told.push(['transcribe_stream', asked]);
      const tell = (result: object): void => void socket.emit('transcription_result', { session_id: asked.session_id, ...result });
      answer({ asked, socket, acknowledge: acknowledge ?? (() => undefined), tell });
    });
  });
  http.listen(0, '127.0.0.1');
  await once(http, 'listening');
  const url = `http://127.0.0.1:${(http.address() as AddressInfo).port}${prefix}`;
  const stt = createWhisperServiceStt({
    ...whisperService.settings.parse({ url, transport: 'stream', streamQuietMs: 60, streamSilenceMs: 150, ...(settings as object) }),
    clock: systemClock,
  });
  open.push({ io, http, stt });
  const ask = (signal = forever) => stt.transcribe({ samples: speech, language: 'en-GB', purpose: 'final', prompt: 'Harbor.' }, signal);
  return { stt, ask, told, io };
}

afterEach(async () => {
  for (const { io, http, stt } of open.splice(0)) {
    await stt.close();
    await io.close();
    http.closeAllConnections();
  }
});

describe('the whisper service, by its stream', () => {
  describe('as a recogniser', () => {
    testSttConformance(async () => {
      const { stt } = await serve(({ asked, tell, acknowledge }) => {
        tell({ text: isLoud(Buffer.from(asked.audio_data, 'base64')) ? 'Hello there.' : '', language: 'en' });
        acknowledge();
      });
      return { stt, speech, words: ['hello', 'there'] };
    });
  });

  it('is sent each sound in a session of its own, which it joins and leaves', async () => {
    const { ask, told } = await serve(
      ({ tell, acknowledge }) => {
        tell({ text: 'Hello.' });
        acknowledge();
      },
      { settings: { model: 'small' } },
    );
    await ask();
    await ask();
    await expect
      .poll(() => told.map(([event]) => event))
      .toEqual(['join_session', 'transcribe_stream', 'leave_session', 'join_session', 'transcribe_stream', 'leave_session']);
    const [[, joined], [, asked], [, left]] = told as [[string, Asked], [string, Asked], [string, Asked]];
    expect(asked).toEqual({
      session_id: joined.session_id,
      audio_data: expect.any(String) as string,
      sample_rate: 16_000,
      language: 'en',
      task: 'transcribe',
      enable_vad: false,
      enable_diarization: false,
      model_name: 'small',
      initial_prompt: 'Harbor.',
    });
    expect(left.session_id).toBe(joined.session_id);
    expect(told[3]).not.toEqual(['join_session', { session_id: joined.session_id }]);
    expect(Buffer.from(asked.audio_data, 'base64').toString('latin1', 0, 4)).toBe('RIFF');
  });

  it('is heard until it is through with the sound, when it says so', async () => {
    const { ask } = await serve(
      ({ tell, acknowledge }) => {
        tell({ text: 'We meet', is_final: false, absolute_start_time: 1 });
        setTimeout(() => {
          tell({
            text: 'at noon.',
            is_final: true,
            absolute_start_time: 2,
            detected_language: 'en',
            confidence_score: 0.5,
            model_used: 'base',
            device_used: 'npu',
          });
          acknowledge();
        }, 30);
      },
      { settings: { streamQuietMs: 10_000 } },
    );
    expect(await ask()).toMatchObject({ text: 'We meet at noon.', language: 'en', confidence: 0.5, engine: { model: 'base on npu' } });
  });

  it('is heard until nothing more comes, when it says nothing, or says it before it has begun', async () => {
    for (const acknowledges of [false, true]) {
      const { ask } = await serve(
        ({ tell, acknowledge }) => {
          if (acknowledges) acknowledge();
          for (const [index, text] of ['We meet', 'at noon.'].entries())
            setTimeout(() => tell({ text, absolute_start_time: index }), 30 * (index + 1));
        },
        { confirms: false },
      );
      expect((await ask()).text).toBe('We meet at noon.');
    }
  });

  it('that sends nothing for a sound has found no words in it', async () => {
    const { ask } = await serve(() => undefined);
    expect((await ask()).text).toBe('');
  });

  it('may lie below a path', async () => {
    const { ask } = await serve(({ tell }) => tell({ text: 'Hello.' }), { prefix: '/whisper' });
    expect((await ask()).text).toBe('Hello.');
  });

  it('is not believed about another session', async () => {
    const { ask } = await serve(({ tell }) => tell({ session_id: 'another', text: 'Good morning.' }));
    await expect(ask()).rejects.toMatchObject({ code: 'engine-failed', message: expect.stringContaining('another request') });
    const mixed = await serve(({ tell }) => {
      tell({ session_id: 'another', text: 'Good morning.' });
      tell({ text: 'Hello.' });
    });
    expect((await mixed.ask()).text).toBe('Hello.');
  });
});

describe('a failure of the stream', () => {
  it.each<[string, (asking: Asking) => void, { code: string; retryable: boolean; message: RegExp }]>([
    [
      'says that it failed',
      ({ socket }) => socket.emit('error', { message: 'CUDA out of memory' }),
      { code: 'engine-unavailable', retryable: true, message: /CUDA out of memory/u },
    ],
    [
      'says it in a text',
      ({ socket }) => socket.emit('error', 'loading'),
      { code: 'engine-unavailable', retryable: true, message: /loading/u },
    ],
    [
      'refuses',
      ({ socket }) => socket.emit('error', { status: 413, message: 'too large' }),
      { code: 'engine-failed', retryable: false, message: /HTTP 413: too large/u },
    ],
    [
      'cuts the connection',
      ({ socket }) => socket.disconnect(true),
      { code: 'engine-unavailable', retryable: true, message: /cut the connection/u },
    ],
    [
      'speaks something else',
      ({ socket }) => socket.emit('transcription_result', { heard: 'yes' }),
      { code: 'engine-failed', retryable: false, message: /check its address/u },
    ],
    [
      'says an error as a result',
      ({ socket }) => socket.emit('transcription_result', { error: 'no model' }),
      { code: 'engine-failed', retryable: false, message: /no model/u },
    ],
    [
      'writes more than is read',
      ({ tell }) => tell({ text: 'x'.repeat(3_000) }),
      { code: 'engine-unavailable', retryable: true, message: /cut the connection/u },
    ],
    [
      'writes more than is read, in pieces',
      ({ tell }) => {
        for (const text of ['a', 'b', 'c']) tell({ text: text.repeat(900) });
      },
      { code: 'engine-failed', retryable: false, message: /more than 2048 bytes/u },
    ],
  ])('that %s is a typed one', async (_, answer, { message, ...failure }) => {
    const { ask } = await serve(answer, { settings: { maxAnswerBytes: 2_048 } });
    await expect(ask()).rejects.toMatchObject({ ...failure, message: expect.stringMatching(message) });
  });

  it('is told where it lets nobody in, and where nothing listens', async () => {
    const refusing = await serve(() => undefined, { refuse: 'no key' });
    await expect(refusing.ask()).rejects.toMatchObject({ code: 'engine-failed', message: expect.stringContaining('no key') });
    const gone = await serve(() => undefined);
    await gone.io.close();
    await expect(gone.ask()).rejects.toMatchObject({ code: 'engine-unavailable', retryable: true });
  });

  it('is a time limit where it does not end, and leaves the session', async () => {
    const { ask, told } = await serve(
      ({ tell }) => {
        const drip = setInterval(() => tell({ text: 'so', is_draft: true }), 20);
        setTimeout(() => clearInterval(drip), 1_000);
      },
      { settings: { timeoutMs: 200 } },
    );
    await expect(ask()).rejects.toMatchObject({ code: 'timeout', retryable: true });
    await expect.poll(() => told.at(-1)?.[0]).toBe('leave_session');
  });
});
