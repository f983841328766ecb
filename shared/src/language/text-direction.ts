// Text and its language -> the direction that its lines are laid out in.
import { runsRightToLeft, scriptOf } from './script.ts';
import type { LanguageCode } from './language.ts';

export type TextDirection = 'ltr' | 'rtl';

/** Strong right-to-left characters: Hebrew, Arabic and their relatives (Unicode bidi classes R and AL). */
const RTL = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u;
/** LRM and RLM. */
const DIRECTION_MARKS: Readonly<Record<TextDirection, string>> = { ltr: '\u200E', rtl: '\u200F' };
const LETTER = /\p{L}/u;
const LETTERS = /\p{L}/gu;

export const directionOfLetter = (letter: string): TextDirection => (RTL.test(letter) ? 'rtl' : 'ltr');

/** By the first letter, as the Unicode bidirectional algorithm decides for a paragraph (P2, P3); null without letters. */
export function firstStrong(text: string): TextDirection | null {
  const first = LETTER.exec(text)?.[0];
  return first === undefined ? null : directionOfLetter(first);
}

/** The direction of a language's script; null where it is not known (`auto`). */
export function languageDirection(language: LanguageCode | null): TextDirection | null {
  if (language === null || scriptOf(language) === null) return null;
  return runsRightToLeft(language) ? 'rtl' : 'ltr';
}

/**
 * The direction of a text that changes no more. Its language decides, so that a sentence may begin with a foreign name; the first letter
 * decides where no letter runs in the language's direction, or where the language is not known.
 */
export function directionOfText(text: string, language: LanguageCode | null): TextDirection {
  const byLanguage = languageDirection(language);
  const decides = byLanguage !== null && text.match(LETTERS)?.some((letter) => directionOfLetter(letter) === byLanguage);
  if (decides === true) return byLanguage;
  return firstStrong(text) ?? byLanguage ?? 'ltr';
}

/**
 * A line of a plain text, with a mark before it (RLM, LRM) where a player that goes by the first letter would lay it out the other way.
 * The text itself, its own marks included, stays as it is.
 */
export function withDirectionMark(line: string, direction: TextDirection): string {
  return (firstStrong(line) ?? 'ltr') === direction ? line : `${DIRECTION_MARKS[direction]}${line}`;
}
