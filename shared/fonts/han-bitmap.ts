// Font files -> one bit for each code point of the ranges that Chinese and Japanese fonts differ in.
import { BITMAP_LETTERS, HAN_RANGES, type HanScript } from '../src/paint/han-ranges.ts';
import { codePointsOf } from './woff2.ts';

/** What each script's families consist of, beside this file. */
export const HAN_SCRIPT_FILES: Readonly<Record<HanScript, readonly string[]>> = {
  'simplified-chinese': ['noto-sans-sc-chinese-simplified-600-normal.woff2'],
  'traditional-chinese': [
    'noto-sans-tc-chinese-traditional-600-normal.woff2',
    'noto-sans-tc-118-600-normal.woff2',
    'noto-sans-tc-119-600-normal.woff2',
  ],
  japanese: ['noto-sans-jp-japanese-600-normal.woff2'],
};

/** In the form that `hanCovers` reads. */
export function hanBitmap(files: readonly Buffer[]): string {
  const covered = new Set(files.flatMap((file) => [...codePointsOf(file)]));
  const points = HAN_RANGES.flatMap(([first, last]) => Array.from({ length: last - first + 1 }, (_, index) => first + index));
  let bitmap = '';
  for (let at = 0; at < points.length; at += 6) {
    const six = points.slice(at, at + 6).reduce((sum, point, bit) => sum + (covered.has(point) ? 2 ** bit : 0), 0);
    bitmap += BITMAP_LETTERS[six];
  }
  return bitmap;
}
