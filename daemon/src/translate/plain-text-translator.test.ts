// Texts as engines can take them, and texts in which there is nothing to translate.
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createFakeTranslator } from '../testing/fake-translator.ts';
import { hasWords, plainText, visiblePart } from './plain-text.ts';
import { plainTextTranslator } from './plain-text-translator.ts';

const forever = new AbortController().signal;
const request = (text: string) => ({ text, sourceLanguage: 'en', targetLanguage: 'es', purpose: 'final' }) as const;

describe('a plain text', () => {
  it.each([
    ['  two\r\n lines\t', 'two lines'],
    ['a\0b\u0007c\u009Fd', 'a b c d'],
    ['a\uFFFFb\uFFFEc\uFDD0d\u{1FFFF}e', 'a b c d e'],
    ['half \uD83D of \uDE00 a pair', 'half of a pair'],
    ['می\u200Cخواهم \u200Eabc\u200F', 'می\u200Cخواهم \u200Eabc\u200F'],
  ])('of %j is %j', (text, plain) => {
    expect(plainText(text)).toBe(plain.trim());
  });

  it('is plain already, whatever it was made of', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const plain = plainText(text);
        expect(plainText(plain)).toBe(plain);
        expect(plain.isWellFormed()).toBe(true);
      }),
    );
  });
});

describe('a text without words', () => {
  it.each([
    ['', ''],
    [' \u3000\n', ''],
    ['\u200E\u202E\u200D\uFEFF', ''],
    ['\0\u0001', ''],
    ['\uD83D', ''],
    [' 👍🏽 🇪🇸\n', '👍🏽 🇪🇸'],
    ['… ?!', '… ?!'],
  ])('comes back as what is seen of it: %j as %j, and nobody is asked', async (text, seen) => {
    const engine = createFakeTranslator();
    expect(hasWords(text)).toBe(false);
    expect(visiblePart(text)).toBe(seen);
    expect(await plainTextTranslator(engine).translate(request(text), forever)).toEqual({
      text: seen,
      confidence: null,
      engine: engine.info,
    });
    expect(engine.asked).toEqual([]);
  });
});

describe('a translator of plain texts', () => {
  it('is given plain texts, and what it answers is made plain', async () => {
    const engine = createFakeTranslator({ answer: ({ text }) => `\u0007${text}\n\uD83D¡` });
    const { text } = await plainTextTranslator(engine).translate(request('One\0 house.\n'), forever);
    expect(engine.asked[0]?.text).toBe('One house.');
    expect(text).toBe('One house. ¡');
  });

  it('is not asked for anybody who has given up already', async () => {
    const engine = createFakeTranslator();
    await expect(plainTextTranslator(engine).translate(request('…'), AbortSignal.abort())).rejects.toMatchObject({ code: 'aborted' });
    expect(engine.asked).toEqual([]);
  });
});

describe('what a translator of plain texts is sure of', () => {
  it.each([
    [' uno\tdos tres', ' uno\tdos'],
    ['uno dos\n\ntres', 'uno dos'],
  ])('is the same words once its answer, %j, is plain', async (answer, sure) => {
    const inner = createFakeTranslator({ answer: () => answer });
    const engine = {
      ...inner,
      translate: async (...asked: Parameters<typeof inner.translate>) => ({
        ...(await inner.translate(...asked)),
        sureLength: sure.length,
      }),
    };
    const { text, sureLength } = await plainTextTranslator(engine).translate(request('one two three'), forever);
    expect(text).toBe('uno dos tres');
    expect(text.slice(0, sureLength)).toBe('uno dos');
  });
});
