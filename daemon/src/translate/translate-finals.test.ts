// Finals: one outcome each, whatever the translator does; retried, given up in time, never silently.
import { SubcamError, type Transcript, type Translator } from '@subcam/shared';
import { describe, expect, it } from 'vitest';
import { createFakeTranslator } from '../testing/fake-translator.ts';
import { createVirtualClock, type VirtualClock } from '@subcam/shared/testing';
import { translateFinals, type FinalToTranslate, type TranslationOutcome } from './translate-finals.ts';

const going = new AbortController().signal;
const busy = (): SubcamError => new SubcamError('engine-unavailable', 'Busy.', { retryable: true });

function final(firstSample: number, text = `words at ${firstSample}`): FinalToTranslate {
  const transcript: Transcript = {
    captureId: 'c',
    firstSample,
    endSample: firstSample + 1,
    speechEndSample: firstSample + 1,
    status: 'final',
    revision: 3,
    text,
    stableLength: text.length,
    language: 'en',
    confidence: null,
    engine: { name: 'scripted', model: 'test' },
  };
  return { transcript, targetLanguage: 'es' };
}

async function* from<T>(items: Iterable<T>): AsyncIterable<T> {
  yield* items;
}

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const taken: T[] = [];
  for await (const item of items) taken.push(item);
  return taken;
}

function setUp(translator: Translator, deadlineMs = 10_000) {
  const clock: VirtualClock = createVirtualClock();
  const translate = (input: AsyncIterable<FinalToTranslate>, signal = going): AsyncIterable<TranslationOutcome> =>
    translateFinals(input, { translator, clock, deadlineMs }, signal);
  return { clock, translate };
}

const firstSampleOf = (outcome: TranslationOutcome): number =>
  outcome.type === 'translated' ? outcome.translation.firstSample : outcome.key.firstSample;

describe('the translation of finals', () => {
  it('is final, of the final’s revision, and stable as a whole', async () => {
    const translator = createFakeTranslator({ confidence: 0.9 });
    const { translate } = setUp(translator);
    expect(await all(translate(from([final(16_000, 'Hello.')])))).toEqual([
      {
        type: 'translated',
        translation: {
          captureId: 'c',
          firstSample: 16_000,
          status: 'final',
          revision: 3,
          sourceLanguage: 'en',
          targetLanguage: 'es',
          text: '[es] Hello.',
          stableLength: '[es] Hello.'.length,
          confidence: 0.9,
          engine: translator.info,
        },
      },
    ]);
    expect(translator.asked[0]?.purpose).toBe('final');
  });

  it('says which engine gave it, not which is in use by now', async () => {
    const inner = createFakeTranslator();
    let asked = 0;
    const translator: Translator = {
      ...inner,
      get info() {
        return { name: 'fake', model: `after ${asked}` };
      },
      translate: async (request, signal) => {
        asked += 1;
        return { ...(await inner.translate(request, signal)), engine: { name: 'first', model: 'one' } };
      },
    };
    const { translate } = setUp(translator);
    expect(await all(translate(from([final(0)])))).toMatchObject([{ translation: { engine: { name: 'first', model: 'one' } } }]);
  });

  it('is there for every one of many, exactly once', async () => {
    const { translate } = setUp(createFakeTranslator());
    const outcomes = await all(translate(from(Array.from({ length: 100 }, (_, index) => final(index)))));
    expect(outcomes.map(firstSampleOf).toSorted((a, b) => a - b)).toEqual(Array.from({ length: 100 }, (_, index) => index));
  });

  it('comes when it is ready: one that takes long holds up no other', async () => {
    const slow = Promise.withResolvers<string>();
    const translator = createFakeTranslator({ answer: ({ text }) => (text === 'slow' ? slow.promise : 'rápido') });
    const { translate } = setUp(translator);
    const outcomes = translate(from([final(1, 'slow'), final(2, 'quick')]))[Symbol.asyncIterator]();
    const first = await outcomes.next();
    expect(first.done === true ? null : firstSampleOf(first.value)).toBe(2);
    slow.resolve('lento');
    const second = await outcomes.next();
    expect(second.done === true ? null : firstSampleOf(second.value)).toBe(1);
    expect((await outcomes.next()).done).toBe(true);
  });
});

describe('a translation that does not come at the first attempt', () => {
  it('is tried again while trying again may help', async () => {
    let calls = 0;
    const translator = createFakeTranslator({
      answer: () => {
        calls += 1;
        if (calls < 4) throw busy();
        return 'hola';
      },
    });
    const { clock, translate } = setUp(translator);
    const startMs = clock.nowMs();
    const [outcome] = await clock.run(all(translate(from([final(0)]))));
    expect(outcome?.type).toBe('translated');
    expect(clock.nowMs() - startMs).toBe(100 + 200 + 400);
  });

  it('is tried again when the answer was empty', async () => {
    let calls = 0;
    const translator = createFakeTranslator({ answer: () => ((calls += 1) === 1 ? '' : 'hola') });
    const { clock, translate } = setUp(translator);
    expect(await clock.run(all(translate(from([final(0)]))))).toMatchObject([{ type: 'translated', translation: { text: 'hola' } }]);
  });

  it('fails at once, and says why, when trying again can’t help', async () => {
    const error = new SubcamError('engine-failed', 'It has no such language.');
    const translator = createFakeTranslator({
      answer: () => {
        throw error;
      },
    });
    const { translate } = setUp(translator);
    expect(await all(translate(from([final(5)])))).toEqual([
      { type: 'failed', key: { captureId: 'c', firstSample: 5 }, targetLanguage: 'es', error },
    ]);
    expect(translator.asked).toHaveLength(1);
  });

  it('fails with a typed error also when what was thrown is none of ours', async () => {
    const translator = createFakeTranslator({
      answer: () => {
        throw new TypeError('undefined is not a function');
      },
    });
    const [outcome] = await all(setUp(translator).translate(from([final(0)])));
    expect(outcome?.type === 'failed' ? outcome.error : null).toBeInstanceOf(SubcamError);
  });

  it('fails when its time is over, however often it was tried', async () => {
    const translator = createFakeTranslator({
      answer: () => {
        throw busy();
      },
    });
    const { clock, translate } = setUp(translator, 3_000);
    const startMs = clock.nowMs();
    const outcomes = await clock.run(all(translate(from([final(0)]))));
    expect(outcomes).toMatchObject([{ type: 'failed', error: { code: 'timeout' } }]);
    expect(clock.nowMs() - startMs).toBe(3_000);
    expect(translator.asked.length).toBeGreaterThan(3);
  });

  it('fails in time also with a translator that hangs and does not look at its signal, and goes on with the next', async () => {
    const translator: Translator = {
      ...createFakeTranslator(),
      translate: ({ text }) =>
        text === 'hang'
          ? new Promise(() => undefined)
          : Promise.resolve({ text: 'hola', confidence: null, engine: { name: 'fake', model: 'test' } }),
    };
    const { clock, translate } = setUp(translator, 3_000);
    const hanging = Array.from({ length: 4 }, (_, index) => final(index, 'hang'));
    const outcomes = await clock.run(all(translate(from([...hanging, final(9)]))));
    // Its turn comes as soon as the first place is free, which may be before the other places are.
    expect(outcomes.find((outcome) => firstSampleOf(outcome) === 9)?.type).toBe('translated');
    expect(outcomes.filter(({ type }) => type === 'failed').map(firstSampleOf)).toEqual([0, 1, 2, 3]);
  });
});

describe('the stream of translations', () => {
  it('takes no more from its input than it can work on', async () => {
    const answer = Promise.withResolvers<string>();
    const { translate } = setUp(createFakeTranslator({ answer: () => answer.promise }));
    let taken = 0;
    async function* counted(): AsyncIterable<FinalToTranslate> {
      for (let index = 0; index < 50; index += 1) {
        taken += 1;
        yield final(index);
      }
    }
    const outcomes = all(translate(counted()));
    for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve));
    expect(taken).toBe(4);
    answer.resolve('hola');
    expect(await outcomes).toHaveLength(50);
  });

  it('ends with the reason of its signal, and the translator is told', async () => {
    const stop = new AbortController();
    const told = Promise.withResolvers<void>();
    const translator = createFakeTranslator({
      answer: (_request, signal) => {
        signal.addEventListener('abort', () => told.resolve(), { once: true });
        return new Promise(() => undefined);
      },
    });
    const { translate } = setUp(translator);
    const outcomes = all(translate(from([final(0)]), stop.signal));
    for (let turn = 0; turn < 5; turn += 1) await new Promise((resolve) => setImmediate(resolve));
    const reason = new Error('enough');
    stop.abort(reason);
    await expect(outcomes).rejects.toBe(reason);
    await told.promise;
  });

  it('leaves nothing at work when its reader goes away', async () => {
    const { clock, translate } = setUp(
      createFakeTranslator({ answer: ({ text }) => (text === 'first' ? 'hola' : new Promise(() => undefined)) }),
    );
    for await (const _outcome of translate(from([final(0, 'first'), final(1), final(2)]))) break;
    expect(clock.sleepers).toBe(0);
  });

  it('ends with what its input failed of, after everything that was taken is settled', async () => {
    const failure = new SubcamError('storage', 'No database.');
    async function* failing(): AsyncIterable<FinalToTranslate> {
      yield final(0);
      throw failure;
    }
    const seen: number[] = [];
    const read = async (): Promise<void> => {
      for await (const outcome of setUp(createFakeTranslator()).translate(failing())) seen.push(firstSampleOf(outcome));
    };
    await expect(read()).rejects.toBe(failure);
    expect(seen).toEqual([0]);
  });
});
