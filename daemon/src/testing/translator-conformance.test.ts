// The suite accepts a translator that does as it should, and each way of not doing so is caught by the check for it.
import { SubcamError, type TranslateResult, type Translator } from '@subcam/shared';
import { describe, expect, it } from 'vitest';
import { fakeTranslator } from './fake-translator.ts';
import { TRANSLATOR_CHECKS, describeTranslator, type TranslatorSubject } from './translator-conformance.ts';

const subjectOf = (open: () => Translator): TranslatorSubject => ({
  open: () => Promise.resolve(open()),
  sourceLanguage: 'en',
  targetLanguage: 'es',
  sentences: ['Good morning.', 'Thank you.', 'See you soon.'],
});

describeTranslator('A fake that does as it should', subjectOf(fakeTranslator));

/** A good one with one fault. */
const faulty = (fault: (good: Translator) => Partial<Translator>) => (): Translator => {
  const good = fakeTranslator();
  return { ...good, ...fault(good) };
};

const delayed = async (result: TranslateResult): Promise<TranslateResult> => {
  for (let turn = 0; turn < 3; turn += 1) await Promise.resolve();
  return result;
};

const BROKEN: readonly { readonly fault: string; readonly caughtBy: string; readonly open: () => Translator }[] = [
  { fault: 'has no name', caughtBy: 'says what it is', open: faulty(() => ({ info: { name: '', model: 'x' } })) },
  { fault: 'supports everything', caughtBy: 'supports its languages', open: faulty(() => ({ supports: () => true })) },
  { fault: 'compares regions', caughtBy: 'supports its languages', open: faulty(() => ({ supports: (a, b) => a === 'en' && b === 'es' })) },
  {
    fault: 'gives the original back',
    caughtBy: 'translates: something else',
    open: () => fakeTranslator(({ text }) => ({ text: text.trim(), confidence: null })),
  },
  {
    fault: 'answers nothing',
    caughtBy: 'translates: something else',
    open: () => fakeTranslator(() => ({ text: '', confidence: null })),
  },
  {
    fault: 'is surer than sure',
    caughtBy: 'translates: something else',
    open: () => fakeTranslator(({ text }) => ({ text: `es ${text}`.trim(), confidence: 95 })),
  },
  {
    fault: 'mixes up answers',
    caughtBy: 'gives calls that overlap each its own answer',
    open: () => {
      let last = '';
      return fakeTranslator(async ({ text }) => {
        last = text;
        return delayed({ text: '', confidence: null }).then(() => ({ text: `es(${last})`, confidence: null }));
      });
    },
  },
  {
    fault: 'stops at a NUL',
    caughtBy: 'is not disturbed by awkward signs',
    open: () => fakeTranslator(({ text }) => ({ text: text.includes('\0') ? '' : `es(${text})`, confidence: null })),
  },
  {
    fault: 'carries over what it was asked before',
    caughtBy: 'is not disturbed by awkward signs',
    open: () => fakeTranslator(({ text }, call) => ({ text: `es(${text.replaceAll('\0', '')})${call > 2 ? ' }' : ''}`, confidence: null })),
  },
  {
    fault: 'invents words for silence',
    caughtBy: 'has nothing to say about nothing',
    open: () => fakeTranslator(({ text }) => ({ text: `es(${text})`, confidence: null })),
  },
  {
    fault: 'cuts long texts off',
    caughtBy: 'translates a long text as a whole',
    open: () => fakeTranslator(({ text }) => ({ text: `es(${text})`.slice(0, 100), confidence: null })),
  },
  {
    fault: 'offers to try again what will never work',
    caughtBy: 'refuses, for good',
    open: faulty((good) => ({
      translate: (request, signal) =>
        good.translate(request, signal).catch((cause: unknown) => {
          throw new SubcamError('engine-failed', 'Try again.', { retryable: true, cause });
        }),
    })),
  },
  {
    fault: 'throws errors of others',
    caughtBy: 'refuses, for good',
    open: faulty((good) => ({
      translate: (request, signal) =>
        good.translate(request, signal).catch(() => {
          throw new TypeError('fetch failed');
        }),
    })),
  },
  {
    fault: 'does not look at its signal',
    caughtBy: 'rejects what was cancelled before',
    open: faulty((good) => ({ translate: (request) => good.translate(request, new AbortController().signal) })),
  },
  {
    fault: 'looks at its signal only in the beginning',
    caughtBy: 'rejects what is cancelled on its way',
    open: faulty((good) => ({
      translate: (request, signal) => {
        signal.throwIfAborted();
        return good.translate(request, new AbortController().signal);
      },
    })),
  },
  {
    fault: 'goes on after its end',
    caughtBy: 'answers or rejects everything when it is closed',
    open: faulty(() => ({ close: () => Promise.resolve() })),
  },
];

describe('the suite', () => {
  it.each(BROKEN)('catches a translator that $fault', async ({ caughtBy, open }) => {
    const check = TRANSLATOR_CHECKS.find(({ name }) => name.startsWith(caughtBy));
    if (check === undefined) throw new Error(`There is no check "${caughtBy}".`);
    await expect(check.run(subjectOf(open))).rejects.toThrow();
  });

  it('has no check that nothing can fail', () => {
    const proven = TRANSLATOR_CHECKS.filter(({ name }) => BROKEN.some(({ caughtBy }) => name.startsWith(caughtBy)));
    expect(proven).toEqual(TRANSLATOR_CHECKS);
  });
});
