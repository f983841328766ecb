// Lines of a transcript -> text, JSON lines, SRT or WebVTT: what `subcam transcribe` prints.
import { samplesToMs } from '@subcam/shared';
import type { TranscriptLine } from './transcript-log.ts';

export const TRANSCRIPT_FORMATS = ['txt', 'jsonl', 'srt', 'vtt'] as const;
export type TranscriptFormat = (typeof TRANSCRIPT_FORMATS)[number];

/** One line of plain text: the words, and below them each translation, indented. */
export function textOf(line: TranscriptLine): string {
  const translations = Object.entries(line.translations).map(([language, text]) => `  ${language}: ${text}`);
  return [line.text, ...translations].join('\n');
}

/** One line of JSON; times are milliseconds of the file. */
export function jsonOf(line: TranscriptLine): string {
  return JSON.stringify({
    startMs: samplesToMs(line.firstSample),
    endMs: samplesToMs(line.speechEndSample),
    firstSample: line.firstSample,
    language: line.language,
    text: line.text,
    translations: line.translations,
    ...(Object.keys(line.failures).length === 0 ? {} : { failures: line.failures }),
  });
}
