// The end of one reading and the beginning of the next, which share a stretch of sound -> one text that says each word of it once. Pure.
import { alignmentsOf, EDGE_COST, HALVED_UNITS, type AgreedPair, type Alignment } from './align-readings.ts';
import { lettersOf, spokenInOne, spokenUnitsOf, type SpokenUnit } from './spoken-units.ts';

/** The last words of a reading; the first `committedLength` UTF-16 units of `text` have been told already. */
export interface ReadingTail {
  readonly text: string;
  readonly committedLength: number;
}

/** How much is said in the shared sound. */
export interface SharedSound {
  /** `SpokenUnit.letters`. */
  readonly letters: number;
  /** Whether the shared sound was read for itself; else it is an estimate from how quickly the first reading was spoken. */
  readonly isMeasured: boolean;
}

export interface JoinedReading {
  /** What follows the words that were told already. */
  readonly text: string;
  /** false: there are several places to join at, or none that is sure; a measured `SharedSound` will tell better. */
  readonly isCertain: boolean;
}

/** Less agreement than two short words or one long one may be chance. */
const LEAST_LETTERS = 6;

/** So much agreement is no chance, wherever it lies. */
const SURE_LETTERS = 12;
const SURE_UNITS = 3;

/** Of the letters that are aligned at least half must agree. */
const LEAST_SCORE_SHARE = 0.5;

/** Two alignments fit about equally well when the agreeing shares of their letters differ by less. */
const SIMILAR_SHARE = 0.15;

/** What an alignment loses for each letter by which the shared sound would hold more or less than it is thought to. */
const COST_OF_PLACE = 1.05;

/** The shared sound may hold so many letters more or less than it is thought to: half of them, or two words. */
const PLACE_SHARE = 0.5;
const PLACE_LETTERS = 12;

/** Beyond so much more than the shared sound holds, the second reading is not compared. */
const COMPARED_SHARE = 2;
const COMPARED_LETTERS = 40;

/**
 * The two are joined in the middle of the longest run of words that both say in the same place. Which place that is, the agreement tells;
 * where words are repeated it tells nothing, and of the places where the readings agree the one counts that comes nearest to what the shared
 * sound holds. So repeats are neither added nor left out. Without agreement both are kept whole: nothing that was read is lost.
 */
export function joinReadings(tail: ReadingTail, head: string, shared: SharedSound): JoinedReading {
  const first = readingOf(tail.text);
  const second = readingOf(head);
  const committed = first.units.filter(({ end }) => end <= tail.committedLength).length;
  const compared = unitsWithin(second.units, COMPARED_LETTERS + COMPARED_SHARE * shared.letters);
  const { best, isCertain } = choose(alignmentsOf(first.units, compared), shared);
  const text = best === null ? spokenInOne(textBetween(first, committed), head) : joinAt(best, { first, second, committed });
  return { text, isCertain };
}

interface Reading {
  readonly text: string;
  readonly units: readonly SpokenUnit[];
}

function readingOf(text: string): Reading {
  return { text, units: spokenUnitsOf(text) };
}

function unitsWithin(units: readonly SpokenUnit[], letters: number): readonly SpokenUnit[] {
  let count = 0;
  for (let sum = units[0]?.letters ?? 0; count < units.length && sum <= letters; sum += units[count]?.letters ?? 0) count += 1;
  return units.slice(0, count);
}

function placeError(alignment: Alignment, shared: SharedSound): number {
  return Math.abs(alignment.overlapLetters - shared.letters);
}

/** The agreeing share of the letters that are aligned. */
function agreeingShare({ agreedLetters, score, edgeLetters }: Alignment): number {
  return agreedLetters / (agreedLetters + 2 * (agreedLetters - score) + EDGE_COST * edgeLetters);
}

function choose(alignments: readonly Alignment[], shared: SharedSound): { readonly best: Alignment | null; readonly isCertain: boolean } {
  const leastLetters = shared.isMeasured ? Math.min(LEAST_LETTERS, shared.letters / 2) : LEAST_LETTERS;
  const possible = alignments.filter(
    ({ agreedLetters, score }) => agreedLetters >= leastLetters && score >= LEAST_SCORE_SHARE * agreedLetters,
  );
  const worth = (alignment: Alignment): number =>
    alignment.score - EDGE_COST * alignment.edgeLetters - COST_OF_PLACE * placeError(alignment, shared);
  const first = possible.reduce<Alignment | null>((best, one) => (best === null || worth(one) > worth(best) ? one : best), null);
  if (first === null) return { best: null, isCertain: shared.isMeasured };
  const isInPlace = (one: Alignment): boolean => placeError(one, shared) <= Math.max(PLACE_LETTERS, PLACE_SHARE * shared.letters);
  const similar = possible.filter(
    (one) => agreeingShare(one) > agreeingShare(first) - SIMILAR_SHARE && (isInPlace(one) || !isInPlace(first)),
  );
  const places = new Set(similar.map(({ overlapLetters }) => overlapLetters));
  const best = places.size === 1 ? first : similar.reduce((near, one) => (placeError(one, shared) < placeError(near, shared) ? one : near));
  const isSure = places.size === 1 && best.agreedLetters >= SURE_LETTERS && best.pairs.length >= SURE_UNITS;
  if (!isSure && !isInPlace(best) && shared.isMeasured) return { best: null, isCertain: true };
  return { best, isCertain: isSure || shared.isMeasured };
}

interface Readings {
  readonly first: Reading;
  readonly second: Reading;
  /** Units of the first that were told already. */
  readonly committed: number;
}

function joinAt({ pairs }: Alignment, { first, second, committed }: Readings): string {
  const place = middleOfLongestRun(pairs, first.units);
  const last = pairs.at(-1);
  if (place === null || last === undefined) return second.text;
  const told = pairs.findLast((pair) => pair.first < committed);
  // What agrees best was told, and so was what the first reading has for the next units of the second.
  if (told !== undefined && place.first < committed - 1) return textBetween(second, told.second + committed - told.first);
  // A word that ends the first reading is punctuated by guess, and a number that goes on is written as the second has it.
  const isTold = place.first < committed;
  const isAtEnd = place.first === first.units.length - 1;
  const isOfSecond = !isTold && (isAtEnd || second.units[place.second + 1]?.isGlued === true);
  const before = textBetween(first, committed, isOfSecond ? place.first : place.first + 1);
  const after = textBetween(second, isOfSecond ? place.second : place.second + 1);
  const joined = isOfSecond && first.units[place.first]?.isGlued === true ? before + after : spokenInOne(before, after);
  // Where the second reading says nothing after what both say, the first may have heard more.
  const isOver = last.second === second.units.length - 1;
  return isOver ? spokenInOne(joined, textBetween(first, Math.max(committed, last.first + 1))) : joined;
}

/** Of pairs that follow one another in both readings, the longest run in letters; of equal ones the first. */
function middleOfLongestRun(pairs: readonly AgreedPair[], first: readonly SpokenUnit[]): AgreedPair | null {
  let longest: readonly AgreedPair[] = [];
  let run: AgreedPair[] = [];
  const letters = (some: readonly AgreedPair[]): number => lettersOf(some.flatMap((pair) => first[pair.first] ?? []));
  for (const pair of pairs) {
    const before = run.at(-1);
    const isNext = before !== undefined && pair.first === before.first + 1 && pair.second === before.second + 1;
    run = isNext ? [...run, pair] : [pair];
    if (letters(run) > letters(longest)) longest = run;
  }
  return longest[Math.floor((longest.length - 1) / 2)] ?? null;
}

/** From the beginning of unit `from` to the end of the one before `to`. */
function textBetween({ text, units }: Reading, from: number, to = units.length): string {
  const [start, end] = [units[from]?.start, units[to - 1]?.end];
  return start === undefined || end === undefined || to <= from ? '' : text.slice(start, end);
}

/** What is told of a reading that goes on after a cut, and what is held back of it. */
export interface SplitReading {
  readonly committed: string;
  readonly tail: ReadingTail;
}

/** Units before what is held back that are kept to find the place in the next reading by. */
const LEAST_CONTEXT_UNITS = 12;

/**
 * Holds back the last units that take `heldLetters` to say, and those that the cut may have halved; never from the middle of a number or a
 * compound, if it can be helped. `contextLetters`: of what is told, so much is kept to compare with.
 */
export function splitReading(text: string, size: { readonly heldLetters: number; readonly contextLetters: number }): SplitReading {
  const reading = readingOf(text);
  const { units } = reading;
  const back = (from: number, letters: number): number => from - unitsWithin(units.slice(0, from).toReversed(), letters).length;
  const wanted = Math.max(0, Math.min(units.length - HALVED_UNITS, back(units.length, size.heldLetters)));
  const held = beginningOfCompound(units, wanted);
  const context = Math.max(0, Math.min(held - LEAST_CONTEXT_UNITS, back(held, size.contextLetters)));
  const committed = textBetween(reading, 0, held);
  const told = textBetween(reading, context, held);
  const rest = textBetween(reading, held);
  const start = units[context]?.start ?? 0;
  return { committed, tail: { text: text.slice(start), committedLength: rest === '' ? told.length : (units[held]?.start ?? 0) - start } };
}

/** The longest compound or number that is held back as a whole. */
const MAX_COMPOUND_UNITS = 12;

function beginningOfCompound(units: readonly SpokenUnit[], at: number): number {
  for (let first = at; first >= Math.max(0, at - MAX_COMPOUND_UNITS); first -= 1) if (units[first]?.isGlued !== true) return first;
  return at;
}
