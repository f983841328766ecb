// Text with what must stay -> text with placeholders, and a translation of it back again. Pure.
import type { Span } from './span.ts';

/** What a placeholder is put for. */
export interface FencedSpan extends Span {
  /** What comes back in its place, for a span of whole words; left out: what stands there, and the span grows to whole words. */
  readonly written?: string;
  /** As `written`, by where it comes back to: the offset in the translation. */
  readonly writtenAt?: (translated: string, at: number) => string;
}

interface Kept {
  readonly text: string;
  readonly span: FencedSpan;
  /**
   * The placeholder of the words before it, which it touches: the engine is given a space between the two that the text has not. null where it
   * touches none, or where either is written in other words, for which the space stays.
   */
  readonly touches: string | null;
  /** A space that the text has not, since the placeholder would be one word with what stands there. */
  readonly isSpacedBefore: boolean;
  readonly isSpacedAfter: boolean;
}

export interface FencedText {
  readonly text: string;
  /** What each placeholder stands for, by the placeholder in lower case. */
  readonly kept: ReadonlyMap<string, Kept>;
}

/**
 * Letters that begin no word in any language that is translated, so that an engine takes what begins so for an unknown name and leaves it
 * where a name would stand. The first that the text doesn't have is taken.
 */
const STEMS = ['xq', 'zx', 'qz', 'vq', 'jx'];

const LETTERS = 'bcdfghjklmnpqrstvwxz';

/** Far more than a sentence has. What comes after is not fenced. */
export const MAX_KEPT = LETTERS.length ** 2;

/**
 * Written as what it stands for: with a capital for a name, as which words of scripts without capitals count, so that capitals are mended as they
 * would be around it.
 */
function placeholder(stem: string, index: number): string {
  const letter = (at: number): string => LETTERS[at] ?? '';
  return `${stem}${letter(Math.floor(index / LETTERS.length))}${letter(index % LETTERS.length)}`;
}

/** What a placeholder is made of, and what `unfence` takes for a part of one. */
const ENDS_AS_PLACEHOLDER = /[\p{sc=Latin}\p{N}]$/u;
const BEGINS_AS_PLACEHOLDER = /^[\p{sc=Latin}\p{N}]/u;

const PART_OF_WORD = /[\p{L}\p{M}\p{N}]/u;

/** A placeholder beside a letter or a digit would be another word: spans grow to whole words, and those that meet become one. */
function wholeWords(text: string, spans: readonly FencedSpan[]): readonly FencedSpan[] {
  const whole: FencedSpan[] = [];
  for (const [index, span] of spans.entries()) {
    if (span.written !== undefined) {
      whole.push(span);
      continue;
    }
    const before = whole.at(-1);
    const next = spans[index + 1];
    const least = before?.written === undefined ? 0 : before.end;
    const most = next?.written === undefined ? text.length : next.start;
    let { start, end } = span;
    while (start > least && isPartOfWord(text, start - 1) && isPartOfWord(text, start)) start -= 1;
    while (end < most && isPartOfWord(text, end) && isPartOfWord(text, end - 1)) end += 1;
    if (before !== undefined && before.written === undefined && start <= before.end)
      whole[whole.length - 1] = { ...before, end: Math.max(end, before.end) };
    else whole.push({ ...span, start, end });
  }
  return whole;
}

/** A half of a surrogate pair counts as a part of a word, so that no pair is divided. */
function isPartOfWord(text: string, at: number): boolean {
  const unit = text.charAt(at);
  return PART_OF_WORD.test(unit) || /[\uD800-\uDFFF]/.test(unit);
}

/** `spans` in the order of the text, none overlapping. null: there is nothing to keep, or no placeholder that the text doesn't have already. */
export function fence(text: string, spans: readonly FencedSpan[]): FencedText | null {
  const lower = text.toLowerCase();
  const stem = STEMS.find((candidate) => !lower.includes(candidate));
  if (spans.length === 0 || stem === undefined) return null;
  const kept = new Map<string, Kept>();
  const parts: string[] = [];
  let end = 0;
  let isSpaced = false;
  let last: { readonly name: string; readonly isSame: boolean } | null = null;
  for (const [index, span] of wholeWords(text, spans.slice(0, MAX_KEPT)).entries()) {
    const original = span.written ?? text.slice(span.start, span.end);
    const name = placeholder(stem, index);
    // Two that touch would be one word, and so would one and a letter beside it.
    const isTouching = last !== null && span.start === end;
    const isSame = original === text.slice(span.start, span.end);
    const touches = isTouching && isSame && last?.isSame === true ? last.name : null;
    const mayTouch = span.written === undefined;
    const isSpacedBefore = !mayTouch && ENDS_AS_PLACEHOLDER.test(text.slice(Math.max(0, span.start - 2), span.start));
    const isSpacedAfter = !mayTouch && BEGINS_AS_PLACEHOLDER.test(text.slice(span.end, span.end + 2));
    kept.set(name, { text: original, span, touches, isSpacedBefore, isSpacedAfter });
    const between = text.slice(end, span.start);
    parts.push(isSpaced ? ' ' : '', between, (isSpacedBefore || isTouching) && !(isSpaced && between === '') ? ' ' : '');
    parts.push(/^[\p{Lu}\p{Lo}]/u.test(original) ? `${name[0]?.toUpperCase() ?? ''}${name.slice(1)}` : name);
    ({ end } = span);
    isSpaced = isSpacedAfter;
    last = { name, isSame };
  }
  return { text: `${parts.join('')}${isSpaced ? ' ' : ''}${text.slice(end)}`, kept };
}

/**
 * The translation with what was kept in its places; null when a placeholder is missing, changed or there twice. Letters of other scripts may
 * follow one without a space.
 */
export function unfence(translated: string, { kept }: FencedText): string | null {
  const found = new Set<string>();
  let isDamaged = false;
  const [first = ''] = kept.keys();
  const pattern = new RegExp(`${first.slice(0, 2)}[\\p{sc=Latin}\\p{N}]*`, 'giu');
  const parts: string[] = [];
  let end = 0;
  let isSpaced = false;
  let last: string | null = null;
  const between = (next: string): string => (isSpaced ? next.replace(/^ /u, '') : next);
  for (const { 0: match, index: at } of translated.matchAll(pattern)) {
    const name = match.toLowerCase();
    const original = kept.get(name);
    if (original === undefined || found.has(name)) isDamaged = true;
    found.add(name);
    const before = between(translated.slice(end, at));
    const isTouching = before === ' ' && last !== null && original?.touches === last;
    parts.push(isTouching ? '' : original?.isSpacedBefore === true ? before.replace(/ $/u, '') : before);
    parts.push(original?.span.writtenAt?.(translated, at) ?? original?.text ?? match);
    end = at + match.length;
    isSpaced = original?.isSpacedAfter === true;
    last = name;
  }
  const text = `${parts.join('')}${between(translated.slice(end))}`;
  return isDamaged || found.size !== kept.size ? null : text;
}
