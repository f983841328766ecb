// What somebody looks for -> phrases that a text must all have. Nothing of it is an operator, so nothing of it can be wrong.
import { SubcamError } from '@subcam/shared';
import { runsOf, type Run, type Token } from './tokens.ts';

export interface Phrase {
  /** They follow each other in the text. */
  readonly tokens: readonly string[];
  /** The last token may go on. */
  readonly isPrefix: boolean;
}

/** Straight quotes, and those of other languages. */
const QUOTED = /["“”„«»「『]([^"“”„«»「」『』]*)["“”«»」』]/gu;

/**
 * Words must all be there, in any order; those between quotes one after another. A star behind a word stands for its end. Throws `bad-request`
 * for a text that is too long, or that has no letter and no digit.
 */
export function parseQuery(text: string, maxCharacters: number): readonly Phrase[] {
  if (text.length > maxCharacters) {
    throw new SubcamError(
      'bad-request',
      `A search may have ${maxCharacters} characters (store.maxSearchCharacters), not ${text.length}: shorten it.`,
    );
  }
  const quoted: Phrase[] = [];
  const rest = text.replaceAll(QUOTED, (whole: string, inside: string) => {
    const tokens = runsOf(inside).flatMap((run, index, runs) => asSought(run, index === runs.length - 1).tokens);
    const last = runsOf(inside).at(-1);
    if (tokens.length > 0) quoted.push({ tokens, isPrefix: last !== undefined && asSought(last, true).isPrefix });
    return ' '.repeat(whole.length);
  });
  const loose = runsOf(rest).map((run) => {
    const phrase = asSought(run, true);
    const end = run.tokens.at(-1)?.end ?? 0;
    return { ...phrase, isPrefix: phrase.isPrefix || rest[end] === '*' };
  });
  const phrases = [...quoted, ...loose];
  if (phrases.length === 0) throw new SubcamError('bad-request', 'A search needs a letter or a digit: give a word that was said.');
  return phrases;
}

/** Of signs without white space the last token is the last sign alone, which in a text is followed by others. */
function asSought({ tokens, isUnspaced }: Run, isLast: boolean): Phrase {
  const texts = tokens.map(({ text }: Token) => text);
  if (!isUnspaced) return { tokens: texts, isPrefix: false };
  if (texts.length === 1) return { tokens: texts, isPrefix: true };
  // Within a phrase that goes on, the last sign of the run is the last of its text, too.
  return { tokens: isLast ? texts.slice(0, -1) : texts, isPrefix: false };
}
