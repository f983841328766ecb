// Cues -> blocks: runs of cues that continue one another, each with a header and a section of rows for every language.
import type { Cue, CueText } from '../cue/cue.ts';
import { sameLanguage } from '../language/language.ts';
import type { TileSettings } from '../settings/tile-defaults.ts';
import { headerOf, languageTag, type BlockHeader } from './block-header.ts';
import { breakLines, type BrokenLine } from './break-lines.ts';
import type { TextMeasure } from './canvas-2d.ts';
import { cleanText, hasInk } from './clean-text.ts';
import type { LayoutMemo } from './layout-memo.ts';
import { speakerColour, type Palette } from './palette.ts';
import { directionOf, drawnForGood, type TextDirection } from './text-direction.ts';
import { fontOf, type LineStyle } from './text-line.ts';
import { textPlace, type TileGeometry } from './tile-geometry.ts';
import type { TileMarks } from './tile-input.ts';

/** One line of one cue in one language. */
export interface Row {
  readonly cueId: string;
  readonly text: string;
  /** UTF-16 length of what no longer changes or moves within its row. */
  readonly settledLength: number;
  readonly direction: TextDirection;
  /** Stands where words will be. */
  readonly isPending: boolean;
}

export interface Section {
  /** Its cue is each row's own. */
  readonly style: LineStyle;
  /** Shown before the first row when a block has several translations. */
  readonly tag: string;
  /** Of all cues, oldest first. */
  readonly rows: readonly Row[];
}

export interface CueBlock {
  readonly header: BlockHeader;
  readonly colour: string;
  readonly cues: readonly Cue[];
  /** The original first, then translations by language code. */
  readonly sections: readonly Section[];
}

export interface BlockContext {
  readonly geometry: TileGeometry;
  readonly palette: Palette;
  readonly settings: TileSettings;
  readonly marks: TileMarks;
  readonly measure: TextMeasure;
  readonly memo: LayoutMemo;
  /** Names that more than one speaker bears. */
  readonly sharedNames: ReadonlySet<string>;
  readonly utcOffsetMinutes: number | undefined;
}

/** As many as a tile can show one line of. */
const MAX_LANGUAGES = 8;
/** Stands where a translation will be, so that its coming moves nothing. */
const PENDING = '…';

const hasWords = (given: CueText | undefined): given is CueText => given !== undefined && hasInk(given.text);

function languagesOf(cues: readonly Cue[]): readonly string[] {
  return cues.flatMap(({ translations }) => Object.keys(translations).filter((language) => hasWords(translations[language])));
}

/**
 * Whether nothing says that two cues are of different people or in different languages. A name or a language may be corrected after a cue
 * has been joined to another.
 */
function maySpeakAsOne(one: Cue, other: Cue): boolean {
  const agree = (a: string | null, b: string | null): boolean => a === null || b === null || a === b;
  return (
    agree(one.speakerLabel, other.speakerLabel) &&
    agree(one.speakerName, other.speakerName) &&
    sameLanguage(one.sourceLanguage, other.sourceLanguage)
  );
}

/** Whether a translation of the cue may still come. */
function awaitsTranslation({ sourceLanguage }: Cue, { translation, targetLanguages }: TileMarks): boolean {
  if (translation === 'off') return false;
  return targetLanguages === null || targetLanguages.some((target) => !sameLanguage(target, sourceLanguage));
}

/** Cues with nothing to read are left out; a cue that continues the one before it stands in its block. */
export function groupCues(cues: readonly Cue[]): readonly (readonly Cue[])[] {
  const groups: Cue[][] = [];
  for (const cue of cues) {
    if (!hasWords(cue.original) && languagesOf([cue]).length === 0) continue;
    const group = groups.at(-1);
    const before = group?.at(-1);
    const continues = before !== undefined && cue.continuesCueId === before.cueId && maySpeakAsOne(before, cue);
    if (group !== undefined && continues) group.push(cue);
    else groups.push([cue]);
  }
  return groups;
}

/**
 * Languages of a block, in a fixed order. The newest block also has those of the cue before it in the same language, so that its
 * room is there before its translations are: the coming of a second one would otherwise push away what is being read.
 */
export function blockLanguages(groups: readonly (readonly Cue[])[], index: number, marks: TileMarks): readonly string[] {
  const group = groups[index] ?? [];
  const newest = group.at(-1);
  const source = newest?.sourceLanguage;
  const expects = newest !== undefined && awaitsTranslation(newest, marks) && index === groups.length - 1;
  const alike = (cue: Cue): boolean => cue.sourceLanguage === source && languagesOf([cue]).length > 0;
  const before = expects ? groups.slice(0, index).flat().findLast(alike) : undefined;
  return [...new Set(languagesOf(before === undefined ? group : [...group, before]))].toSorted().slice(0, MAX_LANGUAGES);
}

/** Of a section's width, at most, where letters are large for the picture: words go before the name of their language. */
const MOST_OF_SECTION = 1 / 3;

/** Width of a tag before rows, of a section that is `across` wide; 0 where there is none. px. */
export function tagWidth(tag: string, across: number, { namePx }: TileGeometry): number {
  return tag === '' ? 0 : Math.round(Math.min(namePx * 2.1, across * MOST_OF_SECTION));
}

/** How wide a section's rows are. */
export function sectionWidth(section: Pick<Section, 'style' | 'tag'>, geometry: TileGeometry, isSideBySide: boolean): number {
  const { width } = textPlace(geometry);
  const across = isSideBySide ? Math.floor((width - gutter(geometry)) / 2) : width;
  return Math.max(1, across - tagWidth(section.tag, across, geometry));
}

/** Between originals and translations that stand side by side. */
export function gutter({ paddingX, barWidth }: TileGeometry): number {
  return 2 * paddingX + barWidth;
}

function rowsOfText(
  cue: Cue,
  given: CueText,
  options: { readonly section: Omit<Section, 'rows'>; readonly width: number; readonly context: BlockContext },
): readonly Row[] {
  const { section, width, context } = options;
  const { memo, measure, geometry } = context;
  const { stableLength } = given;
  // Under a final original a translation may still be that of a partial: the final one has not come yet.
  const isFinal = cue.status === 'final' && stableLength >= given.text.length;
  const key = `${isFinal ? 'f' : stableLength}\n${given.text}`;
  const cleaned = memo.get(`t\n${key}`, () => cleanText({ text: given.text, stableLength }));
  const { text } = cleaned;
  const font = fontOf(section.style);
  const lines = memo.get<readonly BrokenLine[]>(`l\n${font}\n${width}\n${geometry.maxColumns}\n${text}`, () =>
    breakLines(text, { maxWidth: width, maxColumns: geometry.maxColumns, width: (part) => measure(part, font) }),
  );
  const { direction, settled } = memo.get(`s\n${section.style.locale ?? ''}\n${key}`, () => {
    const found = directionOf({ ...cleaned, language: section.style.locale, isFinal });
    return { direction: found, settled: isFinal ? text.length : drawnForGood(text, cleaned.stableLength, found) };
  });
  return lines.map((line) => ({
    cueId: cue.cueId,
    text: line.text,
    settledLength: Math.min(line.text.length, Math.max(0, settled - line.start)),
    direction,
    isPending: false,
  }));
}

/** Every cue has a row at least in every section: one that is not there yet has the mark that it will come. */
function sectionOf(
  cues: readonly Cue[],
  section: Omit<Section, 'rows'>,
  options: { readonly width: number; readonly context: BlockContext; readonly textOf: (cue: Cue) => CueText | undefined },
): Section {
  const rows = cues.flatMap((cue): readonly Row[] => {
    const given = options.textOf(cue);
    const shown = hasWords(given) ? rowsOfText(cue, given, { section, ...options }) : [];
    return shown.length > 0 ? shown : [{ cueId: cue.cueId, text: PENDING, settledLength: 0, direction: 'ltr', isPending: true }];
  });
  return { ...section, rows };
}

/** Whether a block's originals and translations stand side by side. */
export function isSideBySide(block: Pick<CueBlock, 'sections'>, geometry: TileGeometry): boolean {
  return geometry.sideBySide && block.sections.length > 1;
}

/** Everything that cues of one block have to say, untrimmed. */
export function buildBlock(cues: readonly Cue[], languages: readonly string[], context: BlockContext): CueBlock {
  const { geometry, palette, settings, marks, sharedNames, utcOffsetMinutes } = context;
  const source = cues.at(-1)?.sourceLanguage ?? null;
  const isTranslated = languages.length > 0 || cues.some((cue) => awaitsTranslation(cue, marks));
  const originalStyle: LineStyle = {
    role: 'original',
    cueId: null,
    language: null,
    locale: source,
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
  const section = (style: LineStyle, tag: string, textOf: (cue: Cue) => CueText | undefined): Section => {
    const part = { style, tag };
    const width = sectionWidth(part, geometry, geometry.sideBySide && isTranslated);
    return sectionOf(cues, part, { width, context, textOf });
  };
  // With no translation to come, the original is what people read.
  const original = section(isTranslated ? originalStyle : { ...translationStyle, role: 'original' }, '', (cue) => cue.original);
  const translated: readonly (string | null)[] = languages.length > 0 ? languages : isTranslated ? [null] : [];
  const translations = translated.map((language) =>
    section(
      { ...translationStyle, language, locale: language },
      language !== null && languages.length > 1 ? languageTag(language) : '',
      (cue) => (language === null ? undefined : cue.translations[language]),
    ),
  );
  return {
    header: headerOf(cues, { settings, shared: sharedNames, languages, utcOffsetMinutes }),
    colour: speakerColour(palette, cues.findLast(({ speakerLabel }) => speakerLabel !== null)?.speakerLabel ?? null),
    cues,
    sections: [original, ...translations],
  };
}
