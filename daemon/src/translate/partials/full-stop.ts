// The full stop that a recogniser puts at the end of a sentence that may go on: no word more was said for it. Pure.

/** As recognisers write it in Latin and most other scripts. */
const FULL_STOP = /[.…]+$/u;

export function withoutFullStop(text: string): string {
  return text.replace(FULL_STOP, '');
}

/** What parts of a sentence end with that goes on. */
const PAUSE = /\s*[,;:،、，–—-]*$/u;

/** Scripts that end a sentence with `.`, and those that have a sign of their own for it. Of further ones nothing is known. */
const FULL_STOPS: readonly (readonly [letter: RegExp, stop: string])[] = [
  [/[\p{sc=Latin}\p{sc=Greek}\p{sc=Cyrillic}\p{sc=Hebrew}\p{sc=Arabic}\p{sc=Hangul}\p{sc=Georgian}\p{Nd}]\p{M}*$/u, '.'],
  [/[\p{sc=Han}\p{sc=Hira}\p{sc=Kana}ー]$/u, '。'],
  [/[\p{sc=Deva}\p{sc=Beng}]\p{M}*$/u, '।'],
];

/** A text that ends with a word, or with a pause, with a full stop there; any other as it is. */
export function withFullStop(text: string): string {
  const bare = text.replace(PAUSE, '');
  const stop = FULL_STOPS.find(([letter]) => letter.test(bare))?.[1];
  return stop === undefined ? text : `${bare}${stop}`;
}
