// What a daemon can't do is refused before it begins: letters that a tile has not, languages that its engines don't know.
import { describe, expect, it } from 'vitest';
import type { Translator } from '@subcam/shared';
import { createVirtualClock } from '@subcam/shared/testing';
import { createRoutedTranslator, withTerms, withTranslatorAnswerLimit } from '../translate/index.ts';
import { checkHello } from './check-hello.ts';

type Given = Parameters<typeof checkHello>;

const engines = {
  stt: { info: { name: 'any' }, languages: undefined },
  translator: { info: { name: 'any' }, supports: () => true },
} as unknown as Given[1];
const hello = (target: string, pace: 'live' | 'file' = 'live') =>
  ({
    sampleRateHz: 16_000,
    oldestSample: 0,
    nextSample: 0,
    sourceLanguage: 'en',
    targetLanguages: ['es', target],
    pace,
  }) as unknown as Given[0];

describe('a hello for a tile', () => {
  it.each(['bn', 'ka', 'am', 'ar-EG', 'bo'])('is taken with the target %s', (target) => {
    expect(() => checkHello(hello(target), engines)).not.toThrow();
  });

  it('is refused with a target that would be drawn as boxes, and says which script it lacks', () => {
    expect(() => checkHello(hello('chr'), engines)).toThrowError(
      expect.objectContaining({ code: 'bad-request', message: expect.stringContaining('Cherokee') as string }) as Error,
    );
  });

  it('is taken for a file, which has no tile', () => {
    expect(() => checkHello(hello('chr', 'file'), engines)).not.toThrow();
  });
});

const knowing = (stt: readonly string[] | undefined, pairs: readonly string[]) =>
  ({
    stt: { info: { name: 'any' }, languages: stt },
    translator: { info: { name: 'any' }, supports: (source: string, target: string) => pairs.includes(`${source}-${target}`) },
  }) as unknown as Given[1];

describe('a hello of a session in which several languages are spoken', () => {
  const several = (spoken: readonly string[], over: object = {}) =>
    ({ ...hello('pt'), sourceLanguage: 'auto', spoken, targetLanguages: ['pt'], ...over }) as unknown as Given[0];
  const pairs = ['en-pt', 'es-pt'];

  it('is taken where each is recognised and translated', () => {
    expect(() => checkHello(several(['en', 'es']), knowing(['en', 'es', 'fr'], pairs))).not.toThrow();
    expect(() => checkHello(several(['en', 'pt']), knowing(undefined, pairs))).not.toThrow();
    expect(() => checkHello(several([]), knowing(['en'], []))).not.toThrow();
  });

  it.each([
    ['names one', several(['en']), 'two or more'],
    ['names one twice', several(['en', 'en-GB']), 'each once'],
    ['names auto among them', several(['en', 'auto']), 'names them'],
    ['names a source language too', several(['en', 'es'], { sourceLanguage: 'en' }), 'source language auto'],
    ['is two-way too', several(['en', 'es'], { twoWay: true }), 'two-way'],
    ['has one that is not recognised', several(['en', 'fr']), 'reads en, es, not fr'],
    ['has one that is not translated', several(['en', 'es'], { targetLanguages: ['de'] }), 'en into de'],
  ])('is refused when it %s', (_what, given, named) => {
    expect(() => checkHello(given, knowing(['en', 'es'], pairs))).toThrowError(
      expect.objectContaining({ code: 'bad-request', message: expect.stringContaining(named) as string }) as Error,
    );
  });
});

describe('a hello in a language that a recogniser of many languages does not read', () => {
  const many = 'en zh de es ru ko fr ja pt tr pl ca nl ar sv it'.split(' ');

  it.each([
    ['gn', 'reads many languages, but not Guarani ("gn") ("subcam doctor" lists them): choose another'],
    ['xx', 'reads many languages, but "xx" is the code of none ("subcam doctor" lists them): choose another'],
  ])('is refused with its name, and without a list of all the others: %s', (spoken, named) => {
    expect(() => checkHello({ ...hello('es'), sourceLanguage: spoken }, knowing(many, []))).toThrowError(
      expect.objectContaining({ code: 'bad-request', message: expect.stringContaining(named) as string }) as Error,
    );
  });
});

describe('a hello of a two-way session', () => {
  const twoWay = (sourceLanguage: string, ...targetLanguages: readonly string[]) =>
    ({ ...hello('es'), sourceLanguage, targetLanguages, twoWay: true }) as unknown as Given[0];

  it('is taken where both languages are recognised, translated and drawn', () => {
    expect(() => checkHello(twoWay('en', 'pt'), knowing(['en', 'pt'], ['en-pt', 'pt-en']))).not.toThrow();
    expect(() => checkHello(twoWay('en', 'pt'), knowing(undefined, ['en-pt', 'pt-en']))).not.toThrow();
  });

  it.each([
    ['names one language', { given: twoWay('en'), known: knowing(undefined, []) }, 'different languages'],
    ['names one language twice', { given: twoWay('en', 'en-GB'), known: knowing(undefined, []) }, 'different languages'],
    ['leaves its language to the recogniser', { given: twoWay('auto', 'pt'), known: knowing(undefined, []) }, 'names all of them'],
    [
      'has a language that the recogniser does not read',
      { given: twoWay('en', 'pt'), known: knowing(['en'], ['en-pt', 'pt-en']) },
      'reads en, not pt',
    ],
    [
      'is translated in one direction alone',
      { given: twoWay('en', 'pt'), known: knowing(undefined, ['en-pt']) },
      "can't translate pt into en",
    ],
    [
      'speaks what the tile has no letters for',
      { given: twoWay('chr', 'pt'), known: knowing(undefined, ['chr-pt', 'pt-chr']) },
      'Cherokee',
    ],
  ])('that %s is refused', (_what, { given, known }, says) => {
    expect(() => checkHello(given, known)).toThrowError(
      expect.objectContaining({ code: 'bad-request', message: expect.stringContaining(says) as string }) as Error,
    );
  });
});

describe('a hello for languages that nothing translates', () => {
  /** As a daemon has it. */
  const translatorOf = (isPullable: boolean): Translator => {
    const pairs = ['pt', 'es'].map((targetLanguage) => ({ sourceLanguage: 'en', targetLanguage }));
    const engine = { info: { name: 'any', model: 'any' }, supports: () => true } as unknown as Translator;
    const routed = createRoutedTranslator({
      members: () => [{ translator: engine, pairs: () => pairs, isPullable }],
      measured: [],
      budgetMs: () => 1_000,
      clock: createVirtualClock(),
      onChange: () => undefined,
    });
    return withTerms(
      withTranslatorAnswerLimit(routed, () => ({ maxGrowth: 20 })),
      () => [],
    );
  };

  it.each([
    ['one-way', hello('ja')],
    ['two-way', { ...hello('ja'), targetLanguages: ['ja'], twoWay: true }],
  ])('says what there is, and how a model for them may be had: %s', (_which, given) => {
    const there = 'Nothing translates en to ja here; there is: en-pt, en-es.';
    const refusal = (isPullable: boolean) => () => checkHello(given, { ...engines, translator: translatorOf(isPullable) });
    expect(refusal(false)).toThrowError(expect.objectContaining({ code: 'bad-request', message: there }) as Error);
    const message = `${there} "subcam models pull en-ja" fetches a model, if one is published.`;
    expect(refusal(true)).toThrowError(expect.objectContaining({ code: 'bad-request', message }) as Error);
  });
});

describe('a hello to a daemon without a translator', () => {
  const without = { ...engines, translator: null };
  const asking = (sourceLanguage: string, ...targetLanguages: readonly string[]) =>
    ({ ...hello('es'), sourceLanguage, targetLanguages }) as unknown as Given[0];

  it.each([
    ['en', []],
    ['en', ['en-GB']],
    ['auto', []],
  ])('in %s with the targets %j is taken: there is nothing to translate', (source, targets) => {
    expect(() => checkHello(asking(source, ...targets), without)).not.toThrow();
  });

  it.each([
    ['en', ['es']],
    ['en', ['en-GB', 'es']],
    ['auto', ['en']],
  ])('in %s with the targets %j is refused', (source, targets) => {
    expect(() => checkHello(asking(source, ...targets), without)).toThrowError(/without a translator/u);
  });
});
