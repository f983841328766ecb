import { describe, expect, it } from 'vitest';
import { alignPhones } from './phone-alignment.ts';

const phones = (text: string): string[] => text.split(' ');

describe('phones of a sentence', () => {
  it('are cut where its words begin', () => {
    const { words, mismatch } = alignPhones(phones('g uh d m ao r n ih ng'), [phones('g uh d'), phones('m ao r n ih ng')]);
    expect(words).toEqual([
      { from: 0, to: 3 },
      { from: 3, to: 9 },
    ]);
    expect(mismatch).toBe(0);
  });

  it('are cut right although a neighbour changed, swallowed or added one', () => {
    const { words, mismatch } = alignPhones(phones('dh iy ae p ax l ih z r eh'), [
      phones('dh ax'),
      phones('ae p ax l'),
      phones('ih z'),
      phones('r eh d'),
    ]);
    expect(words.map(({ from, to }) => [from, to])).toEqual([
      [0, 2],
      [2, 6],
      [6, 8],
      [8, 10],
    ]);
    expect(mismatch).toBeCloseTo(0.2);
  });

  it('of another sentence do not match', () => {
    expect(alignPhones(phones('s ih k s'), [phones('g uh d'), phones('d ey')]).mismatch).toBeGreaterThan(0.9);
  });
});
