// A final in one or more languages -> as many captions as it takes, each of at most two lines a language, divided where the sense allows. Pure.
import { breakLines, columnsOf, piecesOf } from '@subcam/shared/paint';

/** What viewers read without effort, and what the tile shows too (Netflix Timed Text Style Guide): a wide letter counts two columns. */
const MAX_COLUMNS = 42;
const MAX_LINES = 2;

/** A part's lines, in reading order, none empty; no lines where a text has fewer words than there are parts. */
export type CaptionLines = readonly string[];

/** A sentence ends here, or a clause, whatever closes after it. */
const SENTENCE_END = /[.!?…。！？؟।][\p{Pe}\p{Pf}"']*$/u;
const CLAUSE_END = /[,;:—–、，；：،؛][\p{Pe}\p{Pf}"']*$/u;

/** What a break costs, in squares of a part's ideal length: as much as a part that is a third too long, or too short, and none. */
const BREAK_COSTS = { sentence: 0, clause: 0.1, word: 0.3 } as const;

/** What stays together on a line. */
interface Word {
  readonly text: string;
  /** UTF-16 offset in the text. */
  readonly start: number;
  readonly columns: number;
  /** Whether a space stands before it, unless it begins a line. */
  readonly isSpaced: boolean;
}

/** What is wider than a line is divided between letters. */
function wordsOf(text: string): readonly Word[] {
  const limits = { maxWidth: MAX_COLUMNS, maxColumns: MAX_COLUMNS, width: columnsOf };
  const pieces = piecesOf(text).flatMap((piece) =>
    columnsOf(piece.text) <= MAX_COLUMNS
      ? [piece]
      : breakLines(piece.text, limits).map((line) => ({ text: line.text, start: piece.start + line.start })),
  );
  return pieces.map((piece) => ({ ...piece, columns: columnsOf(piece.text), isSpaced: text[piece.start - 1] === ' ' }));
}

/** Lines that words take when each line is filled before the next. */
function linesTaken(words: readonly Word[]): number {
  let lines = 0;
  let used = MAX_COLUMNS;
  for (const word of words) {
    const wanted = used + (word.isSpaced ? 1 : 0) + word.columns;
    const isNew = lines === 0 || wanted > MAX_COLUMNS;
    if (isNew) lines += 1;
    used = isNew ? word.columns : wanted;
  }
  return lines;
}

function breakCost(part: string): number {
  if (SENTENCE_END.test(part)) return BREAK_COSTS.sentence;
  return CLAUSE_END.test(part) ? BREAK_COSTS.clause : BREAK_COSTS.word;
}

interface Division {
  /** Lines that each part may take. */
  readonly maxLines: number;
  /** What stands before each part. */
  readonly lead: readonly Word[];
  /** Of each part, the share of the whole that it should have; as many as there shall be parts. */
  readonly shares: readonly number[];
}

interface Way {
  readonly cost: number;
  /** Number of words before each part. */
  readonly begins: readonly number[];
}

/**
 * The cheapest division of `text` into as many parts as there are shares, every word in one of them and none of them empty; null where there
 * is none that fits. Breaks cost where the sense has none, and so do parts that end before or after their share.
 */
function divide(text: string, { maxLines, lead, shares }: Division): readonly string[] | null {
  const words = wordsOf(text);
  const part = (from: number, to: number): string => {
    const [first, last] = [words[from], words[to - 1]];
    return first === undefined || last === undefined ? '' : text.slice(first.start, last.start + last.text.length);
  };
  const columnsBefore = [0];
  for (const word of words) columnsBefore.push((columnsBefore.at(-1) ?? 0) + word.columns + (word.isSpaced ? 1 : 0));
  const allColumns = Math.max(1, columnsBefore.at(-1) ?? 0);
  // Of each word, the first one that no longer fits into a part that begins with it.
  const ends = words.map((_, from) => {
    let to = from + 1;
    while (to < words.length && linesTaken([...lead, ...words.slice(from, to + 1)]) <= maxLines) to += 1;
    return to;
  });
  /** By the number of words that they hold. */
  let ways = new Map<number, Way>([[0, { cost: 0, begins: [] }]]);
  let target = 0;
  for (const [index, share] of shares.entries()) {
    const next = new Map<number, Way>();
    const isLast = index === shares.length - 1;
    target += share;
    for (const [from, way] of ways) {
      const lastTo = Math.min(ends[from] ?? 0, words.length - (shares.length - 1 - index));
      for (let to = isLast ? words.length : from + 1; to <= lastTo; to += 1) {
        const off = ((columnsBefore[to] ?? 0) / allColumns - target) / share;
        const cost = way.cost + off * off + (to === words.length ? 0 : breakCost(words[to - 1]?.text ?? ''));
        if (cost < (next.get(to)?.cost ?? Number.POSITIVE_INFINITY)) next.set(to, { cost, begins: [...way.begins, from] });
      }
    }
    ways = next;
  }
  const begins = ways.get(words.length)?.begins;
  return begins?.map((from, index) => part(from, begins[index + 1] ?? words.length)) ?? null;
}

const equalShares = (count: number): readonly number[] => Array.from({ length: count }, () => 1 / count);

/** One line where it fits, else the best of two. */
function linesOf(text: string): CaptionLines {
  if (columnsOf(text) <= MAX_COLUMNS) return [text];
  return divide(text, { maxLines: 1, lead: [], shares: equalShares(MAX_LINES) }) ?? [];
}

/** The least number of parts, filled from the beginning. */
function leastParts(text: string, lead: readonly Word[]): number {
  let [count, open]: [number, readonly Word[]] = [0, []];
  for (const word of wordsOf(text)) {
    const isNew = count === 0 || linesTaken([...lead, ...open, word]) > MAX_LINES;
    if (isNew) count += 1;
    open = isNew ? [word] : [...open, word];
  }
  return count;
}

/** The shares that parts have of their text, by which other languages are divided. */
function sharesOf(parts: readonly string[]): readonly number[] {
  const columns = parts.map((part) => Math.max(1, columnsOf(part)));
  const sum = columns.reduce((total, one) => total + one, 0);
  return columns.map((one) => one / sum);
}

/** As many parts as there are shares; with fewer words than parts one word in each of the first, and nothing in the others. */
function partsOf(text: string, division: Omit<Division, 'maxLines'>): readonly string[] | null {
  const words = wordsOf(text);
  const count = division.shares.length;
  if (words.length > count) return divide(text, { ...division, maxLines: MAX_LINES });
  return Array.from({ length: count }, (_, index) => words[index]?.text ?? '');
}

/**
 * The captions of one final. `texts`: the original, then its translations, each on one line and not empty. `lead` stands before the original
 * in every caption (a speaker's name), and counts. As many captions as the language that needs most of them; each language is in all of
 * them, divided like the original. The outer list are captions, the inner one languages.
 */
export function captionParts(texts: readonly string[], lead = ''): readonly (readonly CaptionLines[])[] {
  const [original, ...translations] = texts;
  if (original === undefined) return [];
  // Each with the space after it: the text goes on behind the last one.
  const leadWords = wordsOf(lead).map((word) => ({ ...word, columns: word.columns + 1, isSpaced: false }));
  const least = Math.max(1, leastParts(original, leadWords), ...translations.map((text) => leastParts(text, [])));
  // One word in each part always fits, so this ends.
  for (let count = least; ; count += 1) {
    const first = partsOf(original, { lead: leadWords, shares: equalShares(count) });
    const others = first === null ? [null] : translations.map((text) => partsOf(text, { lead: [], shares: sharesOf(first) }));
    if (first === null || others.includes(null)) continue;
    return first.map((part, index) =>
      [part === '' ? '' : `${lead}${part}`, ...others.map((parts) => parts?.[index] ?? '')].map((text) =>
        text === '' ? [] : linesOf(text),
      ),
    );
  }
}
