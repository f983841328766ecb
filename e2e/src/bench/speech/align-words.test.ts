import { describe, expect, it } from 'vitest';
import { alignWords } from './align-words.ts';

const words = (text: string): readonly string[] => text.split(' ').filter((word) => word !== '');
const placesOf = (from: string, to: string, isEndOpen = false): readonly number[] => [
  ...alignWords(words(from), words(to), { isEndOpen }).places,
];

describe('an alignment of words', () => {
  it('puts equal words together, a wrong one where the right one is, and none where there is none', () => {
    expect(placesOf('a b c d', 'a x c d')).toEqual([0, 1, 2, 3]);
    expect(placesOf('a b c d', 'a c d')).toEqual([0, -1, 1, 2]);
    expect(placesOf('a c', 'a b c')).toEqual([0, 2]);
    expect(placesOf('a b', '')).toEqual([-1, -1]);
    expect(placesOf('', 'a b')).toEqual([]);
  });

  it('counts substitutions, deletions and insertions', () => {
    expect(alignWords(words('a b c d'), words('a x d e')).errors).toBe(3);
    expect(alignWords(words('a b'), words('a b')).errors).toBe(0);
    expect(alignWords([], words('a b')).errors).toBe(2);
  });

  it('leaves the end of a longer text to the future where it is open, and takes the earliest place that is as good', () => {
    expect(placesOf('the cat', 'the cat sat on the mat', true)).toEqual([0, 1]);
    expect(placesOf('the', 'the cat sat on the mat', true)).toEqual([0]);
    expect(placesOf('a x', 'a b c', true)).toEqual([0, -1]);
    expect(placesOf('the cat that sat on', 'the cat sat on the mat', true)).toEqual([0, 1, -1, 2, 3]);
    expect(alignWords(words('the cat sat on a'), words('the cat sat on the mat'), { isEndOpen: true }).errors).toBe(1);
  });
});
