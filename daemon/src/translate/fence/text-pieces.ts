// A text and the words in it that a translation must have -> the pieces between them, and their translations around them. Pure.
import type { Span } from './span.ts';

/** Text between words: what is to be translated, with the spaces and signs around it. */
export interface Piece {
  readonly before: string;
  /** Empty: there is nothing to translate. */
  readonly core: string;
  readonly after: string;
}

/** The ending of an English possessive belongs to the word before, and to no other language. */
const POSSESSIVE = /^['’]s(?![\p{L}\p{M}\p{N}])/u;
const OPENING = /^[\s\p{P}\p{S}]*/u;
const CLOSING = /[\s\p{P}\p{S}]*$/u;

/** One more than there are `cuts`, in the order of the text. */
export function piecesBetween(text: string, cuts: readonly Span[]): readonly Piece[] {
  return [...cuts, { start: text.length, end: text.length }].map(({ start }, index) => {
    const piece = text.slice(cuts[index - 1]?.end ?? 0, start);
    return pieceOf(index === 0 ? piece : piece.replace(POSSESSIVE, ''));
  });
}

function pieceOf(text: string): Piece {
  const before = OPENING.exec(text)?.[0] ?? '';
  const rest = text.slice(before.length);
  const after = CLOSING.exec(rest)?.[0] ?? '';
  return { before, core: rest.slice(0, rest.length - after.length), after };
}

/** A part of a sentence that was translated as if it were one: without the capital and the full stop that it has got by that. */
export function asPart(translated: string, { core }: Piece): string {
  const bare = translated.trim().replace(CLOSING, '');
  // A translation of nothing but signs is left as it is.
  const text = bare === '' ? translated.trim() : bare;
  return /^\p{Ll}/u.test(core) ? text.replace(/^\p{Lu}(?=\p{Ll}|\s|$)/u, (letter) => letter.toLowerCase()) : text;
}
