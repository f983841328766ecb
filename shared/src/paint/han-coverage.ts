// Code point -> whether the bundled font of a script written with Chinese characters has a glyph for it.
import { HAN_BITMAPS } from './han-bitmaps.ts';
import { BITMAP_LETTERS, HAN_RANGES, type HanScript } from './han-ranges.ts';

/** Where a code point's bit is, or -1 outside the ranges. */
function bitOf(codePoint: number): number {
  let before = 0;
  for (const [first, last] of HAN_RANGES) {
    if (codePoint >= first && codePoint <= last) return before + codePoint - first;
    before += last - first + 1;
  }
  return -1;
}

/** Code points outside the ranges are covered by none of the three. */
export function hanCovers(script: HanScript, codePoint: number): boolean {
  const bit = bitOf(codePoint);
  if (bit === -1) return false;
  const letter = HAN_BITMAPS[script].charAt(Math.floor(bit / 6));
  return ((BITMAP_LETTERS.indexOf(letter) >> (bit % 6)) & 1) === 1;
}
