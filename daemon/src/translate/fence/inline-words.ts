// A text and the words that its translation must have -> the text with those words in it, for an engine that leaves them where they stand. Pure.
import type { LanguageCode } from '@subcam/shared';
import type { FencedSpan } from './fence.ts';
import type { WordSpan } from './kept-words.ts';
import { asName } from './word-case.ts';

export interface InlineText {
  readonly text: string;
  /** `others`, where they lie in `text`. */
  readonly spans: readonly FencedSpan[];
}

/** `shown` and `others` overlap nowhere. `language`: of the translation. */
export function writeInline(
  text: string,
  { shown, others }: { readonly shown: readonly WordSpan[]; readonly others: readonly FencedSpan[] },
  language: LanguageCode,
): InlineText {
  const spans: FencedSpan[] = [];
  let written = '';
  let end = 0;
  const all = [...shown.map((word) => ({ word, span: word })), ...others.map((span) => ({ word: null, span }))];
  for (const { word, span } of all.toSorted((a, b) => a.span.start - b.span.start)) {
    written += text.slice(end, span.start);
    const start = written.length;
    written += word === null ? text.slice(span.start, span.end) : asName(word.written, language);
    if (word === null) spans.push({ ...span, start, end: written.length });
    ({ end } = span);
  }
  return { text: `${written}${text.slice(end)}`, spans };
}
