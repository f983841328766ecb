// Cues of a block -> its header: who speaks, from which language into which, how sure the engines are, when.
import type { Cue } from '../cue/cue.ts';
import { isLanguageCode } from '../language/language.ts';
import type { TileSettings } from '../settings/tile-defaults.ts';
import { truncate } from './break-lines.ts';
import type { TextMeasure } from './canvas-2d.ts';
import { cleanLabel } from './clean-text.ts';
import type { Palette } from './palette.ts';
import { firstStrong } from './text-direction.ts';
import { fontOf, plainStyle, setLabel, type LineStyle } from './text-line.ts';
import type { TextLine } from './tile-layout.ts';

export interface BlockHeader {
  /** Empty for nobody's words. */
  readonly name: string;
  /** Confidence and time. */
  readonly note: string;
  /** `EN → ES`. */
  readonly languages: string;
}

const MAX_NAME_GRAPHEMES = 48;
const MAX_LABEL_GRAPHEMES = 16;
/** Named in a header; more of them are counted. */
const MAX_NAMED_LANGUAGES = 3;

/** `EN`, `PT-BR`; empty for what is not a language. */
export function languageTag(language: string): string {
  return isLanguageCode(language) ? cleanLabel(language.toUpperCase(), 7) : '';
}

/** What a viewer reads: `EN → ES`; `EN` while there is no translation. */
export function languageMark(sourceLanguage: string, languages: readonly string[]): string {
  const source = sourceLanguage === 'auto' ? '' : languageTag(sourceLanguage);
  const targets = languages.map(languageTag).filter((tag) => tag !== '');
  if (targets.length === 0) return source;
  const more = targets.length - MAX_NAMED_LANGUAGES;
  const named = [...targets.slice(0, MAX_NAMED_LANGUAGES), ...(more > 0 ? [`+${more}`] : [])].join(' ');
  return source === '' ? `→ ${named}` : `${source} → ${named}`;
}

/** Names that more than one speaker bears. */
export function sharedNames(cues: readonly Cue[]): ReadonlySet<string> {
  const labels = new Map<string, Set<string>>();
  for (const { speakerName, speakerLabel } of cues) {
    if (speakerName === null || speakerLabel === null) continue;
    const known = labels.get(speakerName) ?? new Set();
    labels.set(speakerName, known.add(speakerLabel));
  }
  return new Set([...labels].filter(([, of]) => of.size > 1).map(([name]) => name));
}

/** The name alone, or `Name (SPEAKER_00)` where another bears it too. */
function nameOf(cues: readonly Cue[], shared: ReadonlySet<string>): string {
  const name = cues.findLast(({ speakerName }) => speakerName !== null)?.speakerName ?? null;
  const label = cues.findLast(({ speakerLabel }) => speakerLabel !== null)?.speakerLabel ?? null;
  const cleanName = cleanLabel(name ?? '', MAX_NAME_GRAPHEMES);
  const cleanSpeaker = cleanLabel(label ?? '', MAX_LABEL_GRAPHEMES);
  if (cleanName === '' || cleanSpeaker === '') return cleanName === '' ? cleanSpeaker : cleanName;
  return name !== null && shared.has(name) ? `${cleanName} (${cleanSpeaker})` : cleanName;
}

function timeOfDay(atMs: number, utcOffsetMinutes: number | undefined): string {
  if (!Number.isFinite(atMs) || Math.abs(atMs) > 8.64e15) return '';
  const offsetMinutes = utcOffsetMinutes ?? -new Date(atMs).getTimezoneOffset();
  const shifted = new Date(atMs + offsetMinutes * 60_000);
  return Number.isNaN(shifted.getTime()) ? '' : shifted.toISOString().slice(11, 19);
}

export interface HeaderOptions {
  readonly settings: TileSettings;
  readonly shared: ReadonlySet<string>;
  readonly languages: readonly string[];
  readonly utcOffsetMinutes: number | undefined;
}

/** `cues`: of one speaker, oldest first; confidence and time are the latest one's. */
export function headerOf(cues: readonly Cue[], { settings, shared, languages, utcOffsetMinutes }: HeaderOptions): BlockHeader {
  const latest = cues.at(-1);
  const confidence =
    settings.showConfidence && typeof latest?.confidence === 'number' && Number.isFinite(latest.confidence)
      ? `${Math.round(Math.min(1, Math.max(0, latest.confidence)) * 100)} %`
      : '';
  const time = settings.showTimestamps && latest !== undefined ? timeOfDay(latest.shownAtMs, utcOffsetMinutes) : '';
  return {
    name: settings.showSpeakerNames ? nameOf(cues, shared) : '',
    note: [confidence, time].filter((part) => part !== '').join('  '),
    languages: languageMark(latest?.sourceLanguage ?? 'auto', languages),
  };
}

/** Languages alone are no header: the strip names them then. */
export function hasHeader({ name, note }: BlockHeader): boolean {
  return name !== '' || note !== '';
}

export interface HeaderPlace {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly namePx: number;
  readonly cueId: string | null;
  readonly colour: string;
  readonly palette: Palette;
  readonly measure: TextMeasure;
}

/** Name and note at the left, languages at the right. Where there is no room for all, first the note goes, then the languages. */
export function placeHeader(header: BlockHeader, given: HeaderPlace): TextLine[] {
  const { x, y, width, namePx: fontPx, cueId, colour, palette, measure } = given;
  const nameStyle = plainStyle({ role: 'name', cueId, fontPx, weight: 600, colour });
  const noteStyle = plainStyle({ role: 'note', cueId, fontPx, weight: 400, colour: palette.mark });
  const languageStyle = plainStyle({ role: 'language', cueId, fontPx, weight: 600, colour: palette.mark });
  const space = Math.round(fontPx * 0.8);
  const widthOf = (text: string, style: LineStyle): number => (text === '' ? 0 : measure(text, fontOf(style)) + space);
  const wanted = Math.min(widthOf(header.name, nameStyle), width * 0.6);
  const languages = wanted + widthOf(header.languages, languageStyle) <= width ? header.languages : '';
  const languageWidth = widthOf(languages, languageStyle);
  const note = wanted + languageWidth + widthOf(header.note, noteStyle) <= width ? header.note : '';
  const noteWidth = widthOf(note, noteStyle);
  const nameRoom = Math.max(0, width - languageWidth - noteWidth);
  const name = truncate(header.name, nameRoom, (text) => measure(text, fontOf(nameStyle)));
  const lines: TextLine[] = [];
  let left = x;
  if (name !== '') {
    const place = { x: left, y, width: Math.max(1, nameRoom), align: 'start' } as const;
    // A name stands at the left whatever its script, and is written as its script is.
    const line = setLabel(name, nameStyle, { place, measure });
    lines.push({ ...line, direction: firstStrong(name) ?? 'ltr' });
    left += line.width + space;
  }
  if (note !== '')
    lines.push(setLabel(note, noteStyle, { place: { x: left, y, width: Math.max(1, x + width - left), align: 'start' }, measure }));
  if (languages !== '') lines.push(setLabel(languages, languageStyle, { place: { x, y, width, align: 'end' }, measure }));
  return lines;
}
