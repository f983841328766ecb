// Text -> lines: broken where its script allows, inside a word only where it is wider than a line, never inside a grapheme.
import { graphemesOf } from './clean-text.ts';
import { columnsOf, columnsOfGrapheme } from './columns.ts';
import { piecesOf, type Piece } from './line-pieces.ts';

/** Lines in reading order; their concatenation is the text less the spaces at the breaks. `start`: UTF-16 offset in the text. */
export interface BrokenLine {
  readonly text: string;
  readonly start: number;
}

export interface LineLimits {
  /** In the unit of `width`. */
  readonly maxWidth: number;
  /** As captions count them, see `columnsOf`; Infinity: the width alone decides. */
  readonly maxColumns: number;
  readonly width: (text: string) => number;
}

/** The largest index in [low, high] at which `holds` is true; `low` when it is true nowhere above. Must be true up to it and false after. */
function lastWhere(low: number, high: number, holds: (index: number) => boolean): number {
  let [from, to] = [low, high];
  while (from < to) {
    // What is asked most is whether everything fits.
    const middle = to === high && from === low ? high : Math.ceil((from + to) / 2);
    if (holds(middle)) from = middle;
    else to = middle - 1;
  }
  return from;
}

/** Fills lines with graphemes of one piece, and gives back what is less than a line. */
function breakPiece(piece: Piece, { maxWidth, maxColumns, width }: LineLimits, lines: BrokenLine[]): Piece {
  const parts = graphemesOf(piece.text);
  const columns = parts.map(columnsOfGrapheme);
  let { start } = piece;
  for (let from = 0; from < parts.length;) {
    let to = from + 1;
    for (let used = columns[from] ?? 0; to < parts.length; to += 1) {
      used += columns[to] ?? 0;
      if (used > maxColumns) break;
    }
    const upTo = (end: number): string => parts.slice(from, end).join('');
    const end = lastWhere(from + 1, to, (index) => width(upTo(index)) <= maxWidth);
    const text = upTo(end);
    if (end === parts.length && width(text) <= maxWidth) return { text, start };
    lines.push({ text, start });
    start += text.length;
    from = end;
  }
  return { text: '', start };
}

/**
 * Greedy from the beginning, so that lines that are full do not change when text is added at the end. A single grapheme that is
 * wider than `maxWidth` still gets its line: the painter condenses it. Few measurements: columns are counted first, and a line that
 * has few enough of them mostly fits at once.
 */
export function breakLines(text: string, { maxWidth, maxColumns, width }: LineLimits): readonly BrokenLine[] {
  const pieces = [...piecesOf(text)];
  const columns = pieces.map((piece) => columnsOf(piece.text));
  const lines: BrokenLine[] = [];
  let first = 0;
  while (first < pieces.length) {
    const head = pieces[first];
    if (head === undefined) break;
    const upTo = (index: number): string => {
      const last = pieces[index] ?? head;
      return text.slice(head.start, last.start + last.text.length);
    };
    let lastByColumns = first;
    for (let used = columns[first] ?? 0; lastByColumns + 1 < pieces.length; lastByColumns += 1) {
      const [here, next] = [pieces[lastByColumns] ?? head, pieces[lastByColumns + 1] ?? head];
      used += (columns[lastByColumns + 1] ?? 0) + (next.start > here.start + here.text.length ? 1 : 0);
      if (used > maxColumns) break;
    }
    if ((columns[first] ?? 0) <= maxColumns && width(head.text) <= maxWidth) {
      const last = lastWhere(first, lastByColumns, (index) => width(upTo(index)) <= maxWidth);
      lines.push({ text: upTo(last), start: head.start });
      first = last + 1;
      continue;
    }
    // A piece wider than a line: lines of as many graphemes as fit; what is left begins the next line as a piece of its own.
    const rest = breakPiece(head, { maxWidth, maxColumns, width }, lines);
    pieces[first] = rest;
    columns[first] = columnsOf(rest.text);
    if (rest.text === '') first += 1;
  }
  return lines;
}

/** A label on one line: whole, or with an ellipsis where it had to end; empty when not even that fits. */
export function truncate(text: string, maxWidth: number, width: (text: string) => number): string {
  if (text === '' || width(text) <= maxWidth) return text;
  const parts = graphemesOf(text);
  const short = (count: number): string => `${parts.slice(0, count).join('').trimEnd()}…`;
  if (width(short(0)) > maxWidth) return '';
  return short(lastWhere(0, parts.length - 1, (count) => width(short(count)) <= maxWidth));
}
