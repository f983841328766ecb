// What has to stay comes back from any translator as it was, or the text is translated without a fence: no placeholder is ever shown.
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FenceKind } from '@subcam/shared';
import { createFakeTranslator } from '../../testing/fake-translator.ts';
import { fence, unfence } from './fence.ts';
import { fencedTranslator } from './fenced-translator.ts';
import { keptSpans } from './kept-spans.ts';

const ALL: readonly FenceKind[] = ['names', 'times', 'codes', 'addresses', 'measures'];
const TEXT = 'Anna Baker meets Dr. Smith at 10:30 am about ABC-123.';
const forever = new AbortController().signal;

function set(answer: (text: string) => string, kinds = ALL) {
  const engine = createFakeTranslator({ answer: ({ text }) => answer(text) });
  const translator = fencedTranslator(engine, { fence: kinds });
  const translate = async (text: string): Promise<string> =>
    (await translator.translate({ text, sourceLanguage: 'en', targetLanguage: 'es', purpose: 'final', names: ['Anna Baker'] }, forever))
      .text;
  return { engine, translate };
}

describe('a fenced translator', () => {
  it('is not shown what has to stay, and gives it back in its places', async () => {
    const { engine, translate } = set((text) => `[es] ${text}`);
    expect(await translate(TEXT)).toBe(`[es] ${TEXT}`);
    expect(engine.asked).toHaveLength(1);
    expect(engine.asked[0]?.text).not.toMatch(/Anna|Baker|Smith|10|am|ABC/);
    expect(engine.asked[0]?.text).toMatch(/^\p{Lu}\p{Ll}+ meets Dr\. \p{Lu}\p{Ll}+ at \p{Ll}+ about \p{Lu}\p{Ll}+\.$/u);
  });

  it('may move what stays about, and change its capitals', async () => {
    const { translate } = set((text) => text.split(' ').toReversed().join(' ').toUpperCase());
    expect(await translate('Ask Dr. Smith about ABC-123')).toBe('ABC-123 ABOUT Smith DR. ASK');
  });

  it.each<[string, (text: string) => string]>([
    ['loses one', (text) => text.replace(/xq\p{L}+/iu, '')],
    ['doubles one', (text) => text.replace(/xq\p{L}+/iu, '$& $&')],
    ['changes one', (text) => text.replace(/xq\p{L}+/iu, '$&s')],
  ])('that %s is asked once more, without a fence', async (_, damage) => {
    const { engine, translate } = set((text) => (text === TEXT ? 'translated as it is' : damage(text)));
    expect(await translate(TEXT)).toBe('translated as it is');
    expect(engine.asked).toHaveLength(2);
  });

  it('is given a text with nothing to keep as it is, as is one that needs no fence', async () => {
    const plain = set((text) => text);
    await plain.translate('Good morning everyone.');
    expect(plain.engine.asked[0]?.text).toBe('Good morning everyone.');
    const neural = set((text) => text, []);
    await neural.translate(TEXT);
    expect(neural.engine.asked[0]?.text).toBe(TEXT);
  });
});

describe('what a translator behind a fence is sure of', () => {
  const sureOf = async (
    text: string,
    sure: (text: string) => number,
    change: (text: string) => string = (same) => same,
  ): Promise<string | null> => {
    const inner = createFakeTranslator({ answer: ({ text: asked }) => change(asked) });
    const engine = {
      ...inner,
      translate: async (...asked: Parameters<typeof inner.translate>) => {
        const result = await inner.translate(...asked);
        return { ...result, sureLength: sure(result.text) };
      },
    };
    const translator = fencedTranslator(engine, { fence: [...ALL, 'scripts'], terms: 'inline' });
    const result = await translator.translate({ text, sourceLanguage: 'en', targetLanguage: 'es', purpose: 'partial' }, forever);
    return result.sureLength === undefined ? null : result.text.slice(0, result.sureLength);
  };

  it('is the same words when those that stay are back in their places', async () => {
    const untilIs = (text: string): number => text.indexOf(' is');
    expect(await sureOf('The code ABC-123-456-789 is there.', untilIs)).toBe('The code ABC-123-456-789');
    expect(await sureOf('The code is ABC-123-456-789.', untilIs)).toBe('The code');
    expect(await sureOf('The code is there.', untilIs)).toBe('The code');
  });

  it('counts also what stands before the part that it can read', async () => {
    expect(await sureOf('Привет, the code is there.', (text) => text.indexOf(' is'))).toBe('Привет, the code');
  });

  it('can’t be told of a text that had to be translated in pieces', async () => {
    expect(
      await sureOf(
        'We said Привет to them.',
        (text) => text.length,
        (text) => text.replaceAll(/xq\p{L}+/giu, 'gone'),
      ),
    ).toBeNull();
  });
});

describe('a fence', () => {
  it('comes down to the same text, whatever is in it', () => {
    const part = fc.constantFrom('Dr. Smith', 'ABC-123', '10:30 am', 'xqbb', 'Zxcc', 'a@b.com', '5 kg', 'go', '.', 'Mark', 'É');
    fc.assert(
      fc.property(fc.array(fc.oneof(part, fc.string()), { maxLength: 12 }), (parts) => {
        const text = parts.join(' ');
        const fenced = fence(text, keptSpans(text, ALL, ['Mark']));
        if (fenced !== null) expect(unfence(fenced.text, fenced)).toBe(text);
      }),
    );
  });

  it('keeps whole words, so that no placeholder becomes a part of another word', () => {
    const text = 'Dr. Smith Aa0 and 5 kgé';
    const fenced = fence(text, keptSpans(text, ALL, []));
    expect(fenced).not.toBeNull();
    if (fenced !== null) expect(unfence(fenced.text, fenced)).toBe(text);
  });

  it('has no placeholder that the text has already', () => {
    const text = 'Dr. Smith and XQBB';
    expect(fence(text, keptSpans(text, ['names'], []))?.text).toBe('Dr. Zxbb and XQBB');
  });
});
