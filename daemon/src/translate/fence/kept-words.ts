// A request -> the parts of its text that the translation has as they are or as a glossary says. Pure.
import type { FenceKind, TranslateRequest, TranslatorDescription } from '@subcam/shared';
import { addressSpans, keptSpans } from './kept-spans.ts';
import { peopleSpans } from './name-spans.ts';
import { withoutOverlaps, type Span } from './span.ts';
import { termSpans } from './term-spans.ts';
import { unreadSpans, withUnread } from './unread-spans.ts';
import { writtenFor } from './word-case.ts';

/** What the translation must have: a name, a term, or what the engine can't read. */
export interface WordSpan extends Span {
  readonly written: string;
  /** Whether it takes the capital of a sentence that it begins: a term with a translation of its own. */
  readonly takesCapital: boolean;
  /** A word in another script, or emoji: lost for certain where the engine sees it. Left out: it may see it. */
  readonly isUnread?: true;
}

/** In the order of the text; no two spans of both lists overlap. */
export interface KeptParts {
  /** What the engine would change although it stays: it never sees these. */
  readonly fixed: readonly Span[];
  readonly words: readonly WordSpan[];
}

export interface KeepingOptions {
  /** What the engine's description says. */
  readonly kinds: readonly FenceKind[];
  /** Whether names of people are words too, where they are none of `kinds`. */
  readonly namesToo: boolean;
}

/** What an engine's description says of it. */
export function keepingOf({ fence = [], terms }: Pick<TranslatorDescription, 'fence' | 'terms'>): KeepingOptions {
  return { kinds: fence, namesToo: terms === 'inline' };
}

const overlaps = (a: Span, b: Span): boolean => a.start < b.end && b.start < a.end;
const holds = (outer: Span, inner: Span): boolean => outer.start <= inner.start && outer.end >= inner.end;

/** An address goes before a term that is a part of it, a term before everything else. */
export function keptParts(request: TranslateRequest, { kinds, namesToo }: KeepingOptions): KeptParts {
  const { text, terms = [], names = [], sourceLanguage, targetLanguage } = request;
  const addresses = terms.length === 0 ? [] : addressSpans(text);
  const words: WordSpan[] = termSpans(text, terms, sourceLanguage)
    .filter((span) => addresses.every((address) => !overlaps(address, span) || holds(span, address)))
    .map((span) => ({
      start: span.start,
      end: span.end,
      written: writtenFor(text, span, targetLanguage),
      takesCapital: span.term.target !== null,
    }));
  const kept = withoutOverlaps(keptSpans(text, kinds, names), { among: words });
  const { spans: fixed, unread } = withUnread(kept, unreadSpans(text, kinds, { language: sourceLanguage, apart: words }));
  if (namesToo && !kinds.includes('names')) {
    const people = withoutOverlaps(peopleSpans(text, names), { among: [...words, ...fixed, ...unread] });
    for (const { start, end } of people) words.push({ start, end, written: text.slice(start, end), takesCapital: false });
  }
  for (const { start, end } of unread) words.push({ start, end, written: text.slice(start, end), takesCapital: false, isUnread: true });
  return { fixed, words: words.toSorted((a, b) => a.start - b.start) };
}
