// Partials: the latest wins, one request is out at a time, and what two translations agree on is stable.
import type { Transcript } from '@subcam/shared';
import { describe, expect, it } from 'vitest';
import { createFakeTranslator } from '../testing/fake-translator.ts';
import { openPartialTranslator } from './partial-translator.ts';

const going = new AbortController().signal;

function partial(text: string, revision: number, firstSample = 0): Transcript {
  return {
    captureId: 'c',
    firstSample,
    endSample: firstSample + 1,
    speechEndSample: firstSample + 1,
    status: 'partial',
    revision,
    text,
    stableLength: 0,
    language: 'en',
    confidence: null,
    engine: { name: 'scripted', model: 'test' },
  };
}

/** A translator whose answers are given one by one, in the order of the requests. */
function answeredByHand() {
  const waiting: PromiseWithResolvers<string>[] = [];
  const translator = createFakeTranslator({
    answer: () => {
      const answer = Promise.withResolvers<string>();
      waiting.push(answer);
      return answer.promise;
    },
  });
  const next = async (): Promise<PromiseWithResolvers<string>> => {
    for (;;) {
      const answer = waiting.shift();
      if (answer !== undefined) return answer;
      await new Promise((resolve) => setImmediate(resolve));
    }
  };
  return { translator, next, partials: openPartialTranslator({ translator, targetLanguage: 'es' }) };
}

describe('the translation of partials', () => {
  it('is marked as one, of the revision that was translated', async () => {
    const translator = createFakeTranslator({ confidence: 0.5 });
    const partials = openPartialTranslator({ translator, targetLanguage: 'es' });
    expect(await partials.translate(partial('good', 7), going)).toEqual({
      captureId: 'c',
      firstSample: 0,
      status: 'partial',
      revision: 7,
      sourceLanguage: 'en',
      targetLanguage: 'es',
      text: '[es] good',
      stableLength: 0,
      confidence: 0.5,
      engine: translator.info,
    });
    expect(translator.asked).toEqual([{ text: 'good', sourceLanguage: 'en', targetLanguage: 'es', purpose: 'partial' }]);
  });

  it('says which engine gave it, not which is in use by now', async () => {
    const inner = createFakeTranslator();
    const engine = { name: 'first', model: 'one' };
    const translator = {
      ...inner,
      translate: async (...asked: Parameters<typeof inner.translate>) => ({ ...(await inner.translate(...asked)), engine }),
    };
    const partials = openPartialTranslator({ translator, targetLanguage: 'es' });
    expect((await partials.translate(partial('good', 1), going))?.engine).toEqual(engine);
  });

  it('is stable as far as two in a row agree, within one segment', async () => {
    const partials = openPartialTranslator({ translator: createFakeTranslator(), targetLanguage: 'es' });
    const stable = async (transcript: Transcript): Promise<number | undefined> =>
      (await partials.translate(transcript, going))?.stableLength;
    expect(await stable(partial('good', 1))).toBe(0);
    expect(await stable(partial('good morning', 2))).toBe('[es] good'.length);
    expect(await stable(partial('good morning', 3))).toBe('[es] good morning'.length);
    expect(await stable(partial('good morning', 1, 16_000))).toBe(0);
  });

  it('is asked for one at a time, and only of the latest that waits', async () => {
    const { translator, next, partials } = answeredByHand();
    const asked = ['a', 'a b', 'a b c'].map((text, index) => partials.translate(partial(text, index + 1), going));
    (await next()).resolve('x');
    expect((await asked[0])?.text).toBe('x');
    expect(await asked[1]).toBeNull();
    (await next()).resolve('x y z');
    expect((await asked[2])?.revision).toBe(3);
    expect(translator.asked.map(({ text }) => text)).toEqual(['a', 'a b c']);
  });

  it('is thrown away when another segment has begun meanwhile', async () => {
    const { next, partials } = answeredByHand();
    const old = partials.translate(partial('a', 1), going);
    const newer = partials.translate(partial('b', 1, 16_000), going);
    (await next()).resolve('x');
    expect(await old).toBeNull();
    (await next()).resolve('y');
    expect((await newer)?.text).toBe('y');
  });

  it('may fail; the next is asked for all the same', async () => {
    const { next, partials } = answeredByHand();
    const failure = new Error('no');
    const first = partials.translate(partial('a', 1), going);
    const second = partials.translate(partial('a b', 2), going);
    (await next()).reject(failure);
    await expect(first).rejects.toBe(failure);
    (await next()).resolve('x y');
    expect((await second)?.text).toBe('x y');
  });

  it('is cancelled by its signal, also while it waits for its turn', async () => {
    const { next, partials } = answeredByHand();
    const stop = new AbortController();
    const first = partials.translate(partial('a', 1), going);
    const second = partials.translate(partial('a b', 2), stop.signal);
    stop.abort();
    (await next()).resolve('x');
    await first;
    await expect(second).rejects.toMatchObject({ code: 'aborted' });
  });
});
