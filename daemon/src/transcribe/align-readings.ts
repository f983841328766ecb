// Two readings that share a stretch of sound -> the ways in which the end of the first may lie over the beginning of the second. Pure.
import { agreeingSpans, type AgreeingSpan } from './agreeing-spans.ts';
import { lettersOf, type Reading, type SpokenUnit } from './spoken-units.ts';

export interface Alignment {
  /** What both say in the same place of the shared sound. Rising in both, none empty. */
  readonly spans: readonly AgreeingSpan[];
  /** Sum of the letters of what agrees, as the first reading writes it. */
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

/** Of the letters that are aligned at least half must agree. */
const LEAST_SCORE_SHARE = 0.5;

/** At the edges it costs less: they are known to be bad. */
export const EDGE_COST = 0.25;

type Step = 'start' | 'differ' | 'only-first' | 'only-second' | AgreeingSpan;

interface Cell {
  readonly score: number;
  readonly agreed: number;
  readonly step: Step;
}

/** Two readings, and all that they say alike. */
interface Compared {
  readonly first: readonly SpokenUnit[];
  readonly second: readonly SpokenUnit[];
  /** Spans by where they end, `placeOf` in both. */
  readonly spansTo: ReadonlyMap<number, readonly AgreeingSpan[]>;
  readonly placeOf: (first: number, second: number) => number;
}

/** Places at which the first agreed units of both can lie; the best alignment from each. */
export function alignmentsOf(first: Reading, second: Reading): readonly Alignment[] {
  const spans = agreeingSpans(first, second);
  const placeOf = (i: number, j: number): number => i * (second.units.length + 1) + j;
  const spansTo = Map.groupBy(spans, ({ firstEnd, secondEnd }) => placeOf(firstEnd, secondEnd));
  // Where something agrees just before, the alignment from there on has this place too.
  const starts = spans.filter((span) => span.second <= EDGE_UNITS && !spansTo.has(placeOf(span.first, span.second)));
  const places = new Map(starts.map((span) => [placeOf(span.first, span.second), span]));
  const compared = { first: first.units, second: second.units, spansTo, placeOf };
  const found = [...places.values()]
    .toSorted((a, b) => a.first - b.first || a.second - b.second)
    .map((start) => alignmentFrom(start, compared));
  return found.filter((one) => !found.some((other) => other !== one && isPartOf(one, other)));
}

/** Whether both lie in the same place, and `whole` fits as well. */
function isPartOf(one: Alignment, whole: Alignment): boolean {
  const worth = ({ score, edgeLetters }: Alignment): number => score - EDGE_COST * edgeLetters;
  const [start] = one.spans;
  if (start === undefined || worth(whole) < worth(one)) return false;
  return whole.spans.some(
    ({ first, firstEnd, second, secondEnd }) =>
      first <= start.first && firstEnd >= start.firstEnd && second <= start.second && secondEnd >= start.secondEnd,
  );
}

function alignmentFrom(start: AgreeingSpan, { first, second, spansTo, placeOf }: Compared): Alignment {
  const rows: Cell[][] = [];
  const at = (i: number, j: number): Cell => rows[i - start.first]?.[j - start.second] as Cell;
  for (let i = start.first; i <= first.length; i += 1) {
    const row: Cell[] = [];
    rows.push(row);
    for (let j = start.second; j <= second.length; j += 1) row.push(bestCell(i, j));
  }

  function bestCell(i: number, j: number): Cell {
    const x = i > start.first ? first[i - 1] : undefined;
    const y = j > start.second ? second[j - 1] : undefined;
    if (x === undefined && y === undefined) return { score: 0, agreed: 0, step: 'start' };
    let best: Cell | null = null;
    const consider = (option: Cell): void => {
      if (best === null || option.score > best.score) best = option;
    };
    for (const span of spansTo.get(placeOf(i, j)) ?? []) {
      if (span.first < start.first || span.second < start.second) continue;
      const before = at(span.first, span.second);
      const letters = lettersOf(first.slice(span.first, i));
      consider({ score: before.score + letters, agreed: before.agreed + letters, step: span });
    }
    if (x !== undefined && y !== undefined) {
      const before = at(i - 1, j - 1);
      consider({ score: before.score - MISMATCH_COST * Math.max(x.letters, y.letters), agreed: before.agreed, step: 'differ' });
    }
    if (x !== undefined) consider(without(at(i - 1, j), x, 'only-first'));
    if (y !== undefined) consider(without(at(i, j - 1), y, 'only-second'));
    return best ?? { score: 0, agreed: 0, step: 'start' };
  }

  const skipped = second.slice(0, start.second);
  const endEdge = (i: number): number => lettersOf(first.slice(i, first.length - HALVED_UNITS));
  const worth = (i: number, j: number): number => at(i, j).score - EDGE_COST * endEdge(i);
  const isEnd = ({ step, score, agreed }: Cell): boolean => typeof step === 'object' && score >= LEAST_SCORE_SHARE * agreed;
  let end = { i: start.firstEnd, j: start.secondEnd };
  for (let i = Math.max(start.firstEnd, first.length - EDGE_UNITS); i <= first.length; i += 1) {
    for (let j = start.second + 1; j <= second.length; j += 1) {
      if (isEnd(at(i, j)) && worth(i, j) > worth(end.i, end.j)) end = { i, j };
    }
  }

  const spans: AgreeingSpan[] = [];
  for (let { i, j } = end; i > start.first || j > start.second;) {
    const { step } = at(i, j);
    if (typeof step === 'object') {
      spans.unshift(step);
      [i, j] = [step.first, step.second];
      continue;
    }
    if (step !== 'only-second') i -= 1;
    if (step !== 'only-first') j -= 1;
  }
  const { score, agreed } = at(end.i, end.j);
  const edgeLetters = endEdge(end.i) + lettersOf(skipped.slice(0, Math.max(0, skipped.length - HALVED_UNITS)));
  return { spans, score, edgeLetters, agreedLetters: agreed, overlapLetters: lettersOf(first.slice(start.first)) + lettersOf(skipped) };
}

function without(before: Cell, { letters }: SpokenUnit, step: Step): Cell {
  return { score: before.score - MISMATCH_COST * letters, agreed: before.agreed, step };
}
