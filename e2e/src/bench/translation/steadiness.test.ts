import { describe, expect, it } from 'vitest';
import { steadinessOf } from './steadiness.ts';

describe('how steady what is shown of a growing line is', () => {
  it('has no erasure where words are only added, and a lag of the words that had to be waited for', () => {
    expect(steadinessOf([['', 'A', 'A casa', 'A casa perto']])).toEqual({ erasure: 0, lagWords: expect.closeTo(2 / 3) as number });
  });

  it('counts a word that is changed, and all that stood after it', () => {
    expect(steadinessOf([['a b', 'a c', 'a c d']])).toEqual({ erasure: expect.closeTo(1 / 3) as number, lagWords: 0 });
    expect(steadinessOf([['a b c', 'x b c', 'x b c']]).erasure).toBe(1);
    expect(steadinessOf([['a b', 'a', 'a b']]).erasure).toBe(0.5);
  });

  it('takes a word with other punctuation or another capital for the same', () => {
    expect(steadinessOf([['Bom', 'bom dia', '«Bom dia», Ana.', '«Bom dia», Ana.']]).erasure).toBe(0);
    expect(steadinessOf([['...', '…', '- a']]).erasure).toBe(1);
  });

  it('waits for a word that goes and comes back until it is back for good', () => {
    expect(steadinessOf([['a', 'b', 'a']])).toEqual({ erasure: 2, lagWords: 2 });
  });

  it('of finals alone has no erasure, and the lag of waiting for the end', () => {
    expect(steadinessOf([['', '', 'x y']])).toEqual({ erasure: 0, lagWords: 1.25 });
  });

  it('weighs lines by the words of their translations, and takes any white space between words', () => {
    expect(
      steadinessOf([
        ['b', 'a'],
        ['p q r', 'p\u00A0q  r'],
      ]).erasure,
    ).toBe(1 / 4);
  });

  it('refuses lines without a word', () => {
    expect(() => steadinessOf([])).toThrow(RangeError);
    expect(() => steadinessOf([['', '']])).toThrow(RangeError);
  });
});
