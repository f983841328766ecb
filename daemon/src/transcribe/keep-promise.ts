// What viewers were promised of one reading, and another reading of the same sound -> one text that begins with the promise and says each word once. Pure.
import { editDistance } from '../lib/edit-distance.ts';
import { agreeingSpans, isOfNumber, type AgreeingSpan } from './agreeing-spans.ts';
import { foldLetters } from './fold-letters.ts';
import { lettersOf, readingOf, spokenInOne, type Reading, type SpokenUnit } from './spoken-units.ts';

/** Units of a reading that are compared at most, whatever a recogniser wrote: in 12 s people say about 60 words. */
const MAX_COMPARED_UNITS = 160;

/** Units after the promise that help to find its end in the other reading. */
const CONTEXT_UNITS = 12;

/** The other reading is compared as far as twice the letters of the first, and so many more. */
const COMPARED_SHARE = 2;
const COMPARED_LETTERS = 40;

/** One word may be heard as so many. */
const MERGED_UNITS = 2;

interface Step {
  /** Units of both readings before it. */
  readonly first: number;
  readonly second: number;
  readonly isAgreed: boolean;
}

interface Cell extends Step {
  readonly cost: number;
}

/** Units before `first` are told of the first reading, units from `second` on of the second. */
interface Border {
  readonly first: number;
  readonly second: number;
  /** What ends here was said alike by both. */
  readonly isAgreed: boolean;
}

/** A word that another reading goes on in: `storm` and `storms`, `it` and `it's`. */
const GOES_ON = /^['’]?[\p{L}\p{M}\p{N}]/u;
const ENDS_IN_WORD = /[\p{L}\p{M}\p{N}]$/u;
const LAST_MARKS = /[.,!?;:\u2026\u3002\uFF01\uFF1F]+["'”’)]*$/u;

/**
 * `told`: the beginning of `first` that was promised. The result begins with it, letter by letter; what follows is `second`, from where the two
 * readings, aligned word by word, part at the end of the promise. Where that is within a number, or in the midst of what the two write in different ways
 * (`it is`, `it's`), `first` is told to its end. In doubt a word stands twice rather than not at all.
 */
export function keepPromise(told: string, first: string, second: string): string {
  if (told === '') return second;
  if (second.startsWith(told) && !(ENDS_IN_WORD.test(told) && GOES_ON.test(second.slice(told.length)))) return second;
  const whole = readingOf(first.startsWith(told) ? first : told);
  const committed = whole.units.filter(({ start }) => start < told.length).length;
  const ours: Reading = { text: whole.text, units: whole.units.slice(0, Math.min(MAX_COMPARED_UNITS, committed + CONTEXT_UNITS)) };
  if (committed > ours.units.length) return spokenInOne(told, second);
  const theirs = beginningOf(readingOf(second), COMPARED_LETTERS + COMPARED_SHARE * lettersOf(ours.units));
  const compared = { ours, theirs, committed };
  const { first: from, second: to, isAgreed } = borderAfter(pathOf(compared), compared);
  const before = from === committed ? told : whole.text.slice(0, whole.units[from - 1]?.end ?? told.length);
  const rest = second.slice(theirs.units[to]?.start ?? restStart(second, theirs));
  const marks = isAgreed ? marksOf(second, theirs.units[to - 1]) : '';
  return spokenInOne(ENDS_IN_WORD.test(before) ? before + marks : before, rest);
}

/**
 * The promise without a number at its end, of which more may follow: `twenty` may be read as 25 in the end, and a number that is told in part is another
 * number.
 */
export function withoutOpenNumber(told: string): string {
  const { units } = readingOf(told);
  const last = units.findLastIndex((unit) => !isOfNumber(unit));
  if (last === units.length - 1) return told;
  return last === -1 ? '' : told.slice(0, units[last]?.end ?? 0);
}

function beginningOf({ text, units }: Reading, letters: number): Reading {
  let count = 0;
  for (let sum = 0; count < Math.min(units.length, MAX_COMPARED_UNITS) && sum <= letters; count += 1) sum += units[count]?.letters ?? 0;
  return { text, units: units.slice(0, count) };
}

/** Where what was not compared begins: nothing of it may be lost. */
function restStart(text: string, { units }: Reading): number {
  return units.at(-1)?.end ?? text.length;
}

function marksOf(text: string, unit: SpokenUnit | undefined): string {
  return unit === undefined ? '' : (LAST_MARKS.exec(text.slice(unit.start, unit.end))?.[0] ?? '');
}

const keysOf = (units: readonly SpokenUnit[]): string => units.map(({ key }) => foldLetters(key)).join('');

interface Compared {
  readonly ours: Reading;
  readonly theirs: Reading;
  /** Units of `ours` that were promised. */
  readonly committed: number;
}

/** The way through both readings, from their beginning to the end of the first, that costs the fewest letters. */
function pathOf({ ours, theirs, committed }: Compared): readonly Border[] {
  const [rows, columns] = [ours.units.length, theirs.units.length];
  const placeOf = (i: number, j: number): number => i * (columns + 1) + j;
  const spans = Map.groupBy(agreeingSpans(ours, theirs), ({ firstEnd, secondEnd }: AgreeingSpan) => placeOf(firstEnd, secondEnd));
  const cells: Cell[] = [];
  const costAt = (i: number, j: number): number => cells[placeOf(i, j)]?.cost ?? Number.POSITIVE_INFINITY;

  const bestOf = (i: number, j: number): Cell => {
    if (i === 0 && j === 0) return { cost: 0, first: 0, second: 0, isAgreed: false };
    let best: Cell = { cost: Number.POSITIVE_INFINITY, first: 0, second: 0, isAgreed: false };
    const consider = (step: Step, letters: number): void => {
      const cost = costAt(step.first, step.second) + letters;
      if (cost < best.cost) best = { ...step, cost };
    };
    for (const { first, second } of spans.get(placeOf(i, j)) ?? []) consider({ first, second, isAgreed: true }, 0);
    for (let x = 0; x <= Math.min(MERGED_UNITS, i); x += 1) {
      for (let y = 0; y <= Math.min(MERGED_UNITS, j); y += 1) {
        // What is only alike does not reach beyond the promise.
        if (i - x < committed && i > committed) continue;
        if (x + y === 0 || (x === 0 && y > 1) || (y === 0 && x > 1)) continue;
        const [one, other] = [ours.units.slice(i - x, i), theirs.units.slice(j - y, j)];
        const letters = x === 0 ? lettersOf(other) : y === 0 ? lettersOf(one) : editDistance(keysOf(one), keysOf(other));
        consider({ first: i - x, second: j - y, isAgreed: false }, letters);
      }
    }
    return best;
  };

  for (let i = 0; i <= rows; i += 1) for (let j = 0; j <= columns; j += 1) cells[placeOf(i, j)] = bestOf(i, j);

  let end = 0;
  for (let j = 1; j <= columns; j += 1) if (costAt(rows, j) < costAt(rows, end)) end = j;
  const path: Border[] = [];
  for (let [i, j] = [rows, end]; i > 0 || j > 0;) {
    const cell = cells[placeOf(i, j)];
    if (cell === undefined) break;
    path.unshift({ first: i, second: j, isAgreed: cell.isAgreed });
    [i, j] = [cell.first, cell.second];
  }
  return path;
}

/** The first place at or after the end of the promise that lies within no number and no compound of either reading. */
function borderAfter(path: readonly Border[], { ours, theirs, committed }: Compared): Border {
  const isWhole = ({ first, second }: Border): boolean =>
    (first === committed || ours.units[first]?.isGlued !== true) && theirs.units[second]?.isGlued !== true;
  const after = path.filter(({ first }) => first >= committed);
  return after.find(isWhole) ?? after.at(-1) ?? { first: committed, second: 0, isAgreed: false };
}
