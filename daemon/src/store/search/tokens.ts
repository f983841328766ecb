// A text -> the tokens that it is found by, with their places: words as they are written without accents and case, and pairs of signs where words have no white space.

export interface Token {
  /** Of letters, digits and marks alone. */
  readonly text: string;
  /** In the text, UTF-16: [start, end). */
  readonly start: number;
  readonly end: number;
  /** A sign with the one after it, which begins where this one ends. */
  readonly isPair: boolean;
}

/** Two words are one run of signs here, so that parts of words are found too. */
export interface Run {
  /** The tokens follow each other without a gap. */
  readonly tokens: readonly Token[];
  /** A run of signs without white space; otherwise one word. */
  readonly isUnspaced: boolean;
}

/** Beyond 100 signs, a word is found by its beginning: Postgres takes 2 kB. */
const MAX_SIGNS = 100;
const BEGINNING = /^.{0,100}/su;

const WORD = /[\p{L}\p{N}][\p{L}\p{N}\p{M}]*/gu;

/** Chinese, Japanese, Korean, Thai and their like: white space is no boundary of words, or of what people look for. */
const UNSPACED =
  /(?:[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Bopomofo}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}ーｰ][\p{M}ﾞﾟ]*)+/gu;

/** A sign with the marks on it, among them those of Japanese signs of half width. */
const SIGN = /[^\p{M}ﾞﾟ][\p{M}ﾞﾟ]*/gu;

/** Letters that Unicode does not take apart. */
const SAME_LETTERS: Readonly<Record<string, string>> = { ß: 'ss', æ: 'ae', œ: 'oe', ø: 'o', đ: 'd', ð: 'd', ł: 'l', ı: 'i', þ: 'th' };

/** Marks of Arabic and Hebrew that are seldom written. */
const VOWEL_MARKS = /[\u0591-\u05C7]|[\u0610-\u061A]|\u0640|[\u064B-\u065F]|\u0670/gu;

/** Words of most languages of Western Europe, whose letters are taken apart without looking at what script each is of. */
const WESTERN = /^[A-Za-z0-9\u00C0-\u00D6\u00D8-\u00F6\u00F8-\u00FF]*$/u;
const ACCENTS = /[\u0300-\u036F]/gu;

/** As it is compared: without case, width, and accents of Latin and Greek letters; marks of other scripts change the letter and stay. */
export function foldWord(word: string): string {
  if (WESTERN.test(word)) return sameLetters(word.toLowerCase().normalize('NFD').replace(ACCENTS, ''));
  return foldAnyWord(word);
}

function sameLetters(word: string): string {
  return word.replace(/[ßæœøđðłıþ]/gu, (letter) => SAME_LETTERS[letter] ?? letter);
}

/** Of any script. */
function foldAnyWord(word: string): string {
  const letters = word
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\p{Script=Latin}\p{Script=Greek}]\p{M}*/gu, (letter) => letter.normalize('NFD').replace(/\p{M}/gu, ''));
  return sameLetters(letters).replace(VOWEL_MARKS, '').normalize('NFC');
}

function shortened(text: string): string {
  return text.length <= MAX_SIGNS ? text : (BEGINNING.exec(text)?.[0] ?? '');
}

/** Most words of most languages here: they need none of what Unicode brings, which is ten times as slow. */
const ASCII = /^[A-Za-z0-9]*$/u;

function wordRun(word: string, start: number): Run {
  const text = shortened(ASCII.test(word) ? word.toLowerCase() : foldWord(word));
  return { isUnspaced: false, tokens: text === '' ? [] : [{ text, start, end: start + word.length, isPair: false }] };
}

/** Each sign with the one that follows it, and the last alone: what begins at any sign is found by its first two, and one sign by what begins with it. */
function unspacedRun(signs: string, start: number): Run {
  const places = [...signs.matchAll(SIGN)].map((match) => ({ sign: foldWord(match[0]), at: start + match.index, length: match[0].length }));
  const folded = places.filter(({ sign }) => sign !== '');
  const tokens = folded.map(({ sign, at, length }, index): Token => {
    const next = folded[index + 1];
    return { text: shortened(sign + (next?.sign ?? '')), start: at, end: at + length, isPair: next !== undefined };
  });
  return { isUnspaced: true, tokens };
}

/** The runs of a text, in its order. */
export function runsOf(text: string): readonly Run[] {
  const runs: Run[] = [];
  for (const { 0: word, index } of text.matchAll(WORD)) {
    if (ASCII.test(word)) {
      runs.push(wordRun(word, index));
      continue;
    }
    let from = 0;
    for (const { 0: signs, index: at } of word.matchAll(UNSPACED)) {
      if (at > from) runs.push(wordRun(word.slice(from, at), index + from));
      runs.push(unspacedRun(signs, index + at));
      from = at + signs.length;
    }
    if (from < word.length) runs.push(wordRun(word.slice(from), index + from));
  }
  return runs.filter(({ tokens }) => tokens.length > 0);
}

/** All tokens of a text, in its order. */
export function tokensOf(text: string): readonly Token[] {
  return runsOf(text).flatMap(({ tokens }) => tokens);
}

/** The tokens of a text without their places, as quickly as they can be had. */
export function searchTokens(text: string): readonly string[] {
  return (text.match(WORD) ?? []).flatMap((word) =>
    ASCII.test(word) ? shortened(word.toLowerCase()) : runsOf(word).flatMap(({ tokens }) => tokens.map((token) => token.text)),
  );
}

/** Words, and signs where words have no white space. */
export function countWords(text: string): number {
  return searchTokens(text).length;
}
