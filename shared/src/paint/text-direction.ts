// Text -> its direction, and how much of it may be drawn for good while it grows.
import { directionOfLetter, directionOfText, firstStrong, languageDirection, type TextDirection } from '../language/text-direction.ts';
import { settledLength } from './line-pieces.ts';

export { firstStrong, type TextDirection };

const LETTERS_AND_BRACKETS = /[\p{L}\p{Ps}\p{Pe}]/gu;
const OPENING = /\p{Ps}/u;
const CLOSING = /\p{Pe}/u;

/**
 * Of a text that changes no more: see `directionOfText`. Of a growing one in a language that runs from right to left: that, whatever
 * foreign name it begins with, since the next word may be of the language's script, and words that stand must not change sides. Of any
 * other: by its stable part; while that has no letter, by its language; by the rest where the language is not known.
 */
export function directionOf(given: {
  readonly text: string;
  readonly stableLength: number;
  readonly language: string | null;
  readonly isFinal?: boolean;
}): TextDirection {
  const { text, stableLength, language, isFinal = false } = given;
  if (isFinal) return directionOfText(text, language);
  const byLanguage = languageDirection(language);
  if (byLanguage === 'rtl') return byLanguage;
  return firstStrong(text.slice(0, Math.max(0, stableLength))) ?? byLanguage ?? firstStrong(text) ?? 'ltr';
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
      else if (directionOfLetter(character) === direction) openFrom = null;
      else {
        openFrom ??= word.index;
        hasOpposite = true;
      }
    }
  }
  return Math.min(openFrom ?? settled, brackets.find((from) => from !== null) ?? settled);
}
