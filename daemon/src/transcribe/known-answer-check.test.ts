// A recogniser that writes nothing, or nonsense: whether it is broken or there was nothing to write is found with a sound that it has read before.
import { describe, expect, it } from 'vitest';
import { SubcamError, type Stt, type SttRequest } from '@subcam/shared';
import { createVirtualClock } from '@subcam/shared/testing';
import { ServiceRefusal } from '../lib/service-refusal.ts';
import { withKnownAnswerCheck } from './known-answer-check.ts';

const forever = new AbortController().signal;

/** A voice of 120 Hz, of so many seconds; each length is another sound. */
const voice = (seconds: number): Float32Array =>
  Float32Array.from(
    { length: seconds * 16_000 },
    (_, index) => 0.3 * Math.sin((2 * Math.PI * 120 * index) / 16_000) + 0.1 * Math.sin((2 * Math.PI * 240 * index) / 16_000),
  );

/** The same noise each time. */
const noise = (seconds: number): Float32Array => {
  let seed = 1;
  return Float32Array.from({ length: seconds * 16_000 }, () => {
    seed = (Math.imul(seed, 1_103_515_245) + 12_345) >>> 0;
    return (seed / 2 ** 32 - 0.5) * 0.4;
  });
};

type Answer = string | SubcamError;

function rig(answer: (request: SttRequest) => Answer, patienceMs = 20_000) {
  const clock = createVirtualClock();
  const asked: SttRequest[] = [];
  const logged: string[] = [];
  const log = (_: object, message: string): void => void logged.push(message);
  const inner: Stt = {
    info: { name: 'service', model: 'test' },
    transcribe: async (request) => {
      asked.push(request);
      const said = answer(request);
      if (said instanceof SubcamError) throw said;
      return Promise.resolve({ text: said, language: request.language, confidence: null, engine: { name: 'service', model: 'test' } });
    },
    close: () => Promise.resolve(),
  };
  const stt = withKnownAnswerCheck(inner, { clock, log: { info: log, warn: log, error: log }, patienceMs });
  const read = (samples: Float32Array, request: Partial<SttRequest> = {}) =>
    stt.transcribe({ samples, language: 'en', purpose: 'final', ...request }, forever);
  return { clock, asked, logged, read };
}

const broken = new SubcamError('engine-failed', 'It answered something else.');

describe('no words of clear speech', () => {
  it('are believed of an engine that reads what it has read before', async () => {
    const { read, asked } = rig(({ samples }) => (samples.length === 32_000 ? 'Hello.' : ''));
    await read(voice(2));
    expect((await read(voice(3))).text).toBe('');
    expect(asked.map(({ samples }) => samples.length)).toEqual([32_000, 48_000, 32_000]);
  });

  it('are not believed of one that does not: the sound is kept, until it reads again', async () => {
    let isDeaf = false;
    const { read, logged } = rig(() => (isDeaf ? '' : 'Hello.'));
    await read(voice(2));
    isDeaf = true;
    await expect(read(voice(3))).rejects.toMatchObject({
      code: 'engine-unavailable',
      retryable: true,
      message: expect.stringContaining('does not work'),
    });
    expect(logged).toEqual(['A recogniser writes nothing of clear speech.']);
    isDeaf = false;
    expect((await read(voice(3))).text).toBe('Hello.');
  });

  it('are not believed where it fails at what it has read before', async () => {
    let isFirst = true;
    const { read } = rig(({ samples }) => {
      if (samples.length === 48_000) return '';
      const answer = isFirst ? 'Hello.' : broken;
      isFirst = false;
      return answer;
    });
    await read(voice(2));
    await expect(read(voice(3))).rejects.toMatchObject({ code: 'engine-unavailable', retryable: true });
  });

  it('in a language in which nothing was ever written are kept for a while, then told as not read, and never as silence', async () => {
    const { read, clock } = rig(({ language }) => (language.startsWith('ru') ? '' : 'Hello.'), 20_000);
    await read(voice(2));
    for (let seconds = 0; seconds < 20; seconds += 5) {
      await expect(read(voice(3), { language: 'ru' })).rejects.toMatchObject({
        code: 'engine-unavailable',
        retryable: true,
        message: expect.stringContaining('Russian'),
      });
      await clock.advance(5_000);
    }
    await expect(read(voice(3), { language: 'ru' })).rejects.toMatchObject({ code: 'engine-failed', retryable: false });
    await expect(read(voice(4), { language: 'ru-RU' })).rejects.toMatchObject({ code: 'engine-failed', retryable: false });
  });

  it.each([
    ['noise', noise(3), 'final'],
    ['less than a second', voice(0.9), 'final'],
    ['speech that is still going on', voice(3), 'partial'],
  ] as const)('are believed of %s', async (_, samples, purpose) => {
    const { read, asked } = rig(() => '');
    expect((await read(samples, { purpose })).text).toBe('');
    expect(asked).toHaveLength(1);
  });

  it('are checked with the shortest sound that is long enough, without what else a request has', async () => {
    const { read, asked } = rig(({ samples }) => (samples.length === 16_000 * 3 ? '' : 'Hello.'));
    for (const seconds of [8, 6, 2, 1, 0.5]) await read(voice(seconds));
    await read(voice(3), { prompt: 'Harbor.', flow: ['a'] });
    expect(asked.at(-1)).toEqual({ samples: voice(2), language: 'en', purpose: 'final' });
  });
});

describe('an answer that is none', () => {
  it('is a failure of that sound where the engine reads what it has read before', async () => {
    const { read } = rig(({ samples }) => (samples.length === 32_000 ? 'Hello.' : broken));
    await read(voice(2));
    await expect(read(voice(3))).rejects.toBe(broken);
  });

  it('is one that passes where it does not', async () => {
    let isBroken = false;
    const { read } = rig(() => (isBroken ? broken : 'Hello.'));
    await read(voice(2));
    isBroken = true;
    await expect(read(noise(3))).rejects.toMatchObject({ code: 'engine-failed', retryable: true, message: broken.message });
    isBroken = false;
    expect((await read(noise(3))).text).toBe('Hello.');
  });

  it('stays one of an engine that never answered rightly', async () => {
    const { read, asked } = rig(() => broken);
    await expect(read(voice(2))).rejects.toBe(broken);
    expect(asked).toHaveLength(1);
  });

  it.each([
    new SubcamError('engine-failed', 'It refused.', { cause: new ServiceRefusal(400) }),
    new SubcamError('engine-unavailable', 'It is away.', { retryable: true }),
    new SubcamError('aborted', 'Given up.'),
  ])('is not what else may go wrong: $code', async (failure) => {
    const { read, asked } = rig(({ samples }) => (samples.length === 32_000 ? 'Hello.' : failure));
    await read(voice(2));
    await expect(read(voice(3))).rejects.toBe(failure);
    expect(asked).toHaveLength(2);
  });
});
