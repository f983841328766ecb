// Finals with their translations -> texts with the times at which a subtitle file shows them.
import { samplesToMs, type LanguageCode } from '@subcam/shared';
import { readingMs } from './reading-time.ts';

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

export interface TimedText {
  /** Milliseconds of the capture, whole; the end is after the start and not after the next one's start. */
  readonly startMs: number;
  readonly endMs: number;
  readonly speakerName: string | null;
  /** The original, then the wanted translations that are there; each on one line, none empty. */
  readonly texts: readonly { readonly language: LanguageCode; readonly text: string; readonly isOriginal: boolean }[];
}

/** Lines with the times at which a file shows them: until read, unless the next one begins. Lines without words are left out. */
export function timedTexts(lines: readonly SubtitleLine[], languages: readonly LanguageCode[]): readonly TimedText[] {
  const spoken = lines
    .map((line) => ({ line, texts: textsOf(line, languages) }))
    .filter(({ texts }) => texts.length > 0)
    .toSorted((a, b) => a.line.firstSample - b.line.firstSample);
  let earliestMs = 0;
  return spoken.map(({ line, texts }, index) => {
    const startMs = Math.max(earliestMs, Math.round(samplesToMs(line.firstSample)));
    const neededMs = Math.max(...texts.map(({ text }) => readingMs(text)));
    const wantedMs = Math.max(Math.round(samplesToMs(line.speechEndSample)), Math.ceil(startMs + neededMs));
    const next = spoken[index + 1]?.line;
    const nextMs = next === undefined ? Number.POSITIVE_INFINITY : Math.round(samplesToMs(next.firstSample));
    const endMs = Math.max(startMs + 1, Math.min(wantedMs, nextMs));
    earliestMs = endMs;
    return { startMs, endMs, speakerName: nameOf(line), texts };
  });
}

function textsOf(line: SubtitleLine, languages: readonly LanguageCode[]): TimedText['texts'] {
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
