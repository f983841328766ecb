// Scripts written with Chinese characters, and how a bitmap says which characters a font of theirs has.

/** Scripts that share Chinese characters and punctuation, each in shapes of its own. */
export type HanScript = 'simplified-chinese' | 'traditional-chinese' | 'japanese';

/** Code points that the bitmaps speak of, first and last: punctuation, kana and bopomofo; ideographs; full-width forms. */
export const HAN_RANGES: readonly (readonly [first: number, last: number])[] = [
  [0x3000, 0x312f],
  [0x4e00, 0x9fff],
  [0xff00, 0xffef],
];

/** The letter at n stands for the six bits of n, the lowest for the first code point. */
export const BITMAP_LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
