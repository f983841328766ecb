// Text with what must stay -> text with placeholders, and a translation of it back again. Pure.
import type { Span } from './span.ts';

export interface FencedText {
  readonly text: string;
  /** What each placeholder stands for, by the placeholder in lower case. */
  readonly kept: ReadonlyMap<string, string>;
}

/**
 * Letters that begin no word in any language that is translated, so that an engine takes what begins so for an unknown name and leaves it
 * where a name would stand. The first that the text doesn't have is taken.
 */
const STEMS = ['xq', 'zx', 'qz', 'vq', 'jx'];

const LETTERS = 'bcdfghjklmnpqrstvwxz';

/** Far more than a sentence has. What comes after is not fenced. */
const MAX_KEPT = LETTERS.length ** 2;

/** Written as what it stands for: with a capital for a name, so that capitals are mended as they would be around it. */
function placeholder(stem: string, index: number): string {
  const letter = (at: number): string => LETTERS[at] ?? '';
  return `${stem}${letter(Math.floor(index / LETTERS.length))}${letter(index % LETTERS.length)}`;
}

const PART_OF_WORD = /[\p{L}\p{M}\p{N}]/u;

/** A placeholder beside a letter or a digit would be another word: spans grow to whole words, and those that meet become one. */
function wholeWords(text: string, spans: readonly Span[]): readonly Span[] {
  const whole: Span[] = [];
  for (const span of spans) {
    let { start, end } = span;
    while (start > 0 && isPartOfWord(text, start - 1) && isPartOfWord(text, start)) start -= 1;
    while (end < text.length && isPartOfWord(text, end) && isPartOfWord(text, end - 1)) end += 1;
    const before = whole.at(-1);
    if (before !== undefined && start <= before.end) whole[whole.length - 1] = { ...before, end: Math.max(end, before.end) };
    else whole.push({ ...span, start, end });
  }
  return whole;
}

/** A half of a surrogate pair counts as a part of a word, so that no pair is divided. */
function isPartOfWord(text: string, at: number): boolean {
  const unit = text.charAt(at);
  return PART_OF_WORD.test(unit) || /[\uD800-\uDFFF]/.test(unit);
}

/** `spans` in the order of the text. null: there is nothing to keep, or no placeholder that the text doesn't have already. */
export function fence(text: string, spans: readonly Span[]): FencedText | null {
  const lower = text.toLowerCase();
  const stem = STEMS.find((candidate) => !lower.includes(candidate));
  if (spans.length === 0 || stem === undefined) return null;
  const kept = new Map<string, string>();
  const parts: string[] = [];
  let end = 0;
  for (const [index, span] of wholeWords(text, spans.slice(0, MAX_KEPT)).entries()) {
    const original = text.slice(span.start, span.end);
    const name = placeholder(stem, index);
    kept.set(name, original);
    parts.push(text.slice(end, span.start), /^\p{Lu}/u.test(original) ? `${name[0]?.toUpperCase() ?? ''}${name.slice(1)}` : name);
    ({ end } = span);
  }
  return { text: `${parts.join('')}${text.slice(end)}`, kept };
}

/** The translation with what was kept in its places; null when a placeholder is missing, changed or there twice. */
export function unfence(translated: string, { kept }: FencedText): string | null {
  const found = new Set<string>();
  let isDamaged = false;
  const [first = ''] = kept.keys();
  const pattern = new RegExp(`${first.slice(0, 2)}[\\p{L}\\p{N}]*`, 'giu');
  const text = translated.replaceAll(pattern, (match) => {
    const name = match.toLowerCase();
    const original = kept.get(name);
    if (original === undefined || found.has(name)) isDamaged = true;
    found.add(name);
    return original ?? match;
  });
  return isDamaged || found.size !== kept.size ? null : text;
}
