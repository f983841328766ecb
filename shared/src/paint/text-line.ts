// One line of text -> its box and runs: alignment, and the split between what is drawn for good and what may still change.
import type { TextMeasure } from './canvas-2d.ts';
import { cssFont, type FontWeight } from './fonts.ts';
import type { TextDirection } from './text-direction.ts';
import { BASELINE, lineHeight } from './tile-geometry.ts';
import type { TextLine, TextRole, TextRun } from './tile-layout.ts';

export interface LineStyle {
  readonly role: TextRole;
  readonly cueId: string | null;
  readonly language: string | null;
  readonly locale: string | null;
  readonly fontPx: number;
  readonly weight: FontWeight;
  readonly colour: string;
  readonly growingColour: string;
}

/** A style of what is drawn once and for good: a name, a mark. */
export function plainStyle(
  given: Pick<LineStyle, 'role' | 'cueId' | 'fontPx' | 'weight' | 'colour'> & { readonly locale?: string | null },
): LineStyle {
  return { language: null, locale: null, ...given, growingColour: given.colour };
}

export function fontOf({ fontPx, weight, locale }: Pick<LineStyle, 'fontPx' | 'weight' | 'locale'>): string {
  return cssFont(fontPx, weight, locale);
}

export interface LinePlace {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  /** `start`: at the left, or at the right when the text runs from there. */
  readonly align: 'start' | 'centre' | 'end';
}

export interface LineText {
  readonly text: string;
  /** UTF-16 length of what is drawn for good: up to the beginning of a word. */
  readonly settledLength: number;
  readonly direction: TextDirection;
}

/** The line's box is as wide as its text, at most as wide as its place. */
export function setLine(
  given: LineText,
  style: LineStyle,
  options: { readonly place: LinePlace; readonly measure: TextMeasure },
): TextLine {
  const { place, measure } = options;
  const font = fontOf(style);
  const { text, direction } = given;
  const width = Math.min(place.width, measure(text, font));
  const spare = place.width - width;
  const towardsRight = place.align === 'end' || (place.align === 'start' && direction === 'rtl');
  const x = place.x + (place.align === 'centre' ? spare / 2 : towardsRight ? spare : 0);
  const settled = text.slice(0, Math.max(0, given.settledLength));
  const tail = text.slice(settled.length);
  const settledWidth = Math.min(width, settled === '' ? 0 : tail === '' ? width : measure(settled, font));
  const run = (words: string, colour: string, at: { readonly from: number; readonly width: number }): TextRun[] =>
    words === '' ? [] : [{ text: words, x: x + (direction === 'rtl' ? width - at.from - at.width : at.from), width: at.width, colour }];
  return {
    role: style.role,
    cueId: style.cueId,
    language: style.language,
    locale: style.locale,
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
      ...run(settled, style.colour, { from: 0, width: settledWidth }),
      ...run(tail, style.growingColour, { from: settledWidth, width: width - settledWidth }),
    ],
  };
}

/** A label at the left (or right) of its place, whatever its script. */
export function setLabel(text: string, style: LineStyle, options: { readonly place: LinePlace; readonly measure: TextMeasure }): TextLine {
  return setLine({ text, settledLength: text.length, direction: 'ltr' }, style, options);
}
