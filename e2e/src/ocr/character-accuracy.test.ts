import { describe, expect, it } from 'vitest';
import { characterAccuracy, countCharacters } from './character-accuracy.ts';

describe('the accuracy of reading', () => {
  it('counts what is missing, too much and wrong', () => {
    expect(countCharacters('señor', 'señor')).toEqual({ characters: 5, edits: 0 });
    expect(countCharacters('señor', 'senor')).toEqual({ characters: 5, edits: 1 });
    expect(countCharacters('señor', 'seor')).toEqual({ characters: 5, edits: 1 });
    expect(countCharacters('señor', '| señor')).toEqual({ characters: 5, edits: 2 });
    expect(countCharacters('señor', '')).toEqual({ characters: 5, edits: 5 });
  });

  it('sees letters and not how they are encoded, nor how wide blanks are', () => {
    expect(countCharacters('a  é\n', 'a e\u0301')).toEqual({ characters: 3, edits: 0 });
  });

  it('is weighed by length over several texts and stays between 0 and 1', () => {
    expect(
      characterAccuracy([
        { characters: 90, edits: 0 },
        { characters: 10, edits: 5 },
      ]),
    ).toBe(0.95);
    expect(characterAccuracy([{ characters: 1, edits: 20 }])).toBe(0);
    expect(characterAccuracy([])).toBe(1);
  });
});
