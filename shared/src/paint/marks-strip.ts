// Marks -> the strip at the top: what the tile is doing, with which engines, and that a bot writes it.
import { truncate } from './break-lines.ts';
import type { TextMeasure } from './canvas-2d.ts';
import { cleanLabel } from './clean-text.ts';
import { cssFont } from './fonts.ts';
import type { Palette } from './palette.ts';
import { lineHeight, setLine, type LineStyle } from './text-line.ts';
import type { TileGeometry } from './tile-geometry.ts';
import type { TileMarks } from './tile-input.ts';
import type { FilledBox, TextLine, TextRole } from './tile-layout.ts';

export const DISCLOSURE = 'Live captions by Subcam bot';

const STATUS_TEXT: Readonly<Record<TileMarks['status'], string>> = {
  waiting: 'Connecting',
  listening: 'Listening',
  'no-sound': 'No sound',
  reconnecting: 'Reconnecting…',
  ended: 'Captions ended',
};

const TRANSLATION_TEXT: Readonly<Record<TileMarks['translation'], string>> = {
  ok: '',
  off: 'Translation off',
  failing: 'Translation failing',
};

/** What the state is called on the tile. */
export function stateText(marks: TileMarks): string {
  return [STATUS_TEXT[marks.status], TRANSLATION_TEXT[marks.translation]].filter((part) => part !== '').join(' · ');
}

function dotColour(marks: TileMarks, palette: Palette): string {
  const byStatus: Readonly<Record<TileMarks['status'], string>> = {
    waiting: palette.idle,
    listening: marks.translation === 'failing' ? palette.warning : palette.good,
    'no-sound': palette.warning,
    reconnecting: palette.warning,
    ended: palette.idle,
  };
  return byStatus[marks.status];
}

export interface StripContext {
  readonly geometry: TileGeometry;
  readonly palette: Palette;
  readonly measure: TextMeasure;
}

/** State on the left, disclosure on the right, the engines' name between them where there is room. */
export function layoutStrip(marks: TileMarks, { geometry, palette, measure }: StripContext): { boxes: FilledBox[]; lines: TextLine[] } {
  const { strip, markPx } = geometry;
  const font = cssFont(markPx, 400);
  const width = (text: string): number => measure(text, font);
  const dot = Math.max(2, Math.round(markPx * 0.5));
  const gap = markPx;
  const y = Math.floor((strip.height - lineHeight(markPx)) / 2);
  const right = strip.x + strip.width;
  const textX = strip.x + Math.round(dot * 1.9);
  const roomForText = right - textX;
  if (roomForText <= gap) return { boxes: [], lines: [] };

  const set = (
    text: string,
    role: TextRole,
    place: { readonly x: number; readonly width: number; readonly align: 'start' | 'end' },
  ): TextLine[] => {
    if (text === '') return [];
    const style: LineStyle = {
      role,
      cueId: null,
      language: null,
      fontPx: markPx,
      weight: 400,
      colour: palette.mark,
      growingColour: palette.mark,
    };
    return [setLine({ text, stableLength: text.length, direction: 'ltr' }, style, { place: { ...place, y }, measure })];
  };

  const state = truncate(stateText(marks), roomForText, width);
  const afterState = roomForText - width(state) - gap;
  const disclosure = truncate(DISCLOSURE, afterState, width);
  const afterDisclosure = afterState - (disclosure === '' ? 0 : width(disclosure) + gap);
  const engine = marks.engine.trim() === '' ? '' : truncate(`· ${cleanLabel(marks.engine, 60)}`, afterDisclosure, width);
  return {
    boxes: [
      {
        x: strip.x,
        y: y + Math.round((lineHeight(markPx) - dot) / 2),
        width: dot,
        height: dot,
        radius: dot / 2,
        colour: dotColour(marks, palette),
      },
    ],
    lines: [
      ...set(state, 'state', { x: textX, width: Math.max(1, roomForText), align: 'start' }),
      ...set(engine, 'engine', { x: textX + width(state) + Math.round(gap * 0.3), width: Math.max(1, afterDisclosure), align: 'start' }),
      ...set(disclosure, 'disclosure', { x: right - Math.max(1, afterState), width: Math.max(1, afterState), align: 'end' }),
    ],
  };
}
