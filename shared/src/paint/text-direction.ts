// Text -> its direction, and how much of it may be drawn for good while it grows.
import { baseLanguage } from '../language/language.ts';
import { settledLength } from './line-pieces.ts';

export type TextDirection = 'ltr' | 'rtl';

/** Strong right-to-left characters: Hebrew, Arabic and their relatives (Unicode bidi classes R and AL). */
const RTL = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u;
const LETTER = /\p{L}/u;
const LETTERS_AND_BRACKETS = /[\p{L}\p{Ps}\p{Pe}]/gu;
const OPENING = /\p{Ps}/u;
const CLOSING = /\p{Pe}/u;

/** Languages whose usual script runs from right to left (CLDR), by base code. */
const RTL_LANGUAGES: ReadonlySet<string> = new Set(['ar', 'he', 'iw', 'fa', 'ur', 'ps', 'sd', 'ug', 'yi', 'dv', 'ckb', 'syr', 'arc']);

const ofLetter = (letter: string): TextDirection => (RTL.test(letter) ? 'rtl' : 'ltr');

/** By the first letter, as the Unicode bidirectional algorithm decides for a paragraph (P2, P3); null without letters. */
export function firstStrong(text: string): TextDirection | null {
  const first = LETTER.exec(text)?.[0];
  return first === undefined ? null : ofLetter(first);
}

/**
 * Of a growing text: by its stable part; while that has no letter, by its language, since the rest may still change; by the rest
 * where the language is not known.
 */
export function directionOf(given: {
  readonly text: string;
  readonly stableLength: number;
  readonly language: string | null;
}): TextDirection {
  const { text, stableLength, language } = given;
  const decided = firstStrong(text.slice(0, Math.max(0, stableLength)));
  if (decided !== null) return decided;
  if (language === null || language === 'auto') return firstStrong(text) ?? 'ltr';
  return RTL_LANGUAGES.has(baseLanguage(language)) ? 'rtl' : 'ltr';
}

/**
 * How much of a growing text no longer moves: its words and line breaks are settled, and so is their order from left to right. Words
 * that run against the text's direction change places as more of them come, so they are settled when a word in its direction
 * follows; and among them a bracket stands on one side or the other until it is closed (Unicode bidirectional algorithm, N0).
 */
export function drawnForGood(text: string, stableLength: number, direction: TextDirection): number {
  const settled = settledLength(text, stableLength);
  let openFrom: number | null = null;
  let hasOpposite = false;
  /** Where words with brackets begin that are still open; null: opened before any word ran against the direction, and so stands. */
  const brackets: (number | null)[] = [];
  for (const word of text.slice(0, settled).matchAll(/[^ ]+/gu)) {
    for (const [character] of word[0].matchAll(LETTERS_AND_BRACKETS)) {
      if (OPENING.test(character)) brackets.push(hasOpposite ? word.index : null);
      else if (CLOSING.test(character)) brackets.pop();
      else if (ofLetter(character) === direction) openFrom = null;
      else {
        openFrom ??= word.index;
        hasOpposite = true;
      }
    }
  }
  return Math.min(openFrom ?? settled, brackets.find((from) => from !== null) ?? settled);
}
