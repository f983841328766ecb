import { describe, expect, it } from 'vitest';
import { lumaOfRgba, type Luma } from '../demo/pixels.ts';
import { difference, largestStep, likenessOf, MINIATURE_FACTOR, shrunk, type Picture } from './compare-pictures.ts';
import { GOLDEN_PICTURES } from './golden-pictures.ts';
import { likenessOfLines } from './line-likeness.ts';
import { paintInNode } from './paint-in-node.ts';

function plain(width: number, height: number, grey: (x: number, y: number) => number): Picture {
  const pixels = new Uint8Array(width * height * 4);
  for (let at = 0; at < width * height; at += 1) {
    const value = grey(at % width, Math.floor(at / width));
    pixels.set([value, value, value, 255], at * 4);
  }
  return { width, height, pixels };
}

const lumaOf = (picture: Picture): Luma => lumaOfRgba(picture.pixels, picture);

describe('two pictures', () => {
  it('differ by the mean of their luma, and by the share of pixels that are far apart', () => {
    const dark = lumaOf(plain(10, 10, () => 0));
    expect(difference(dark, dark)).toEqual({ mean: 0, share: 0 });
    expect(difference(dark, lumaOf(plain(10, 10, (x) => (x === 0 ? 255 : 0))))).toEqual({ mean: 25.5, share: 0.1 });
    expect(difference(dark, lumaOf(plain(10, 10, () => 40)))).toEqual({ mean: 40, share: 0 });
    expect(() => difference(dark, lumaOf(plain(10, 9, () => 0)))).toThrow(RangeError);
  });

  it('have miniatures of means', () => {
    const small = shrunk(
      plain(4, 2, (x) => (x < 2 ? 0 : 100)),
      2,
    );
    expect([small.width, small.height, [...small.pixels]]).toEqual([2, 1, [0, 0, 0, 255, 100, 100, 100, 255]]);
    expect(
      largestStep(
        small,
        plain(2, 1, () => 90),
      ),
    ).toBe(90);
    expect(() =>
      largestStep(
        small,
        plain(1, 1, () => 0),
      ),
    ).toThrow(RangeError);
  });

  it('are compared by their luma and their miniatures', () => {
    const side = 2 * MINIATURE_FACTOR;
    const { luma, miniature } = likenessOf(plain(side, side, (x) => (x < MINIATURE_FACTOR ? 0 : 100)));
    expect([luma.width, luma.height, luma.pixels[0], luma.pixels.at(-1)]).toEqual([side, side, 0, 100]);
    expect([...miniature.pixels]).toEqual([0, 0, 0, 255, 100, 100, 100, 255, 0, 0, 0, 255, 100, 100, 100, 255]);
  });

  it('are told apart by a word that is another, a line that has moved by three pixels, and a letter that is missing', () => {
    const golden = GOLDEN_PICTURES.find(({ script, mode, theme }) => script === 'latin' && mode === 'overlay' && theme === 'dark');
    const cue = golden?.input.cues[0];
    if (golden === undefined || cue === undefined) throw new Error('There is no golden picture.');
    const { picture, layout } = paintInNode(golden.input);
    const least = (other: Picture): number =>
      Math.min(...likenessOfLines(lumaOf(picture), lumaOf(other), layout.lines).map(({ correlation }) => correlation));
    expect(least(picture)).toBeCloseTo(1, 6);
    for (const [from, to] of [
      ['módulos', 'capítulo'],
      ['12', '1'],
    ] as const) {
      const text = cue.original.text.replace(from, to);
      const cues = golden.input.cues.with(0, { ...cue, original: { text, stableLength: text.length } });
      expect(least(paintInNode({ ...golden.input, cues }).picture), to).toBeLessThan(0.92);
    }
    const moved = new Uint8Array(picture.pixels);
    moved.copyWithin(3 * 4, 0);
    expect(least({ ...picture, pixels: moved })).toBeLessThan(0.92);
  });
});
