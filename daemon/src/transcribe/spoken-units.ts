// Text -> the units in which two readings of the same sound are compared: words, digits, signs of scripts without spaces, and signs that are said. Pure.
import { foldLetters } from './fold-letters.ts';
import { figuresFor } from './number-names.ts';
import { UNSPACED_SCRIPTS } from './speech-rate.ts';
import { SPOKEN_SIGNS } from './spoken-forms.ts';

export interface SpokenUnit {
  /** For comparison: lower case, without punctuation. */
  readonly key: string;
  /** UTF-16 offsets in the text, punctuation that touches it included, spaces not. */
  readonly start: number;
  readonly end: number;
  /** How long it takes to say, in letters of an ordinary word. */
  readonly letters: number;
  /** Whether nothing separates it from the unit before: a further digit, the second half of a compound. */
  readonly isGlued: boolean;
}

/** "5 %" is said with one word more than "5". */
const SIGN = String.raw`[${UNSPACED_SCRIPTS}\p{N}${[...SPOKEN_SIGNS.keys()].join('')}]`;

/** A digit is a unit of its own, since one reading writes "555" where another writes "5, 5, 5". */
const UNIT = new RegExp(String.raw`${SIGN}\p{M}*|(?:(?!${SIGN})[\p{L}\p{M}'’])+`, 'gu');

const STARTS_WITH_SIGN = new RegExp(`^${SIGN}`, 'u');

/** As long as a digit's name, or half a word of ordinary length. The name itself counts the same: one reading has "3 3" where another has "three three". */
const LETTERS_OF_SIGN = 4;

function lettersIn(core: string, after: string): number {
  if (STARTS_WITH_SIGN.test(core)) return LETTERS_OF_SIGN;
  const figures = figuresFor(foldLetters(core), foldLetters(after));
  return figures === undefined ? keyOf(core).length : figures * LETTERS_OF_SIGN;
}

function keyOf(text: string): string {
  return text
    .normalize('NFC')
    .toLowerCase()
    .replaceAll('’', "'")
    .replaceAll(/^'+|'+$/gu, '');
}

/** The units of a text in order. Their spans and the spaces between them are the whole text; without a unit there is nothing spoken in it. */
export function spokenUnitsOf(text: string): readonly SpokenUnit[] {
  const matches = [...text.matchAll(UNIT)].filter(({ 0: core }) => keyOf(core) !== '');
  /** What stands between two units goes to the one before up to its first space, and to the one after from there on. */
  const borders = matches.slice(1).map(({ index }, before) => {
    const from = (matches[before]?.index ?? 0) + (matches[before]?.[0].length ?? 0);
    const space = /\s+/u.exec(text.slice(from, index));
    return space === null
      ? { end: index, start: index, isGlued: true }
      : { end: from + space.index, start: from + space.index + space[0].length, isGlued: false };
  });
  return matches.map(({ 0: core }, at) => ({
    key: keyOf(core),
    start: borders[at - 1]?.start ?? 0,
    end: borders[at]?.end ?? text.length,
    letters: lettersIn(core, matches[at + 1]?.[0] ?? ''),
    isGlued: borders[at - 1]?.isGlued ?? false,
  }));
}

/** A text with its units. */
export interface Reading {
  readonly text: string;
  readonly units: readonly SpokenUnit[];
}

export function readingOf(text: string): Reading {
  return { text, units: spokenUnitsOf(text) };
}

/** Of all units together. */
export function lettersOf(units: readonly SpokenUnit[]): number {
  return units.reduce((sum, { letters }) => sum + letters, 0);
}

const STARTS_UNSPACED = new RegExp(`^[${UNSPACED_SCRIPTS}]`, 'u');
const ENDS_UNSPACED = new RegExp(`[${UNSPACED_SCRIPTS}][^\\p{L}\\p{N}]*$`, 'u');

/** Two parts of a text, with a space between them where their script has spaces. */
export function spokenInOne(before: string, after: string): string {
  const [left, right] = [before.trimEnd(), after.trimStart()];
  if (left === '' || right === '') return left + right;
  const isUnspaced = STARTS_UNSPACED.test(right) && ENDS_UNSPACED.test(left);
  return isUnspaced ? left + right : `${left} ${right}`;
}
