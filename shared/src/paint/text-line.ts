// One line of text -> its box and runs: direction, alignment, and the split between what is settled and what still grows.
import type { TextMeasure } from './canvas-2d.ts';
import { cssFont, type FontWeight } from './fonts.ts';
import { BASELINE, LINE_HEIGHT } from './tile-geometry.ts';
import type { TextLine, TextRole, TextRun } from './tile-layout.ts';

export interface LineStyle {
  readonly role: TextRole;
  readonly cueId: string | null;
  readonly language: string | null;
  readonly fontPx: number;
  readonly weight: FontWeight;
  readonly colour: string;
  readonly growingColour: string;
}

export interface LinePlace {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly align: 'start' | 'centre' | 'end';
}

/** Strong right-to-left characters: Hebrew, Arabic and their relatives (Unicode bidi classes R and AL). */
const RTL = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u;
const LETTER = /\p{L}/u;

/** By the first letter, as the Unicode bidirectional algorithm decides for a paragraph (P2, P3). */
export function directionOf(text: string): 'ltr' | 'rtl' {
  const first = LETTER.exec(text)?.[0];
  return first !== undefined && RTL.test(first) ? 'rtl' : 'ltr';
}

export function lineHeight(fontPx: number): number {
  return Math.ceil(fontPx * LINE_HEIGHT);
}

/** Where the tail begins: at a word, so that no word is half settled and no joined letters come apart. */
function tailStart(text: string, stableLength: number): number {
  if (stableLength >= text.length) return text.length;
  if (text[stableLength] === ' ') return stableLength;
  return stableLength <= 0 ? 0 : text.lastIndexOf(' ', stableLength - 1) + 1;
}

export interface LineText {
  readonly text: string;
  /** UTF-16 length of the settled part of this line. */
  readonly stableLength: number;
  readonly direction: 'ltr' | 'rtl';
}

/** The line's box is as wide as its text, at most as wide as its place. */
export function setLine(
  given: LineText,
  style: LineStyle,
  options: { readonly place: LinePlace; readonly measure: TextMeasure },
): TextLine {
  const { place, measure } = options;
  const font = cssFont(style.fontPx, style.weight);
  const { text, direction } = given;
  const width = Math.min(place.width, measure(text, font));
  const spare = place.width - width;
  const towardsRight = place.align === 'end' || (place.align === 'start' && direction === 'rtl');
  const x = place.x + (place.align === 'centre' ? spare / 2 : towardsRight ? spare : 0);
  const split = tailStart(text, given.stableLength);
  const settled = text.slice(0, split);
  const tail = text.slice(split);
  const settledWidth = Math.min(width, settled === '' ? 0 : measure(settled, font));
  const run = (words: string, colour: string, at: { readonly from: number; readonly width: number }): TextRun[] =>
    words === '' ? [] : [{ text: words, x: x + (direction === 'rtl' ? width - at.from - at.width : at.from), width: at.width, colour }];
  return {
    role: style.role,
    cueId: style.cueId,
    language: style.language,
    text,
    x,
    y: place.y,
    width,
    height: lineHeight(style.fontPx),
    baselineY: place.y + Math.round(style.fontPx * BASELINE),
    fontPx: style.fontPx,
    weight: style.weight,
    direction,
    runs: [
      ...run(settled, style.colour, { from: 0, width: tail === '' ? width : settledWidth }),
      ...run(tail, style.growingColour, { from: settledWidth, width: width - settledWidth }),
    ],
  };
}
