// Text -> columns, as captions count them: a letter is one, a wide East Asian character or an emoji two, a mark none.
import { graphemesOf } from './clean-text.ts';

/** [first, last] code points of East_Asian_Width W and F (Unicode 16, UAX 11), in order; blocks taken whole. */
const WIDE_RANGES: readonly (readonly [number, number])[] = [
  [0x1100, 0x115f],
  [0x2e80, 0x303e],
  [0x3041, 0x4dbf],
  [0x4e00, 0xa4cf],
  [0xa960, 0xa97f],
  [0xac00, 0xd7a3],
  [0xf900, 0xfaff],
  [0xfe10, 0xfe19],
  [0xfe30, 0xfe6f],
  [0xff01, 0xff60],
  [0xffe0, 0xffe6],
  [0x1_6fe0, 0x1_b2ff],
  [0x2_0000, 0x3_fffd],
];
const EMOJI = /^\p{Emoji_Presentation}|^\p{Emoji}\ufe0f/u;
const NO_WIDTH = /^[\p{M}\p{Cf}]+$/u;
/** Printable ASCII and Latin-1, by far the most common: one each, without a look at anything. */
const NARROW = /^[\u0020-\u007e\u00a1-\u00ac\u00ae-\u02ff]*$/u;

/** Columns of one grapheme: 0, 1 or 2. */
export function columnsOfGrapheme(grapheme: string): 0 | 1 | 2 {
  const code = grapheme.codePointAt(0);
  if (code === undefined) return 0;
  if (code < 0x300) return 1;
  if (code >= 0x1100 && WIDE_RANGES.some(([first, last]) => code >= first && code <= last)) return 2;
  if (EMOJI.test(grapheme)) return 2;
  return NO_WIDTH.test(grapheme) ? 0 : 1;
}

export function columnsOf(text: string): number {
  if (NARROW.test(text)) return text.length;
  return graphemesOf(text).reduce((sum, grapheme) => sum + columnsOfGrapheme(grapheme), 0);
}
