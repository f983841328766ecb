import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { agree, NO_AGREEMENT, type AgreedText } from './agreement.ts';

function readings(...texts: readonly string[]): readonly AgreedText[] {
  let agreement = NO_AGREEMENT;
  return texts.map((text) => {
    const next = agree(agreement, text);
    ({ agreement } = next);
    return next.agreed;
  });
}

/** The part that stands, then the part that may change. */
const shown = ({ text, stableLength }: AgreedText): string => `${text.slice(0, stableLength)}|${text.slice(stableLength)}`;

describe('agreement of readings', () => {
  it('needs two readings in a row', () => {
    expect(readings('we meet', 'we meet at noon', 'we meet at new').map(shown)).toEqual([
      '|we meet',
      'we meet| at noon',
      'we meet at| new',
    ]);
  });

  it('is about words: case and punctuation may differ', () => {
    expect(readings('Hello', 'hello, every', 'Hello everybody.').map(shown)).toEqual(['|Hello', 'hello,| every', 'Hello| everybody.']);
  });

  it('keeps the words that were agreed on, whatever a later reading hears in their place', () => {
    expect(readings('we meet', 'we meet at', 'we eat at noon').map(shown).at(-1)).toBe('we meet| at noon');
  });

  it('begins anew on what it has not agreed on yet', () => {
    expect(readings('a cat', 'the dog', 'the dog barks').map(shown)).toEqual(['|a cat', '|the dog', 'the dog| barks']);
  });

  it('keeps what was agreed on when a reading falls short', () => {
    expect(readings('one two', 'one two three', 'one').map(shown)).toEqual(['|one two', 'one two| three', 'one two|']);
  });

  it('never takes back an agreed word, and agrees on nothing that was not read twice', () => {
    const word = fc.constantFrom('a', 'b', 'c', 'D,');
    fc.assert(
      fc.property(fc.array(fc.array(word, { maxLength: 5 }), { minLength: 1, maxLength: 8 }), (all) => {
        const texts = all.map((words) => words.join(' '));
        let before: readonly string[] = [];
        for (const [index, agreed] of readings(...texts).entries()) {
          const words = agreed.text.slice(0, agreed.stableLength).toLowerCase().split(/\W+/u).filter(Boolean);
          expect(words.slice(0, before.length)).toEqual(before);
          if (index === 0) expect(words).toEqual([]);
          const count = (text = ''): number => text.split(' ').filter(Boolean).length;
          expect(words.length).toBeLessThanOrEqual(Math.max(before.length, Math.min(count(texts[index]), count(texts[index - 1]))));
          before = words;
        }
      }),
    );
  });
});
