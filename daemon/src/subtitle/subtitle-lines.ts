// Finals with their translations -> captions with the times at which a subtitle file shows them.
import { directionOfText, samplesToMs, type LanguageCode, type TextDirection } from '@subcam/shared';
import { captionParts, type CaptionLines } from './caption-parts.ts';
import { readingMs, SHORTEST_MS } from './reading-time.ts';

/** One final with what it became in other languages. All lines of a file are of one capture: its sample 0 is the file's time 0. */
export interface SubtitleLine {
  readonly firstSample: number;
  /** One past the last sample of speech. */
  readonly speechEndSample: number;
  readonly text: string;
  readonly language: LanguageCode;
  /** By target language. */
  readonly translations: Readonly<Record<LanguageCode, string>>;
  readonly speakerName?: string | null;
}

interface CaptionText {
  readonly language: LanguageCode;
  /** Of the whole final in this language, so that all its captions run the same way. */
  readonly direction: TextDirection;
  readonly lines: CaptionLines;
  readonly isOriginal: boolean;
}

export interface TimedText {
  /** Milliseconds of the capture, whole; the end is after the start and not after the next one's start. */
  readonly startMs: number;
  readonly endMs: number;
  readonly speakerName: string | null;
  /** The original, then the wanted translations that are there, each on at most two lines; none empty. */
  readonly texts: readonly CaptionText[];
}

/** What a file writes before the original: counts as a part of its first line. */
type Lead = (speakerName: string | null) => string;

/** Where people speak at once, one's captions may come so much later than their speech, so that the other's can be seen. */
const MOST_LATE_MS = 2_000;

/**
 * Captions with the times at which a file shows them, never two at once. A final that is too long for one caption becomes several, which
 * follow one another as its letters follow in its speech; the last stays until read, unless the next final begins. None is shorter than anybody sees: the
 * next begins later then, as long as it is not late already. Finals without words are left out.
 */
export function timedTexts(
  lines: readonly SubtitleLine[],
  languages: readonly LanguageCode[],
  lead: Lead = () => '',
): readonly TimedText[] {
  const spoken = lines
    .map((line) => ({ line, texts: textsOf(line, languages) }))
    .filter(({ texts }) => texts.length > 0)
    .toSorted((a, b) => a.line.firstSample - b.line.firstSample);
  let earliestMs = 0;
  return spoken.flatMap(({ line, texts }, index) => {
    const startMs = Math.max(earliestMs, Math.round(samplesToMs(line.firstSample)));
    const speechEndMs = Math.round(samplesToMs(line.speechEndSample));
    const next = spoken[index + 1]?.line;
    const nextMs = next === undefined ? Number.POSITIVE_INFINITY : Math.round(samplesToMs(next.firstSample));
    const speakerName = nameOf(line);
    const parts = captionParts(
      texts.map(({ text }) => text),
      lead(speakerName),
    ).map((languagesOfPart) =>
      texts.flatMap(({ language, text, isOriginal }, at) => {
        const captionLines = languagesOfPart[at] ?? [];
        return captionLines.length === 0 ? [] : [{ language, direction: directionOfText(text, language), lines: captionLines, isOriginal }];
      }),
    );
    // Each part has its share of the letters of what was said; where nothing was, of what is shown.
    const letters = parts.map((part) => Math.max(1, (part[0]?.lines ?? []).join(' ').length));
    const allLetters = letters.reduce((sum, count) => sum + count, 0);
    const spanMs = Math.max(0, Math.min(speechEndMs, nextMs) - startMs);
    const mayTakeLonger = startMs - Math.round(samplesToMs(line.firstSample)) < MOST_LATE_MS;
    let lettersBefore = 0;
    return parts.map((part, at) => {
      const fromMs = Math.max(earliestMs, startMs + Math.round((spanMs * lettersBefore) / allLetters));
      lettersBefore += letters[at] ?? 0;
      const isLast = at === parts.length - 1;
      const neededMs = Math.max(...part.map((text) => readingMs(text.lines.join(' '))));
      const readMs = Math.max(speechEndMs, Math.ceil(fromMs + neededMs));
      const untilMs = isLast ? Math.min(readMs, nextMs) : startMs + Math.round((spanMs * lettersBefore) / allLetters);
      earliestMs = Math.max(fromMs + (mayTakeLonger ? Math.ceil(SHORTEST_MS) : 1), untilMs);
      return { startMs: fromMs, endMs: earliestMs, speakerName, texts: part };
    });
  });
}

interface WholeText {
  readonly language: LanguageCode;
  readonly text: string;
  readonly isOriginal: boolean;
}

function textsOf(line: SubtitleLine, languages: readonly LanguageCode[]): readonly WholeText[] {
  const original = { language: line.language, text: oneLine(line.text), isOriginal: true };
  const translated = languages.map((language) => ({ language, text: oneLine(line.translations[language] ?? ''), isOriginal: false }));
  return [original, ...translated].filter(({ text }) => text !== '');
}

function nameOf({ speakerName }: SubtitleLine): string | null {
  const name = oneLine(speakerName ?? '');
  return name === '' ? null : name;
}

/** An empty line would end the cue in either format. */
function oneLine(text: string): string {
  return text.replaceAll(/[\s\0]+/gu, ' ').trim();
}

/** `HH:MM:SS` and the fraction after `separator`; hours have at least two digits and don't wrap. */
export function timestamp(ms: number, separator: '.' | ','): string {
  const pad = (value: number, digits: number): string => String(value).padStart(digits, '0');
  const [hours, minutes, seconds] = [Math.floor(ms / 3_600_000), Math.floor(ms / 60_000) % 60, Math.floor(ms / 1000) % 60];
  return `${pad(hours, 2)}:${pad(minutes, 2)}:${pad(seconds, 2)}${separator}${pad(ms % 1000, 3)}`;
}
