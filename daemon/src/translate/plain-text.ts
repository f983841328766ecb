// A text that somebody sent -> the same as engines can take it, and whether there is anything in it to translate. Pure.

/** A letter or a digit. */
const WORDS = /[\p{L}\p{N}]/u;

/** Anything that is seen: neither a space, nor a control or format character, nor a mark without anything under it. */
const VISIBLE = /[^\p{C}\p{Z}\p{M}]/u;

/**
 * Of one line, without control characters, halves of surrogate pairs and code points that are no characters: Apertium takes U+FFFF for
 * the end of its text. What directs or joins letters stays.
 */
export function plainText(text: string): string {
  return text
    .toWellFormed()
    .replaceAll('\uFFFD', '')
    .replaceAll(/[\s\p{Cc}\p{Noncharacter_Code_Point}]+/gu, ' ')
    .trim();
}

/** Without any, a text is the same in every language. */
export function hasWords(text: string): boolean {
  return WORDS.test(text);
}

/** What is left of a text without words: emoji and punctuation; empty where nothing of it is seen. */
export function visiblePart(text: string): string {
  return VISIBLE.test(text) ? plainText(text) : '';
}
