// Text -> lines: broken between words, inside a word only where it is wider than a line, never inside a grapheme.
import { graphemesOf } from './clean-text.ts';
import type { TextMeasure } from './canvas-2d.ts';

/** Lines in reading order; their concatenation is the text less the spaces at the breaks. `start`: UTF-16 offset in the text. */
export interface BrokenLine {
  readonly text: string;
  readonly start: number;
}

interface Piece {
  readonly text: string;
  readonly start: number;
}

/** Scripts that set no spaces between words. */
const UNSPACED = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;
/** May not begin a line: closing marks, and the small kana and prolonged sound mark of Japanese (JIS X 4051, kinsoku). */
const NO_START = /^[\p{Pe}\p{Pf}\p{Po}ぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮヵヶーゝゞヽヾ々〜～…‥%％]/u;
/** May not end a line. */
const NO_END = /[\p{Ps}\p{Pi}]$/u;

const words = new Intl.Segmenter('und', { granularity: 'word' });

function graphemeEdges(text: string): ReadonlySet<number> {
  const edges = new Set<number>();
  let at = 0;
  for (const grapheme of graphemesOf(text)) {
    edges.add(at);
    at += grapheme.length;
  }
  return edges;
}

function piecesOfWord(word: string, start: number): readonly Piece[] {
  if (!UNSPACED.test(word)) return [{ text: word, start }];
  const pieces: Piece[] = [];
  const edges = graphemeEdges(word);
  for (const { segment, index } of words.segment(word)) {
    const last = pieces.at(-1);
    if (last !== undefined && (!edges.has(index) || NO_START.test(segment) || NO_END.test(last.text))) {
      pieces[pieces.length - 1] = { ...last, text: last.text + segment };
    } else {
      pieces.push({ text: segment, start: start + index });
    }
  }
  return pieces;
}

function piecesOf(text: string): readonly Piece[] {
  return Array.from(text.matchAll(/[^ ]+/gu), (match) => piecesOfWord(match[0], match.index)).flat();
}

/** The most graphemes of `parts` that fit, at least one. */
function fitting(parts: readonly string[], fits: (text: string) => boolean): number {
  let low = 1;
  let high = parts.length;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (fits(parts.slice(0, middle).join(''))) low = middle;
    else high = middle - 1;
  }
  return low;
}

/**
 * Greedy, so that lines that are full do not change when text is added at the end. A single grapheme that is wider than
 * `maxWidth` still gets its line: the painter condenses it.
 */
export function breakLines(text: string, maxWidth: number, width: (text: string) => number): readonly BrokenLine[] {
  const fits = (line: string): boolean => width(line) <= maxWidth;
  const lines: BrokenLine[] = [];
  let current: BrokenLine | null = null;
  const take = (piece: Piece): void => {
    const joined: string | null = current === null ? null : text.slice(current.start, piece.start + piece.text.length);
    if (current !== null && joined !== null && fits(joined)) {
      current = { start: current.start, text: joined };
      return;
    }
    if (current !== null) lines.push(current);
    current = { text: piece.text, start: piece.start };
    if (fits(piece.text)) return;
    let parts = graphemesOf(piece.text);
    let start = piece.start;
    while (parts.length > 1) {
      const count = fitting(parts, fits);
      if (count === parts.length) break;
      const head = parts.slice(0, count).join('');
      lines.push({ text: head, start });
      start += head.length;
      parts = parts.slice(count);
    }
    current = { text: parts.join(''), start };
  };
  for (const piece of piecesOf(text)) take(piece);
  if (current !== null) lines.push(current);
  return lines;
}

/** A label on one line: whole, or with an ellipsis where it had to end; empty when not even that fits. */
export function truncate(text: string, maxWidth: number, width: (text: string) => number): string {
  if (text === '' || width(text) <= maxWidth) return text;
  const parts = graphemesOf(text);
  const short = (count: number): string => `${parts.slice(0, count).join('').trimEnd()}…`;
  if (width(short(0)) > maxWidth) return '';
  let low = 0;
  let high = parts.length - 1;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (width(short(middle)) <= maxWidth) low = middle;
    else high = middle - 1;
  }
  return short(low);
}

/** A measure for one font that remembers what it has measured; for the life of one layout. */
export function rememberingWidth(measure: TextMeasure, font: string): (text: string) => number {
  const known = new Map<string, number>();
  return (text) => {
    const before = known.get(text);
    if (before !== undefined) return before;
    const width = measure(text, font);
    known.set(text, width);
    return width;
  };
}
