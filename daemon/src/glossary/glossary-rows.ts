// What somebody gives as a term -> a term that can be kept, or what is wrong with it. Pure.
import { SubcamError } from '@subcam/shared';
import type { GlossaryChange, GlossaryRow } from '@subcam/shared/http';
import { foldText } from '../lib/folded-text.ts';
import { pairText, parsePair } from './language-pairs.ts';

export interface GlossaryLimits {
  /** Terms that the whole glossary may have. */
  readonly maxTerms: number;
  /** Characters of a term, and of its translation. */
  readonly maxTermLength: number;
}

/** Of a term; null where it is as it has to be. */
export type GivenRow = NonNullable<GlossaryChange['put']>[number];

/** What may not be in a term: line breaks, other control characters and what turns the direction of writing, but for the joiners of words. */
const UNSEEN = /(?![\u200C\u200D])[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u;

/** Whether there is anything in it that can be recognised in a text. */
const SAYS_SOMETHING = /[\p{L}\p{N}\p{S}]/u;

/** A part of a term that is not as it has to be. */
export class TermProblem extends SubcamError {
  readonly part: 'pair' | 'source' | 'target';

  constructor(part: TermProblem['part'], message: string) {
    super('bad-request', message);
    this.part = part;
  }
}

/** Throws a TermProblem. Spaces around a term and its translation don't count; an empty translation is none. */
export function checkRow(given: GivenRow, { maxTermLength }: Pick<GlossaryLimits, 'maxTermLength'>): GlossaryRow {
  const check = (part: 'source' | 'target', text: string): string => {
    const what = part === 'source' ? 'The term' : 'The translation';
    const bare = text.replaceAll(/\p{Zs}+/gu, ' ').trim();
    const shown = `"${bare.length > 40 ? `${bare.slice(0, 40)}…` : bare}"`;
    if (bare.length > maxTermLength)
      throw new TermProblem(
        part,
        `${what} ${shown} has ${bare.length} characters, and at most ${maxTermLength} are taken (limits.maxGlossaryTermLength).`,
      );
    if (!bare.isWellFormed() || UNSEEN.test(bare))
      throw new TermProblem(
        part,
        `${what} ${JSON.stringify(shown.slice(1, -1))} has a line break, a control character or half a character.`,
      );
    return bare;
  };
  const pair = checkPair(given.pair);
  const source = check('source', given.source);
  if (source === '') throw new TermProblem('source', 'The term is empty.');
  if (!SAYS_SOMETHING.test(source)) throw new TermProblem('source', `The term "${source}" has no letter, figure or symbol.`);
  const target = check('target', given.target ?? '');
  return { pair, source, target: target === '' ? null : target, caseSensitive: given.caseSensitive ?? false };
}

function checkPair(text: string): string {
  try {
    return pairText(parsePair(text));
  } catch (error) {
    if (error instanceof SubcamError) throw new TermProblem('pair', error.message);
    throw error;
  }
}

/** The same for two of which one takes the place of the other. */
export function keyOf({ pair, source, caseSensitive }: Pick<GlossaryRow, 'pair' | 'source' | 'caseSensitive'>): string {
  return `${pair}\n${caseSensitive ? 'exact' : 'any'}\n${foldText(source, !caseSensitive).text}`;
}
