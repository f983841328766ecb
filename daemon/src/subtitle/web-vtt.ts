// Lines -> a WebVTT file (W3C WebVTT): who speaks as a voice span, translations as language spans.
import { sameLanguage, withDirectionMark, type LanguageCode } from '@subcam/shared';
import { timedTexts, timestamp, type SubtitleLine } from './subtitle-lines.ts';

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };

/** Text and annotations: also makes an arrow in the text harmless. */
function escape(text: string): string {
  return text.replaceAll(/[&<>]/gu, (character) => ENTITIES[character] ?? character);
}

/**
 * The original and, below it, its translation into each of `languages` that is there, each on at most two lines. Where not all lines are in
 * one language, each original says which it is in. Ends with a line break.
 */
export function toWebVtt(lines: readonly SubtitleLine[], languages: readonly LanguageCode[]): string {
  const [first] = lines;
  const isMixed = lines.some((line) => first !== undefined && !sameLanguage(line.language, first.language));
  const cues = timedTexts(lines, languages).map(({ startMs, endMs, speakerName, texts }) => {
    const rows = texts.map((text) => {
      const words = escape(text.lines.map((row) => withDirectionMark(row, text.direction)).join('\n'));
      return text.isOriginal && !isMixed ? words : `<lang ${text.language}>${words}</lang>`;
    });
    const payload = speakerName === null ? rows.join('\n') : `<v ${escape(speakerName)}>${rows.join('\n')}</v>`;
    return `${timestamp(startMs, '.')} --> ${timestamp(endMs, '.')}\n${payload}\n`;
  });
  return ['WEBVTT\n', ...cues].join('\n');
}
