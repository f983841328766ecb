// Words as they are compared.
import { describe, expect, it } from 'vitest';
import { foldWord } from './tokens.ts';

describe('a word as it is compared', () => {
  it('has the letters of Western Europe without case and accents, the same way as words with letters of other scripts', () => {
    for (let code = 0xc0; code <= 0xff; code += 1) {
      const letter = String.fromCharCode(code);
      if (!/\p{L}/u.test(letter)) continue;
      expect(foldWord(`a${letter}Z`), letter).toBe(foldWord(`a${letter}Zα`).slice(0, -1));
    }
    expect(['Señor', 'GROẞ', 'größe', 'Œuvre', 'ÆRØ', 'naïve'].map(foldWord)).toEqual([
      'senor',
      'gross',
      'grosse',
      'oeuvre',
      'aero',
      'naive',
    ]);
  });
});
