// Text and the terms of a glossary -> where they stand in it: the longest first, whole words only, in every script. Pure.
import type { GlossaryTerm, LanguageCode, TranslateRequest } from '@subcam/shared';
import { foldText, type FoldedText } from '../../lib/folded-text.ts';
import { withoutOverlaps, type Span } from './span.ts';
import { wordBoundaries, type WordBoundaries } from './word-boundaries.ts';

export interface TermSpan extends Span {
  readonly term: GlossaryTerm;
}

/** Terms of one kind, as they are looked up. */
interface Lookup {
  /** By their folded source; of two that are the same, the one that stands first. */
  readonly terms: ReadonlyMap<string, GlossaryTerm>;
  /** Which lengths there are of those that begin with a unit. */
  readonly lengths: ReadonlyMap<string, ReadonlySet<number>>;
}

interface PreparedTerms {
  readonly anyCase: Lookup;
  readonly exactCase: Lookup;
}

/** Terms are set in order once for each list of them, not for each text. */
const prepared = new WeakMap<readonly GlossaryTerm[], PreparedTerms>();

function prepare(terms: readonly GlossaryTerm[]): PreparedTerms {
  const known = prepared.get(terms);
  if (known !== undefined) return known;
  const made = { anyCase: lookupOf(terms, false), exactCase: lookupOf(terms, true) };
  prepared.set(terms, made);
  return made;
}

function lookupOf(all: readonly GlossaryTerm[], caseSensitive: boolean): Lookup {
  const terms = new Map<string, GlossaryTerm>();
  const lengths = new Map<string, Set<number>>();
  for (const term of all) {
    const folded = foldText(term.source.trim(), !caseSensitive).text;
    if (term.caseSensitive !== caseSensitive || folded === '' || terms.has(folded)) continue;
    terms.set(folded, term);
    const first = folded.charAt(0);
    lengths.set(first, (lengths.get(first) ?? new Set()).add(folded.length));
  }
  return { terms, lengths };
}

interface Match extends TermSpan {
  readonly length: number;
}

/**
 * In the order of the text; none overlap. Of two that do, the longer one counts, then the one that means the very letters, then the one that
 * stands first in `terms`. `language`: of the text.
 */
export function termSpans(text: string, terms: readonly GlossaryTerm[], language: LanguageCode): readonly TermSpan[] {
  if (terms.length === 0 || text === '') return [];
  const { anyCase, exactCase } = prepare(terms);
  const boundaries = wordBoundaries(text, language);
  const found = [exactCase, anyCase]
    .flatMap((lookup) => (lookup.terms.size === 0 ? [] : matches(foldText(text, lookup === anyCase), lookup, boundaries)))
    .toSorted((a, b) => b.length - a.length || a.start - b.start);
  return withoutOverlaps(found)
    .map(({ start, end, term }) => ({ start, end, term }))
    .toSorted((a, b) => a.start - b.start);
}

function matches({ text, places }: FoldedText, { terms, lengths }: Lookup, boundaries: WordBoundaries): readonly Match[] {
  const found: Match[] = [];
  for (let at = 0; at < text.length; at += 1) {
    const start = places[at] ?? -1;
    const possible = lengths.get(text.charAt(at));
    if (start < 0 || possible === undefined || !boundaries.mayBegin(start)) continue;
    for (const length of possible) {
      const end = places[at + length] ?? -1;
      const term = end < 0 ? undefined : terms.get(text.slice(at, at + length));
      if (term !== undefined && boundaries.mayEnd(end)) found.push({ start, end, term, length });
    }
  }
  return found;
}

/** Those of `terms` that stand in the text, each once, in its order. */
export function termsIn(text: string, terms: readonly GlossaryTerm[], language: LanguageCode): readonly GlossaryTerm[] {
  return [...new Set(termSpans(text, terms, language).map(({ term }) => term))];
}

/** What the terms of a text are once it has been translated into a language between: their targets, which stay as they are from there on. */
export function termsOnward(asked: TranslateRequest, terms: readonly GlossaryTerm[]): readonly GlossaryTerm[] {
  return termsIn(asked.text, terms, asked.sourceLanguage).map(({ source, target }) => {
    return { source: target ?? source, target: null, caseSensitive: false };
  });
}
