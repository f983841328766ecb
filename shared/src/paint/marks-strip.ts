// Marks -> the strip at the top: what the tile is doing, in which languages, with which engines, and that a bot writes it.
import { languageName } from '../language/language-name.ts';
import { truncate } from './break-lines.ts';
import type { TextMeasure } from './canvas-2d.ts';
import { cleanLabel } from './clean-text.ts';
import type { Palette } from './palette.ts';
import { fontOf, plainStyle, setLabel } from './text-line.ts';
import { lineHeight, type TileGeometry } from './tile-geometry.ts';
import type { TileMarks } from './tile-input.ts';
import type { FilledBox, TextLine, TextRole } from './tile-layout.ts';

export const DISCLOSURE = 'Live captions by Subcam bot';
/** In a picture that is too narrow for that. */
const SHORT_DISCLOSURE = 'Subcam bot';

const STATUS_TEXT: Readonly<Record<TileMarks['status'], string>> = {
  waiting: 'Connecting',
  listening: 'Listening',
  'another-language': 'Speech in another language',
  backup: 'Backup recogniser',
  'no-sound': 'No sound',
  delayed: 'Captions delayed',
  interrupted: 'Captions interrupted',
  reconnecting: 'Reconnecting…',
  stopped: 'Captions stopped',
  ended: 'Captions ended',
};

const TRANSLATION_TEXT: Readonly<Record<TileMarks['translation'], string>> = {
  ok: '',
  off: 'Translation off',
  substitute: 'Backup translation',
  failing: 'Translation failing',
};

/** What the state is called on the tile. */
export function stateText(marks: TileMarks): string {
  // How translation fares is not known any more.
  if (marks.status === 'stopped') return STATUS_TEXT.stopped;
  const named = marks.status === 'another-language' && marks.anotherLanguage !== null ? ` (${languageName(marks.anotherLanguage)})` : '';
  return [`${STATUS_TEXT[marks.status]}${named}`, TRANSLATION_TEXT[marks.translation]].filter((part) => part !== '').join(' · ');
}

function dotColour(marks: TileMarks, palette: Palette): string {
  const byStatus: Readonly<Record<TileMarks['status'], string>> = {
    waiting: palette.idle,
    listening: marks.translation === 'failing' || marks.translation === 'substitute' ? palette.warning : palette.good,
    'another-language': palette.warning,
    backup: palette.warning,
    'no-sound': palette.warning,
    delayed: palette.warning,
    interrupted: palette.warning,
    reconnecting: palette.warning,
    stopped: palette.warning,
    ended: palette.idle,
  };
  return byStatus[marks.status];
}

export interface StripContext {
  readonly geometry: TileGeometry;
  readonly palette: Palette;
  readonly measure: TextMeasure;
  /** Such as `EN → ES`; empty where the blocks say it themselves. */
  readonly languages: string;
  /** What lies under the strip; null: the background. */
  readonly panel: { readonly colour: string; readonly opacity: number; readonly width: number } | null;
}

/** State on the left, languages and the engines' name after it where there is room, disclosure on the right. */
export function layoutStrip(marks: TileMarks, context: StripContext): { boxes: FilledBox[]; lines: TextLine[] } {
  const { geometry, palette, measure, panel } = context;
  const { strip, markPx } = geometry;
  const styleOf = (role: TextRole): ReturnType<typeof plainStyle> =>
    plainStyle({ role, cueId: null, fontPx: markPx, weight: 400, colour: palette.mark });
  const font = fontOf(styleOf('state'));
  const width = (text: string): number => measure(text, font);
  const dot = Math.max(2, Math.round(markPx * 0.5));
  const gap = markPx;
  const y = Math.floor((strip.height - lineHeight(markPx)) / 2);
  const right = strip.x + strip.width;
  const textX = strip.x + Math.round(dot * 1.9);
  const roomForText = right - textX;
  if (roomForText <= gap) return { boxes: [], lines: [] };

  const lines: TextLine[] = [];
  const put = (
    text: string,
    role: TextRole,
    place: { readonly x: number; readonly width: number; readonly align: 'start' | 'end' },
  ): void => {
    if (text !== '') lines.push(setLabel(text, styleOf(role), { place: { ...place, width: Math.max(1, place.width), y }, measure }));
  };
  const state = truncate(stateText(marks), roomForText, width);
  put(state, 'state', { x: textX, width: roomForText, align: 'start' });
  let room = roomForText - width(state) - gap;
  const disclosure = width(DISCLOSURE) <= room ? DISCLOSURE : truncate(SHORT_DISCLOSURE, room, width);
  put(disclosure, 'disclosure', { x: right - Math.max(1, room), width: room, align: 'end' });
  room -= disclosure === '' ? 0 : width(disclosure) + gap;
  let left = textX + width(state) + Math.round(gap * 0.3);
  const after = (text: string, role: TextRole): void => {
    const shown = text === '' ? '' : truncate(`· ${text}`, room, width);
    if (shown === '') return;
    put(shown, role, { x: left, width: room, align: 'start' });
    left += width(shown) + Math.round(gap * 0.3);
    room -= width(shown) + Math.round(gap * 0.3);
  };
  after(context.languages, 'language');
  after(marks.engine.trim() === '' ? '' : cleanLabel(marks.engine, 60), 'engine');
  return {
    boxes: [
      ...(panel === null
        ? []
        : [{ x: 0, y: 0, width: panel.width, height: strip.height, colour: panel.colour, radius: 0, opacity: panel.opacity }]),
      {
        x: strip.x,
        y: y + Math.round((lineHeight(markPx) - dot) / 2),
        width: dot,
        height: dot,
        radius: dot / 2,
        colour: dotColour(marks, palette),
        opacity: 1,
      },
    ],
    lines,
  };
}
