// Lines -> a SubRip file: numbered, with a comma before the milliseconds, UTF-8.
import { withDirectionMark, type LanguageCode } from '@subcam/shared';
import { columnsOf, truncate } from '@subcam/shared/paint';
import { timedTexts, timestamp, type SubtitleLine } from './subtitle-lines.ts';

/** SubRip has no way to escape: what a player would take for a tag or a time line is written with other signs. */
function harmless(text: string): string {
  return text.replaceAll('-->', '→').replaceAll('<', '‹').replaceAll('>', '›');
}

/** Columns of a speaker's name: half a line is left for words. */
const MAX_NAME_COLUMNS = 20;

const leadOf = (speakerName: string | null): string =>
  speakerName === null ? '' : `${truncate(speakerName, MAX_NAME_COLUMNS, columnsOf)}: `;

/**
 * The original and, below it, its translation into each of `languages` that is there, each on at most two lines. Ends with a line break;
 * empty for no lines.
 */
export function toSrt(lines: readonly SubtitleLine[], languages: readonly LanguageCode[]): string {
  const cues = timedTexts(lines, languages, leadOf).map(({ startMs, endMs, texts }, index) => {
    const rows = texts.flatMap(({ lines: rowsOfText, direction }) => rowsOfText.map((row) => withDirectionMark(harmless(row), direction)));
    return `${index + 1}\n${timestamp(startMs, ',')} --> ${timestamp(endMs, ',')}\n${rows.join('\n')}\n`;
  });
  return cues.join('\n');
}
