// A text that is too long for its sound -> the same without the loops of a decoder, in time that grows with the text. Pure.
import { foldLetters } from './fold-letters.ts';
import { isNumberName } from './number-names.ts';
import { isNumberWord } from './number-words.ts';
import { UNSPACED_SCRIPTS } from './speech-rate.ts';

/** A phrase of up to so many words… */
const MAX_LOOP_WORDS = 8;

/** …that comes so many times in a row is a loop, where the sound is too short for the text. */
const LOOP_REPEATS = 4;

interface Token {
  /** As it stands, without the spaces around it. */
  readonly text: string;
  /** For comparison: lower case, letters, digits and inner apostrophes only. */
  readonly key: string;
  /** Whether a space stands before it. */
  readonly isSpaced: boolean;
}

/** A sign of a script without spaces is a token of its own, with the marks and punctuation after it; else what stands between spaces. */
const TOKEN = new RegExp(`[${UNSPACED_SCRIPTS}][^\\s\\p{L}\\p{N}]*|[^\\s${UNSPACED_SCRIPTS}]+`, 'gu');

function tokensOf(text: string): readonly Token[] {
  let end = 0;
  return [...text.matchAll(TOKEN)].map(({ 0: token, index }) => {
    const isSpaced = index > end;
    end = index + token.length;
    return { text: token, key: token.toLowerCase().replaceAll(/[^\p{L}\p{N}\p{M}']/gu, ''), isSpaced };
  });
}

/** Names of numbers that are other words at least as often, folded. */
const EVERYDAY_WORDS: ReadonlySet<string> = new Set(
  (
    'one oh once double triple uno una un um uma une ein eine een due sei set sex hat meia null nul elf cent vent ' +
    'half third quarter on bin yuz hai ba sto pet sta mie unu nne isa anim sata tri'
  ).split(' '),
);

/** Whether signs without spaces are number words one after the other. Each sign is a token of its own: 「ห้า」 is two. */
function isOfNumberWords(signs: readonly string[]): boolean {
  const ends = new Set([0]);
  for (let end = 1; end <= signs.length; end += 1) {
    if ([...ends].some((start) => isNumberWord(signs.slice(start, end).join('')))) ends.add(end);
  }
  return ends.has(signs.length);
}

/**
 * A repeated number is a number: shortened it would be another one. One that stands alone among other words ("one of the", "the number five")
 * stays as it is when they are said once.
 */
function isOfNumbers(phrase: readonly Token[]): boolean {
  if (phrase.some(({ key }) => /\p{N}/u.test(key))) return true;
  if (phrase.length > 1 && isOfNumberWords(phrase.map(({ key }) => key))) return true;
  const isName = ({ key }: Token): boolean => isNumberWord(key) || isNumberName(foldLetters(key));
  const names = phrase.filter(isName);
  const others = phrase.filter((token) => token.key !== '' && !isName(token)).length;
  const isEveryday = names.every(({ key }) => EVERYDAY_WORDS.has(foldLetters(key)));
  return names.length > 1 || (names.length === 1 && others < (isEveryday ? 1 : 2));
}

/** Loops of phrases with `length` tokens are cut down to once. */
function cutLoopsOf(length: number, tokens: readonly Token[]): readonly Token[] {
  const kept: Token[] = [];
  let at = 0;
  while (at < tokens.length) {
    let same = 0;
    while (at + same + length < tokens.length && tokens[at + same]?.key === tokens[at + same + length]?.key) same += 1;
    const phrase = tokens.slice(at, at + length);
    const repeats = 1 + Math.floor(same / length);
    if (repeats >= LOOP_REPEATS && !isOfNumbers(phrase)) {
      kept.push(...phrase);
      // Where the text ends within a repeat, that one goes too.
      const end = at + length + same;
      at = end === tokens.length ? end : at + length * repeats;
      continue;
    }
    // A phrase that begins later within these comes no more often than the one at their beginning.
    for (const token of tokens.slice(at, at + same + 1)) kept.push(token);
    at += same + 1;
  }
  return kept;
}

/**
 * Every phrase that comes four times or more in a row, once. Only for a text that is longer than its sound: of any other, people may have
 * said all. Numbers of more than one word or figure stay.
 */
export function cutLoops(text: string): string {
  let tokens = tokensOf(text);
  for (let length = 1; length <= MAX_LOOP_WORDS; length += 1) tokens = cutLoopsOf(length, tokens);
  return tokens
    .map((token) => `${token.isSpaced ? ' ' : ''}${token.text}`)
    .join('')
    .trim();
}
