// Finals with their translations -> WebVTT and SubRip files that any player reads.
import { samplesToMs, type LanguageCode } from '@subcam/shared';

/** One final, as a file of subtitles needs it. Times are sample indices of its capture. */
export interface SubtitleLine {
  readonly firstSample: number;
  readonly speechEndSample: number;
  readonly text: string;
  /** By target language; one that is missing is left out. */
  readonly translations: Readonly<Record<LanguageCode, string>>;
  readonly speakerName?: string | null;
}

/** Nothing is shown for less than this (Netflix's timed-text guide: 5/6 s). */
const MIN_SHOWN_MS = 833;

interface TimedLine {
  readonly startMs: number;
  readonly endMs: number;
  readonly speakerName: string | null;
  readonly texts: readonly string[];
}

/** In order of time, each ending before the next begins; the original first, its translations under it. */
function timed(lines: readonly SubtitleLine[], languages: readonly LanguageCode[]): readonly TimedLine[] {
  const ordered = lines.toSorted((a, b) => a.firstSample - b.firstSample);
  return ordered.map((line, index) => {
    const startMs = samplesToMs(line.firstSample);
    const next = ordered[index + 1];
    const nextMs = next === undefined ? Number.POSITIVE_INFINITY : samplesToMs(next.firstSample);
    const endMs = Math.min(nextMs, Math.max(samplesToMs(line.speechEndSample), startMs + MIN_SHOWN_MS));
    const texts = [line.text, ...languages.flatMap((language) => line.translations[language] ?? [])];
    // A blank line would end the entry.
    return { startMs, endMs, speakerName: line.speakerName ?? null, texts: texts.map((text) => text.replaceAll(/\s+/gu, ' ').trim()) };
  });
}

function timestamp(ms: number, separator: '.' | ','): string {
  const whole = Math.max(0, Math.round(ms));
  const part = (value: number, digits: number): string => String(value).padStart(digits, '0');
  const hours = Math.floor(whole / 3_600_000);
  const minutes = Math.floor(whole / 60_000) % 60;
  const seconds = Math.floor(whole / 1000) % 60;
  return `${part(hours, 2)}:${part(minutes, 2)}:${part(seconds, 2)}${separator}${part(whole % 1000, 3)}`;
}

/** WebVTT's own escapes; also of `>`, so that no line can hold the arrow of a timing line. */
function escapeVtt(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/** W3C WebVTT: the speaker as a voice span, one line for each language. Media time of the capture. */
export function toWebVtt(lines: readonly SubtitleLine[], languages: readonly LanguageCode[]): string {
  const blocks = timed(lines, languages).map(({ startMs, endMs, speakerName, texts }) => {
    const [original = '', ...others] = texts.map(escapeVtt);
    const voice = speakerName === null ? '' : `<v ${escapeVtt(speakerName)}>`;
    return `${timestamp(startMs, '.')} --> ${timestamp(endMs, '.')}\n${[`${voice}${original}`, ...others].join('\n')}\n`;
  });
  return ['WEBVTT\n', ...blocks].join('\n');
}

/** SubRip: numbered from 1, `Name: words`, one line for each language. Players read its text as it is, so only the arrow is broken up. */
export function toSrt(lines: readonly SubtitleLine[], languages: readonly LanguageCode[]): string {
  const blocks = timed(lines, languages).map(({ startMs, endMs, speakerName, texts }, index) => {
    const [original = '', ...others] = texts.map((text) => text.replaceAll('-->', '→'));
    const name = speakerName === null ? '' : `${speakerName}: `;
    return `${index + 1}\n${timestamp(startMs, ',')} --> ${timestamp(endMs, ',')}\n${[`${name}${original}`, ...others].join('\n')}\n`;
  });
  return blocks.join('\n');
}
