import { describe, expect, it } from 'vitest';
import { SubcamError, type TranslateRequest, type Translator } from '@subcam/shared';
import { createFakeTranslator } from './fake-translator.ts';
import { testTranslatorConformance, TRANSLATOR_CHECKS, type TranslatorSubject } from './translator-conformance.ts';

const subjectOf = (translator: Translator): TranslatorSubject => ({
  translator,
  sourceLanguage: 'en',
  targetLanguage: 'es',
  texts: [
    ['One house.', 'house'],
    ['Two dogs.', 'dogs'],
    ['Three cats.', 'cats'],
  ],
});

/** A sound translator with its answers changed. */
function answering(change: (text: string, request: TranslateRequest) => string): Translator {
  const inner = createFakeTranslator();
  return {
    ...inner,
    translate: async (request, signal) => {
      const result = await inner.translate(request, signal);
      return { ...result, text: result.text === '' && request.text.trim() !== '' ? '' : change(result.text, request) };
    },
  };
}

async function failedChecks(open: () => Translator): Promise<readonly string[]> {
  const failed: string[] = [];
  for (const check of TRANSLATOR_CHECKS) {
    await check.run(subjectOf(open())).catch(() => failed.push(check.name));
  }
  return failed;
}

describe('a sound translator', () => {
  testTranslatorConformance(() => Promise.resolve(subjectOf(createFakeTranslator())));
});

describe('the suite finds a translator that', () => {
  const broken: readonly (readonly [string, () => Translator, string])[] = [
    ['has no name', () => ({ ...createFakeTranslator(), info: { name: '', model: '' } }), 'says who it is'],
    [
      'says of a translation that another engine gave it',
      () => {
        const inner = createFakeTranslator();
        const other = { name: 'other', model: 'test' };
        return { ...inner, translate: async (request, signal) => ({ ...(await inner.translate(request, signal)), engine: other }) };
      },
      'says of each translation which engine gave it',
    ],
    [
      'says of a translation that a model gave it which it has not',
      () => {
        const inner = createFakeTranslator();
        const engine = { ...inner.info, model: 'another' };
        return { ...inner, translate: async (request, signal) => ({ ...(await inner.translate(request, signal)), engine }) };
      },
      'says of each translation which engine gave it',
    ],
    [
      'knows no regions',
      () => ({ ...createFakeTranslator(), supports: (from, to) => from === 'en' && to === 'es' }),
      'supports the pair, also with regions, and no language into itself',
    ],
    [
      'takes a pair that it has not',
      () => ({
        ...createFakeTranslator(),
        translate: () => Promise.resolve({ text: 'x', confidence: null, engine: createFakeTranslator().info }),
      }),
      'refuses a pair that it does not support, once and for all',
    ],
    [
      'answers nothing to partials',
      () => answering((text, { purpose }) => (purpose === 'partial' ? '' : text)),
      'translates, a partial as well as a final',
    ],
    [
      'is sure of more than it says',
      () => {
        const inner = createFakeTranslator();
        return { ...inner, translate: async (request, signal) => ({ ...(await inner.translate(request, signal)), sureLength: 1_000 }) };
      },
      'is sure of a beginning of its translation, where it says so',
    ],
    ['leaves space around its text', () => answering((text) => ` ${text}`), 'translates, a partial as well as a final'],
    ['is surer than sure', () => createFakeTranslator({ confidence: 1.5 }), 'gives a confidence between 0 and 1, or null'],
    ['makes something of nothing', () => answering((text) => (text === '' ? 'Gracias.' : text)), 'makes nothing of nothing'],
    [
      'remembers what it translated before',
      () => {
        let count = 0;
        return answering((text) => `${text} ${(count += 1)}`);
      },
      'translates the same text the same way again',
    ],
    [
      'mixes up who asked what',
      () => {
        let last: TranslateRequest | null = null;
        const inner = createFakeTranslator();
        return {
          ...inner,
          translate: async (request, signal) => {
            last = request;
            await Promise.resolve();
            return inner.translate(last, signal);
          },
        };
      },
      'gives overlapping requests each its own answer',
    ],
    [
      'takes a NUL for the end of a text',
      () => {
        let rest = '';
        return answering((text, request) => {
          const answer = rest === '' ? text : rest;
          rest = request.text.split('\0')[1] ?? '';
          return answer;
        });
      },
      'takes any signs in a text, and is not confused for the next one',
    ],
    [
      'can not be stopped',
      () => {
        const inner = createFakeTranslator();
        return { ...inner, translate: (request) => inner.translate(request, new AbortController().signal) };
      },
      'gives a request up when its signal fires, and only that one',
    ],
    [
      'gives everything up when one signal fires',
      () => {
        const inner = createFakeTranslator();
        const all = new AbortController();
        return {
          ...inner,
          translate: (request, signal) => {
            signal.addEventListener('abort', () => all.abort(), { once: true });
            return inner.translate(request, AbortSignal.any([signal, all.signal]));
          },
        };
      },
      'gives a request up when its signal fires, and only that one',
    ],
    [
      'goes on after it was closed',
      () => ({ ...createFakeTranslator(), close: () => Promise.resolve() }),
      'is unavailable once closed, and leaves nobody waiting',
    ],
    [
      'says that the caller gave up when it was closed',
      () => {
        const inner = createFakeTranslator();
        const closed = new AbortController();
        return {
          ...inner,
          translate: (request, signal) => {
            if (closed.signal.aborted) throw new SubcamError('engine-unavailable', 'Closed.');
            return inner.translate(request, AbortSignal.any([signal, closed.signal]));
          },
          close: () => {
            closed.abort();
            return Promise.resolve();
          },
        };
      },
      'is unavailable once closed, and leaves nobody waiting',
    ],
  ];

  it.each(broken)('%s', async (_defect, open, check) => {
    expect(await failedChecks(open)).toContain(check);
  });

  it('nothing in a sound one', async () => {
    expect(await failedChecks(() => createFakeTranslator())).toEqual([]);
  });
});
