import { describe, expect, it } from 'vitest';
import { normalizedWords, wordErrorRate } from './word-error-rate.ts';

describe('word error rate', () => {
  it('counts substitutions, deletions and insertions against the words that were said', () => {
    expect(wordErrorRate('we can see it now', 'we can see it now')).toEqual({ errors: 0, words: 5, wer: 0 });
    expect(wordErrorRate('we can see it now', 'he can it now then')).toEqual({ errors: 3, words: 5, wer: 0.6 });
    expect(wordErrorRate('we can see it', '').wer).toBe(1);
    expect(wordErrorRate('', 'made up words')).toEqual({ errors: 3, words: 0, wer: 0 });
  });

  it('is blind to spelling that sounds the same', () => {
    expect(wordErrorRate("Let us meet at ten, it's fine.", 'let’s meet at 10 — IT IS fine').errors).toBe(0);
    expect(wordErrorRate('one hundred and twenty five percent', '100 and 25%').errors).toBe(0);
    expect(normalizedWords("The team's plan won't fit, we've seen 1,200 of them")).toEqual(
      'the teams plan will not fit we have seen 1200 of them'.split(' '),
    );
  });
});
