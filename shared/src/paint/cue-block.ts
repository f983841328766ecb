// Cue -> block: its name, its original and its translations as one pair, broken into lines, trimmed to a room, put in a place.
import type { Cue, CueText } from '../cue/cue.ts';
import type { TileSettings } from '../settings/tile-defaults.ts';
import { breakLines, rememberingWidth, truncate, type BrokenLine } from './break-lines.ts';
import type { TextMeasure } from './canvas-2d.ts';
import { cleanLabel, cleanText } from './clean-text.ts';
import { cssFont } from './fonts.ts';
import { speakerColour, type Palette } from './palette.ts';
import { directionOf, lineHeight, setLine, type LineStyle } from './text-line.ts';
import type { TileGeometry } from './tile-geometry.ts';
import type { TileMarks } from './tile-input.ts';
import type { FilledBox, TextLine } from './tile-layout.ts';

interface Section {
  readonly style: LineStyle;
  /** Shown before the first line when a cue has several translations. */
  readonly tag: string;
  readonly lines: readonly BrokenLine[];
  readonly stableLength: number;
  readonly direction: 'ltr' | 'rtl';
}

export interface CueBlock {
  readonly cue: Cue;
  /** Empty for nobody's words. */
  readonly name: string;
  readonly note: string;
  readonly colour: string;
  /** The original first, then translations by language code. */
  readonly sections: readonly Section[];
}

export interface BlockContext {
  readonly geometry: TileGeometry;
  readonly palette: Palette;
  readonly settings: TileSettings;
  readonly marks: TileMarks;
  readonly measure: TextMeasure;
  readonly utcOffsetMinutes: number | undefined;
}

/** As many as a tile can show one line of. */
const MAX_LANGUAGES = 8;
const MAX_NAME_GRAPHEMES = 48;
/** Stands where a translation will be, so that its coming moves nothing. */
const PENDING = '…';

export function innerWidth({ region, paddingX, barWidth }: TileGeometry): number {
  return Math.max(1, region.width - 2 * paddingX - barWidth);
}

function tagWidth(geometry: TileGeometry): number {
  return Math.round(geometry.namePx * 2);
}

function timeOfDay(atMs: number, utcOffsetMinutes: number | undefined): string {
  if (!Number.isFinite(atMs) || Math.abs(atMs) > 8.64e15) return '';
  const offsetMinutes = utcOffsetMinutes ?? -new Date(atMs).getTimezoneOffset();
  const shifted = new Date(atMs + offsetMinutes * 60_000);
  return Number.isNaN(shifted.getTime()) ? '' : shifted.toISOString().slice(11, 19);
}

function noteOf(cue: Cue, { settings, utcOffsetMinutes }: BlockContext): string {
  const confidence = settings.showConfidence && cue.confidence !== null ? [`${Math.round(cue.confidence * 100)} %`] : [];
  const time = settings.showTimestamps ? [timeOfDay(cue.shownAtMs, utcOffsetMinutes)] : [];
  return [...confidence, ...time].filter((part) => part !== '').join('  ');
}

function sectionOf(given: CueText, style: LineStyle, options: { readonly context: BlockContext; readonly tag: string }): Section {
  const { context, tag } = options;
  const { text, stableLength } = cleanText(given);
  const indent = tag === '' ? 0 : tagWidth(context.geometry);
  const maxWidth = Math.max(1, innerWidth(context.geometry) - indent);
  const lines = breakLines(text, maxWidth, rememberingWidth(context.measure, cssFont(style.fontPx, style.weight)));
  return { style, tag, lines, stableLength, direction: directionOf(text) };
}

/** Everything a cue has to say, untrimmed. */
export function buildBlock(cue: Cue, context: BlockContext): CueBlock {
  const { geometry, palette, settings, marks } = context;
  const originalStyle: LineStyle = {
    role: 'original',
    cueId: cue.cueId,
    language: null,
    fontPx: geometry.originalPx,
    weight: 400,
    colour: palette.original,
    growingColour: palette.originalGrowing,
  };
  const translationStyle: LineStyle = {
    ...originalStyle,
    role: 'translation',
    fontPx: geometry.translationPx,
    weight: 600,
    colour: palette.text,
    growingColour: palette.growing,
  };
  const translated = Object.entries(cue.translations)
    .filter(([, { text }]) => text.trim() !== '')
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .slice(0, MAX_LANGUAGES);
  const tagged = translated.length > 1;
  const translations = translated.map(([language, text]) =>
    sectionOf(text, { ...translationStyle, language }, { context, tag: tagged ? cleanLabel(language.toUpperCase(), 5) : '' }),
  );
  const pending =
    translations.length === 0 && marks.translation === 'ok'
      ? [sectionOf({ text: PENDING, stableLength: 0 }, translationStyle, { context, tag: '' })]
      : [];
  // With no translation to come, the original is what people read.
  const alone = translations.length === 0 && pending.length === 0;
  const original = sectionOf(cue.original, alone ? { ...translationStyle, role: 'original' } : originalStyle, { context, tag: '' });
  const name = settings.showSpeakerNames ? cleanLabel(cue.speakerName ?? cue.speakerLabel ?? '', MAX_NAME_GRAPHEMES) : '';
  return {
    cue,
    name,
    note: noteOf(cue, context),
    colour: speakerColour(palette, cue.speakerLabel),
    sections: [original, ...translations, ...pending].filter(({ lines }) => lines.length > 0),
  };
}

function headerHeight(block: CueBlock, geometry: TileGeometry): number {
  return block.name === '' && block.note === '' ? 0 : lineHeight(geometry.namePx);
}

export function blockHeight(block: CueBlock, geometry: TileGeometry): number {
  const text = block.sections.reduce((sum, section) => sum + section.lines.length * lineHeight(section.style.fontPx), 0);
  return 2 * geometry.paddingY + headerHeight(block, geometry) + text;
}

/**
 * The block with as many of its latest lines as fit into `room` px: the section with the most lines gives up its first one,
 * again and again, so that original and translations keep showing the same words. Then the name goes, then languages from the
 * last one. null when not even one line of the original and one of a translation fit.
 */
export function fitBlock(block: CueBlock, room: number, geometry: TileGeometry): CueBlock | null {
  let fitted = block;
  while (blockHeight(fitted, geometry) > room) {
    const counts = fitted.sections.map(({ lines }) => lines.length);
    const most = Math.max(0, ...counts);
    if (most > 1) {
      const longest = counts.indexOf(most);
      fitted = {
        ...fitted,
        sections: fitted.sections.map((section, index) => (index === longest ? { ...section, lines: section.lines.slice(1) } : section)),
      };
    } else if (fitted.name !== '' || fitted.note !== '') {
      fitted = { ...fitted, name: '', note: '' };
    } else if (fitted.sections.length > 2) {
      fitted = { ...fitted, sections: fitted.sections.slice(0, -1) };
    } else {
      return null;
    }
  }
  return fitted.sections.length === 0 ? null : fitted;
}

export interface PlacedBlock {
  readonly boxes: readonly FilledBox[];
  readonly lines: readonly TextLine[];
}

/** Puts a fitted block with its top at `y`. */
export function placeBlock(block: CueBlock, y: number, context: BlockContext & { readonly panelColour: string }): PlacedBlock {
  const { geometry, measure, palette } = context;
  const { region, paddingX, paddingY, barWidth, radius, align } = geometry;
  const x = region.x + barWidth + paddingX;
  const width = innerWidth(geometry);
  const height = blockHeight(block, geometry);
  const lines: TextLine[] = [];
  let top = y + paddingY;

  if (headerHeight(block, geometry) > 0) {
    const nameStyle: LineStyle = {
      role: 'name',
      cueId: block.cue.cueId,
      language: null,
      fontPx: geometry.namePx,
      weight: 600,
      colour: block.colour,
      growingColour: block.colour,
    };
    const noteStyle: LineStyle = { ...nameStyle, role: 'note', weight: 400, colour: palette.mark, growingColour: palette.mark };
    const widthOf = (text: string, style: LineStyle): number => measure(text, cssFont(style.fontPx, style.weight));
    const space = Math.round(geometry.namePx * 0.8);
    const noteWidth = block.note === '' ? 0 : widthOf(block.note, noteStyle) + space;
    // A note gives way to the name where there is no room for both.
    const note = noteWidth > width / 2 ? '' : block.note;
    const name = truncate(block.name, width - (note === '' ? 0 : noteWidth), (text) => widthOf(text, nameStyle));
    const nameWidth = name === '' ? 0 : widthOf(name, nameStyle);
    const both = nameWidth + (note === '' ? 0 : (name === '' ? 0 : space) + widthOf(note, noteStyle));
    let left = x + (align === 'centre' ? Math.max(0, width - both) / 2 : 0);
    const put = (text: string, style: LineStyle): void => {
      if (text === '') return;
      const place = { x: left, y: top, width: Math.max(1, x + width - left), align: 'start' } as const;
      // Names and notes stand at the start of the row whatever their script.
      const line = setLine({ text, stableLength: text.length, direction: 'ltr' }, style, { place, measure });
      lines.push(line);
      left += line.width + space;
    };
    put(name, nameStyle);
    put(note, noteStyle);
    top += lineHeight(geometry.namePx);
  }

  for (const section of block.sections) {
    const indent = section.tag === '' ? 0 : tagWidth(geometry);
    for (const [index, line] of section.lines.entries()) {
      const place = { x: x + indent, y: top, width: Math.max(1, width - indent), align };
      const stableLength = Math.max(0, section.stableLength - line.start);
      lines.push(setLine({ text: line.text, stableLength, direction: section.direction }, section.style, { place, measure }));
      if (index === 0 && section.tag !== '') {
        const style: LineStyle = { ...section.style, role: 'language', fontPx: geometry.namePx, weight: 600, colour: palette.mark };
        const drop = lineHeight(section.style.fontPx) - lineHeight(geometry.namePx) - Math.round(section.style.fontPx * 0.12);
        const tagPlace = { x, y: top + Math.max(0, drop), width: Math.max(1, indent - 2), align: 'start' } as const;
        const tag = truncate(section.tag, tagPlace.width, (text) => measure(text, cssFont(style.fontPx, style.weight)));
        if (tag !== '') lines.push(setLine({ text: tag, stableLength: tag.length, direction: 'ltr' }, style, { place: tagPlace, measure }));
      }
      top += lineHeight(section.style.fontPx);
    }
  }

  const boxes: FilledBox[] = geometry.panels
    ? [
        { x: region.x, y, width: region.width, height, colour: context.panelColour, radius },
        { x: region.x, y, width: barWidth, height, colour: block.colour, radius: Math.min(radius, barWidth / 2) },
      ]
    : [];
  return { boxes, lines };
}
