// Text <-> Apertium's stream format, and the mechanical faults of its output mended. Pure.

/** Characters that mean something in the stream format and are escaped by a backslash. */
const SPECIAL = /[\\[\]{}^$@<>/]/gu;
const ESCAPED = /\\([\\[\]{}^$@<>/])/gu;

/** NUL ends a text in the pipe, and a line break is a blank like any other. */
function plain(text: string): string {
  return text.replaceAll('\0', '').replaceAll(/\s+/gu, ' ').trim();
}

/** One text as the pipe reads it: escaped, with the sentence mark that makes the tagger finish, without the closing NUL. */
export function toStream(text: string): string {
  // A lower-case "i" alone is not known to be the pronoun.
  const known = plain(text).replaceAll(/\bi\b/gu, 'I');
  return `${known.replaceAll(SPECIAL, String.raw`\$&`)}.[]`;
}

function firstLetterCase(text: string, source: string): string {
  const sourceLetter = /\p{L}/u.exec(source)?.[0];
  const letter = /\p{L}/u.exec(text);
  if (sourceLetter === undefined || letter === null) return text;
  const isUpper = sourceLetter !== sourceLetter.toLowerCase();
  if (!isUpper) return text;
  return `${text.slice(0, letter.index)}${letter[0].toUpperCase()}${text.slice(letter.index + letter[0].length)}`;
}

/** What the pipe gave for `source`, as text: the added mark gone, doubled blanks and blanks before punctuation mended, sentences begun in upper case. */
export function fromStream(output: string, source: string): string {
  const text = output
    .replace(/\.?\s*\[\]\s*$/u, '')
    .replaceAll(ESCAPED, '$1')
    .replaceAll(/\s+/gu, ' ')
    .replaceAll(/ ([,.;:!?…])/gu, '$1')
    .trim();
  const began = text.replaceAll(/([.!?…] )(\p{Ll})/gu, (_, mark: string, letter: string) => `${mark}${letter.toUpperCase()}`);
  return firstLetterCase(began, source);
}
