// A translation is found again only for the very same question to the same engine and model.
import { describe, expect, it } from 'vitest';
import { SubcamError, type EngineInfo, type TranslateRequest, type Translator, type TranslatorDescription } from '@subcam/shared';
import { createVirtualClock } from '@subcam/shared/testing';
import { createFakeTranslator } from '../testing/fake-translator.ts';
import { fencedTranslator } from './fence/fenced-translator.ts';
import { rememberingTranslator, TRUSTED_FOR_MS } from './remembering-translator.ts';
import { createSentenceCache } from './sentence-cache.ts';

const forever = new AbortController().signal;
const REQUEST: TranslateRequest = { text: 'Rose has the plan.', sourceLanguage: 'en', targetLanguage: 'pt', purpose: 'partial' };
const PLAN = { source: 'plan', target: 'plano', caseSensitive: false };

function set(
  way: TranslatorDescription['terms'] | null = 'inline',
  cache = createSentenceCache(() => ({ maxEntries: 100, maxBytes: 1_000_000 })),
) {
  let failure: 'fails' | 'hangs' | null = null;
  const fake = createFakeTranslator({
    answer: ({ text }) => {
      if (failure === 'fails') throw new SubcamError('engine-unavailable', 'It is away.', { retryable: true });
      return failure === 'hangs' ? new Promise(() => undefined) : `[pt] ${text}`;
    },
  });
  let info: EngineInfo = { name: 'fake', model: 'one' };
  let answering: string | null = null;
  const engine: Translator = {
    supports: () => true,
    prepare: () => Promise.resolve(),
    close: () => fake.close(),
    get info() {
      return info;
    },
    translate: async (request, signal) => ({
      ...(await fake.translate(request, signal)),
      engine: answering === null ? info : { ...info, model: answering },
    }),
  };
  const description: Pick<TranslatorDescription, 'fence' | 'terms'> = {
    fence: ['codes', 'scripts'],
    ...(way === null ? {} : { terms: way }),
  };
  const clock = createVirtualClock();
  const translator = rememberingTranslator(fencedTranslator(engine, description), { description, cache, clock });
  const ask = (over: Partial<TranslateRequest> = {}) => translator.translate({ ...REQUEST, ...over }, forever);
  return {
    cache,
    clock,
    translator,
    ask,
    asked: () => fake.asked.length,
    purposes: () => fake.asked.map(({ purpose }) => purpose),
    /** Of several models, the one that answers. */
    answerAs: (model: string) => void (answering = model),
    beOf: (model: string, name = 'fake') => void (info = { name, model }),
    /** What the engine does from now on; null: it answers. */
    fail: (how: 'fails' | 'hangs' | null) => void (failure = how),
  };
}

describe('a translation that was given before', () => {
  it('is given again without asking the engine, for a final as for a partial, and says which engine gave it', async () => {
    const { cache, ask, asked } = set();
    const first = await ask();
    expect(first).not.toHaveProperty('isRemembered');
    expect(await ask({ purpose: 'final' })).toEqual({ ...first, isRemembered: true });
    expect(first.engine).toEqual({ name: 'fake', model: 'one' });
    expect(asked()).toBe(1);
    expect(cache.state()).toMatchObject({ hits: 1, misses: 1 });
  });

  it('does not come back after a failure because of a text in which there is nothing for the engine', async () => {
    const { ask, asked, fail } = set();
    await ask();
    fail('fails');
    await expect(ask({ text: 'Something new.' })).rejects.toMatchObject({ code: 'engine-unavailable' });
    expect(await ask({ text: 'Привет!' })).toMatchObject({ text: 'Привет!', isRemembered: true });
    await expect(ask()).rejects.toMatchObject({ code: 'engine-unavailable' });
    expect(asked()).toBe(3);
  });

  it('is given again by an engine with several models, as long as the one of the pair stays the same', async () => {
    const { ask, asked, translator, beOf, answerAs } = set();
    beOf('en-pt, pt-en');
    answerAs('en-pt');
    await ask();
    expect(await ask()).toMatchObject({ isRemembered: true, engine: { model: 'en-pt' } });
    expect(asked()).toBe(1);
    // A newer one is there, and is taken with the next session.
    answerAs('en-pt-3.1');
    await translator.prepare('en', 'pt');
    await ask({ text: 'Another text.' });
    expect(await ask()).toMatchObject({ engine: { model: 'en-pt-3.1' } });
    expect(asked()).toBe(3);
    expect(await ask()).toMatchObject({ isRemembered: true, engine: { model: 'en-pt-3.1' } });
  });

  it.each<[string, Partial<TranslateRequest>]>([
    ['another text', { text: 'Rose has the plan!' }],
    ['another source language', { sourceLanguage: 'fr' }],
    ['another target language', { targetLanguage: 'es' }],
    ['a term that stands in it', { terms: [PLAN] }],
    ['a name that stands in it', { names: ['Rose Parker'] }],
  ])('is not given for %s', async (_what, over) => {
    const { ask, asked } = set();
    await ask();
    await ask(over);
    expect(asked()).toBe(2);
    await ask(over);
    await ask();
    expect(asked()).toBe(2);
  });

  it('is not given for another translation of the same term, nor to an engine that honours terms itself', async () => {
    for (const way of ['inline', 'native', null] as const) {
      const { ask, asked } = set(way);
      await ask({ terms: [PLAN] });
      await ask({ terms: [{ ...PLAN, target: 'projeto' }] });
      await ask({ terms: [{ ...PLAN, target: null }] });
      expect(asked()).toBe(3);
    }
  });

  it('is given also when something else in the glossary, or in the meeting, is another', async () => {
    const { ask, asked } = set();
    await ask({ terms: [PLAN], names: ['Anna'] });
    await ask({ terms: [PLAN, { ...PLAN, source: 'backlog' }], names: ['Anna', 'Ben'] });
    expect(asked()).toBe(1);
  });

  it('is not given for another model, or by another engine that shares the cache', async () => {
    const { cache, ask, asked, beOf } = set();
    await ask();
    beOf('two');
    await ask();
    expect(asked()).toBe(2);
    beOf('one');
    expect((await ask()).engine.model).toBe('one');
    expect(asked()).toBe(2);
    const other = set('inline', cache);
    other.beOf('one', 'another');
    expect((await other.ask()).engine.name).toBe('another');
    expect(other.asked()).toBe(1);
  });

  it('is not given by a translator that is closed, and an empty text is never remembered', async () => {
    const { cache, translator, ask } = set();
    await ask({ text: ' ' });
    expect(cache.state()).toMatchObject({ entries: 0, misses: 0 });
    await ask();
    await translator.close();
    await expect(ask()).rejects.toMatchObject({ code: 'engine-unavailable' });
  });
});

describe('an engine whose translations are remembered', () => {
  const turn = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 5));

  it('is asked beside an answer that is remembered, once in a while, and behind everything urgent', async () => {
    const { clock, ask, asked, purposes } = set();
    await ask({ purpose: 'final' });
    for (let time = 0; time < 5; time += 1) await ask({ purpose: 'final' });
    expect(asked()).toBe(1);
    await clock.advance(TRUSTED_FOR_MS);
    for (let time = 0; time < 5; time += 1) expect(await ask({ purpose: 'final' })).toMatchObject({ isRemembered: true });
    await turn();
    expect(purposes()).toEqual(['final', 'partial']);
  });

  it('that has stopped is noticed within that time, and asked itself until it works', async () => {
    const { clock, ask, asked, fail } = set();
    await ask();
    fail('fails');
    await clock.advance(TRUSTED_FOR_MS);
    expect(await ask()).toMatchObject({ isRemembered: true });
    await turn();
    await expect(ask()).rejects.toMatchObject({ code: 'engine-unavailable' });
    await expect(ask()).rejects.toMatchObject({ code: 'engine-unavailable' });
    fail(null);
    expect(await ask()).not.toHaveProperty('isRemembered');
    expect(await ask()).toMatchObject({ isRemembered: true });
    expect(asked()).toBe(5);
  });

  it('that hangs is noticed by the text after that time', async () => {
    const { clock, translator, ask, asked, fail } = set();
    await ask();
    fail('hangs');
    await clock.advance(TRUSTED_FOR_MS);
    expect(await ask()).toMatchObject({ isRemembered: true });
    await clock.advance(TRUSTED_FOR_MS);
    const stop = new AbortController();
    const waiting = translator.translate(REQUEST, stop.signal);
    await turn();
    expect(asked()).toBe(3);
    stop.abort();
    await expect(waiting).rejects.toMatchObject({ code: 'aborted' });
    await translator.close();
  });
});
