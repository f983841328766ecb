// A translation -> whether it has the words that it must have, with the capitals that they have where they stand. Pure.
import type { GlossaryTerm, LanguageCode } from '@subcam/shared';
import type { WordSpan } from './kept-words.ts';
import { foldText } from '../../lib/folded-text.ts';
import { termSpans, type TermSpan } from './term-spans.ts';
import { beginsSentence, capitalised } from './word-case.ts';

export interface CheckedAnswer {
  /** The translation with its words as they are to be written. */
  readonly text: string;
  /** Those that are in it less often than they are asked for. */
  readonly lost: readonly WordSpan[];
}

export interface CheckOptions {
  /** Of the translation. */
  readonly language: LanguageCode;
  /** Whether its sentences begin with capitals. */
  readonly hasCapitals: boolean;
}

interface Wanted {
  readonly words: readonly WordSpan[];
  readonly found: readonly TermSpan[];
}

export function checkWords(answer: string, words: readonly WordSpan[], options: CheckOptions): CheckedAnswer {
  const keyOf = ({ written }: WordSpan): string => foldText(written, true).text;
  const groups = Map.groupBy(words, keyOf);
  const keys = new Map<GlossaryTerm, string>();
  for (const [key, [word]] of groups) if (word !== undefined) keys.set({ source: word.written, target: null, caseSensitive: false }, key);
  const spans = termSpans(answer, [...keys.keys()], options.language);
  const wanted = new Map<string, Wanted>();
  for (const [key, asked] of groups) wanted.set(key, { words: asked, found: spans.filter(({ term }) => keys.get(term) === key) });

  const mended = new Map<TermSpan, string>();
  const lost: WordSpan[] = [];
  for (const { words: asked, found } of wanted.values()) {
    if (found.length < asked.length) {
      lost.push(...asked);
      continue;
    }
    const isWritten = (span: TermSpan): boolean =>
      asked.some((word) => answer.slice(span.start, span.end) === inPlace(word, { answer, at: span.start, options }));
    if (found.length === asked.length) {
      for (const [index, span] of found.entries()) {
        const word = asked[index];
        if (word !== undefined) mended.set(span, inPlace(word, { answer, at: span.start, options }));
      }
    } else if (found.filter(isWritten).length < asked.length) lost.push(...asked);
  }
  return { text: replaced(answer, mended), lost };
}

interface Place {
  readonly answer: string;
  readonly at: number;
  readonly options: CheckOptions;
}

/** How a word is written where it stands in the answer. */
export function inPlace(word: WordSpan, { answer, at, options }: Place): string {
  const isFirst = word.takesCapital && options.hasCapitals && beginsSentence(answer, at);
  return isFirst ? capitalised(word.written, options.language) : word.written;
}

function replaced(answer: string, mended: ReadonlyMap<TermSpan, string>): string {
  const parts: string[] = [];
  let end = 0;
  for (const [span, written] of [...mended].toSorted(([a], [b]) => a.start - b.start)) {
    parts.push(answer.slice(end, span.start), written);
    ({ end } = span);
  }
  return `${parts.join('')}${answer.slice(end)}`;
}
