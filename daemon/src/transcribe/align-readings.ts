// Two readings that share a stretch of sound -> the ways in which the end of the first may lie over the beginning of the second. Pure.
import { lettersOf, type SpokenUnit } from './spoken-units.ts';

/** Units in the same place of the shared sound: `first` of the first reading, `second` of the second, which say the same. */
export interface AgreedPair {
  readonly first: number;
  readonly second: number;
}

export interface Alignment {
  /** Rising in both. */
  readonly pairs: readonly AgreedPair[];
  /** Sum of the letters of what agrees. */
  readonly agreedLetters: number;
  /** The same, less half of the letters that stand between agreed units and do not agree. */
  readonly score: number;
  /** Letters at the end of the first reading and at the beginning of the second that do not agree, without the halves of words. */
  readonly edgeLetters: number;
  /** Letters of the first reading that are said within the shared sound, as this alignment has it. */
  readonly overlapLetters: number;
}

/**
 * Units at the end of the first reading and at the beginning of the second that may be wrong, since the sound begins or ends within a word.
 * One half word may be read as two.
 */
export const HALVED_UNITS = 2;

/**
 * Of a second that begins or ends within a word a recogniser may make a whole phrase of its own ("in the next ten years"): so many units may
 * be wrong at either edge.
 */
const EDGE_UNITS = 8;

/** What does not agree costs half of its letters: a word that is read differently stands against half of one that is not. */
const MISMATCH_COST = 0.5;

/** At the edges it costs less: they are known to be bad. */
export const EDGE_COST = 0.25;

type Step = 'start' | 'agree' | 'differ' | 'only-first' | 'only-second';

interface Cell {
  readonly score: number;
  readonly agreed: number;
  readonly step: Step;
}

/** Every place at which the first agreed unit of both can lie; the best alignment from there. */
export function alignmentsOf(first: readonly SpokenUnit[], second: readonly SpokenUnit[]): readonly Alignment[] {
  const found: Alignment[] = [];
  for (let from = 0; from < first.length; from += 1) {
    for (let skipped = 0; skipped <= Math.min(EDGE_UNITS, second.length - 1); skipped += 1) {
      if (first[from]?.key !== second[skipped]?.key) continue;
      found.push(alignmentFrom({ first: from, second: skipped }, first, second));
    }
  }
  return found;
}

function alignmentFrom(start: AgreedPair, first: readonly SpokenUnit[], second: readonly SpokenUnit[]): Alignment {
  const a = first.slice(start.first);
  const b = second.slice(start.second);
  const rows: Cell[][] = [];
  const at = (i: number, j: number): Cell => rows[i]?.[j] as Cell;
  for (let i = 0; i <= a.length; i += 1) {
    const row: Cell[] = [];
    rows.push(row);
    for (let j = 0; j <= b.length; j += 1) row.push(bestCell(i, j));
  }

  function bestCell(i: number, j: number): Cell {
    const [x, y] = [a[i - 1], b[j - 1]];
    if (x === undefined && y === undefined) return { score: 0, agreed: 0, step: 'start' };
    const options: Cell[] = [];
    if (x !== undefined && y !== undefined) {
      const before = at(i - 1, j - 1);
      options.push(
        x.key === y.key
          ? { score: before.score + x.letters, agreed: before.agreed + x.letters, step: 'agree' }
          : { score: before.score - MISMATCH_COST * Math.max(x.letters, y.letters), agreed: before.agreed, step: 'differ' },
      );
    }
    if (x !== undefined) options.push(without(at(i - 1, j), x, 'only-first'));
    if (y !== undefined) options.push(without((rows[i] as Cell[])[j - 1] as Cell, y, 'only-second'));
    return options.reduce((best, option) => (option.score > best.score ? option : best));
  }

  const skipped = second.slice(0, start.second);
  const endEdge = (i: number): number => lettersOf(a.slice(i, a.length - HALVED_UNITS));
  const worth = (i: number, j: number): number => at(i, j).score - EDGE_COST * endEdge(i);
  let end = { i: 1, j: 1 };
  for (let i = Math.max(1, a.length - EDGE_UNITS); i <= a.length; i += 1) {
    for (let j = 1; j <= b.length; j += 1) if (at(i, j).step === 'agree' && worth(i, j) > worth(end.i, end.j)) end = { i, j };
  }

  const pairs: AgreedPair[] = [];
  for (let { i, j } = end; i > 0 || j > 0;) {
    const { step } = at(i, j);
    if (step === 'agree') pairs.unshift({ first: start.first + i - 1, second: start.second + j - 1 });
    if (step !== 'only-second') i -= 1;
    if (step !== 'only-first') j -= 1;
  }
  const { score, agreed } = at(end.i, end.j);
  const edgeLetters = endEdge(end.i) + lettersOf(skipped.slice(0, Math.max(0, skipped.length - HALVED_UNITS)));
  return { pairs, score, edgeLetters, agreedLetters: agreed, overlapLetters: lettersOf(a) + lettersOf(skipped) };
}

function without(before: Cell, { letters }: SpokenUnit, step: Step): Cell {
  return { score: before.score - MISMATCH_COST * letters, agreed: before.agreed, step };
}
