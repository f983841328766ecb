// Lines -> a SubRip file: numbered, with a comma before the milliseconds, UTF-8.
import { directionOfText, withDirectionMark, type LanguageCode } from '@subcam/shared';
import { timedTexts, timestamp, type SubtitleLine } from './subtitle-lines.ts';

/** SubRip has no way to escape: what a player would take for a tag or a time line is written with other signs. */
function harmless(text: string): string {
  return text.replaceAll('-->', '→').replaceAll('<', '‹').replaceAll('>', '›');
}

/** The original and, below it, its translation into each of `languages` that is there. Ends with a line break; empty for no lines. */
export function toSrt(lines: readonly SubtitleLine[], languages: readonly LanguageCode[]): string {
  const cues = timedTexts(lines, languages).map(({ startMs, endMs, speakerName, texts }, index) => {
    const rows = texts.map(({ text, language }, place) => {
      const named = place > 0 || speakerName === null ? text : `${speakerName}: ${text}`;
      return withDirectionMark(harmless(named), directionOfText(text, language));
    });
    const payload = rows.join('\n');
    return `${index + 1}\n${timestamp(startMs, ',')} --> ${timestamp(endMs, ',')}\n${payload}\n`;
  });
  return cues.join('\n');
}
