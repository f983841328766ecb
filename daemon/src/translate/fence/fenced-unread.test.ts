// Words of other scripts and emoji come back from an engine that loses them, and texts without any are none the slower.
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FenceKind, TranslateRequest, TranslatorDescription } from '@subcam/shared';
import { createFakeTranslator } from '../../testing/fake-translator.ts';
import { fencedTranslator } from './fenced-translator.ts';

const forever = new AbortController().signal;
const KINDS: readonly FenceKind[] = ['codes', 'addresses', 'scripts', 'emoji'];

function set(answer: (text: string) => string = (text) => text, way: TranslatorDescription['terms'] = 'inline') {
  const engine = createFakeTranslator({ answer: ({ text }) => answer(text) });
  const translator = fencedTranslator(engine, { fence: KINDS, terms: way });
  const translate = async (text: string, over: Partial<TranslateRequest> = {}): Promise<string> => {
    const request = { text, sourceLanguage: 'en', targetLanguage: 'pt', purpose: 'final', ...over };
    return (await translator.translate(request as TranslateRequest, forever)).text;
  };
  return { engine, translator, translate, given: () => engine.asked.map(({ text }) => text) };
}

/** What a model does that has no signs for them. */
const loses = (text: string): string => text.replaceAll(/[^\0-\u024F]+/gu, '');

describe('what an engine can’t read', () => {
  it.each([
    ['Tell 田中 that it moved.', ['Tell Xqbb that it moved.']],
    ['Иван will present the slides.', ['Xqbb will present the slides.']],
    ['Great job 👍 team, thanks 🎉!', ['Great job xqbb team, thanks xqbc!']],
    ['Great👍team, thanks🎉!', ['Great xqbb team, thanks xqbc!']],
    ['Ask 田中👍 now', ['Ask Xqbb now']],
    ['Send ABC-123👍to 田中!', ['Send Xqbb xqbc to Xqbd!']],
    ['See https://example.com/дом now', ['See xqbb now']],
    ['It is 👍 at 10, said Пётр Ильич.', ['It is xqbb at 10, said Xqbc.']],
    ['See ABC-123\u0301。田中 now', ['See Xqbb xqbc now']],
  ])('is behind a placeholder from the start, and comes back as it was: %s', async (text, given) => {
    const subject = set(loses);
    expect(await subject.translate(text)).toBe(text);
    expect(subject.given()).toEqual(given);
  });

  it.each([
    ['👍 Great job! 🎉', ['Great job!']],
    ['Привет, как дела? We begin.', ['We begin.']],
    ['Привет, как дела?', []],
    ['Привет! 👍', []],
    ['田中です。', []],
  ])('goes to nobody at the ends of a text: %s', async (text, given) => {
    const subject = set(loses);
    expect(await subject.translate(text)).toBe(text);
    expect(subject.given()).toEqual(given);
  });

  it('is kept by pieces where its placeholder is lost too', async () => {
    const { translate, given } = set((text) => loses(text).replaceAll(/xq\p{L}*/giu, 'coisa'));
    expect(await translate('Tell 田中 that 👍 is it.')).toBe('Tell 田中 that 👍 is it.');
    expect(given()).toEqual(['Tell Xqbb that xqbc is it.', 'Tell', 'that', 'is it']);
  });

  it('stands beside terms and names, each kept as it is to be', async () => {
    const { translate, given } = set(loses);
    const terms = [
      { source: 'Иван', target: 'Ivan', caseSensitive: false },
      { source: 'backlog', target: 'lista', caseSensitive: false },
    ];
    expect(await translate('Ask Иван и Пётр, Rose, about the backlog🎉!', { terms, names: ['Rose Parker'] })).toBe(
      'Ask Ivan и Пётр, Rose, about the lista🎉!',
    );
    expect(given()).toEqual(['Ask Ivan xqbb, Rose, about the Lista xqbc!']);
  });

  it('is kept from an engine that honours terms itself too', async () => {
    const { translate, given } = set(loses, 'native');
    expect(await translate('Tell 田中 now.')).toBe('Tell 田中 now.');
    expect(given()).toEqual(['Tell Xqbb now.']);
  });

  it('has a space before it that the engine wrote between it and words that it touched no more', async () => {
    const { translate } = set((text) => text.replace(/(xqbb) (and) (xqbc) (xqbd)/iu, '$4 $2 $1 $3'));
    expect(await translate('See 你好 and ABC-123\u0301。田中 now')).toBe('See 。田中 and 你好 ABC-123\u0301 now');
  });

  it('says nothing of how the engine does where that was not asked', async () => {
    const { translator } = set();
    const request = { text: 'Привет!', sourceLanguage: 'en', targetLanguage: 'pt', purpose: 'final' } as const;
    expect(await translator.translate(request, forever)).toMatchObject({ text: 'Привет!', isRemembered: true });
  });

  it('comes back from an engine that changes nothing, whatever stands around it', async () => {
    const part = fc.constantFrom(
      '田中',
      '👍',
      '👨‍👩‍👧',
      'Да',
      'ABC-123',
      'go',
      'É',
      ' ',
      '. ',
      '?',
      '5',
      '。',
      'Δ',
      '"',
      '\u0301',
      'Xq',
      'مرحبا',
    );
    await fc.assert(
      fc.asyncProperty(fc.array(part, { maxLength: 10 }), async (parts) => {
        const text = parts.join('').trim();
        expect(await set().translate(text)).toBe(text);
      }),
    );
  });
});
