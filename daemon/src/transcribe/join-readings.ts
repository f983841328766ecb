// The end of one reading and the beginning of the next, which share a stretch of sound -> one text that says each word of it once. Pure.
import { editDistance } from '../lib/edit-distance.ts';
import { isOfNumber, type AgreeingSpan } from './agreeing-spans.ts';
import { alignmentsOf, EDGE_COST, HALVED_UNITS, type Alignment } from './align-readings.ts';
import { foldLetters } from './fold-letters.ts';
import { lettersOf, readingOf, spokenInOne, type Reading, type SpokenUnit } from './spoken-units.ts';

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

/** In 2.5 s people say at most 33 signs or digits; no more units of the second than these are compared, whatever a recogniser wrote. */
const MAX_COMPARED_UNITS = 100;

/**
 * The two are joined in the middle of the longest run of words that both say in the same place. Which place that is, the agreement tells;
 * where words are repeated it tells nothing, and of the places where the readings agree the one counts that comes nearest to what the shared
 * sound holds. So repeats are neither added nor left out. Without agreement both are kept whole: nothing that was read is lost.
 */
export function joinReadings(tail: ReadingTail, head: string, shared: SharedSound): JoinedReading {
  const first = readingOf(tail.text);
  const second = readingOf(head);
  const committed = first.units.filter(({ end }) => end <= tail.committedLength).length;
  const compared = unitsWithin(second.units, COMPARED_LETTERS + COMPARED_SHARE * shared.letters).slice(0, MAX_COMPARED_UNITS);
  const { best, isCertain } = choose(alignmentsOf(first, { text: head.slice(0, compared.at(-1)?.end ?? 0), units: compared }), shared);
  const text = best === null ? spokenInOne(textBetween(first, committed), head) : joinAt(best, { first, second, committed });
  return { text, isCertain };
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
  const possible = alignments.filter(({ agreedLetters }) => agreedLetters >= leastLetters);
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
  const isSure = places.size === 1 && best.agreedLetters >= SURE_LETTERS && best.spans.length >= SURE_UNITS;
  if (!isSure && !isInPlace(best) && shared.isMeasured) return { best: null, isCertain: true };
  return { best, isCertain: isSure || shared.isMeasured };
}

/** Units before `first` are told of the first reading, units from `second` on of the second. */
interface Border {
  readonly first: number;
  readonly second: number;
}

interface Readings {
  readonly first: Reading;
  readonly second: Reading;
  /** Units of the first that were told already. */
  readonly committed: number;
}

function joinAt({ spans }: Alignment, readings: Readings): string {
  const { first, second, committed } = readings;
  const last = spans.at(-1);
  if (last === undefined) return spokenInOne(textBetween(first, committed), second.text);
  const border = borderAmong(spans, readings);
  const before = textBetween(first, committed, border.first);
  const after = textBetween(second, border.second);
  // A number that is divided all the same goes on as the second has it.
  const next = first.units[border.first];
  const isDivided = border.first > committed && next?.isGlued === true && next.key === second.units[border.second]?.key;
  const joined = isDivided ? before + after : spokenInOne(before, after);
  // Where the second reading says nothing after what both say, the first may have heard more.
  const isOver = last.secondEnd === second.units.length;
  return isOver ? spokenInOne(joined, textBetween(first, Math.max(committed, border.first, last.firstEnd))) : joined;
}

/** So much that agrees after what was told is no chance. */
const SURE_RUN_LETTERS = 12;

/**
 * The middle of the longest run, or what comes nearest to it of all that was not told yet. Where the run ends within what was told, the next
 * one counts only when it is long: of a half word at its end the first reading may have made a phrase, in which a word agrees by chance.
 */
function borderAmong(spans: readonly AgreeingSpan[], readings: Readings): Border {
  const { first, committed } = readings;
  const runs = runsOf(spans);
  const lettersIn = (run: readonly AgreeingSpan[]): number =>
    lettersOf(run.flatMap((span) => first.units.slice(span.first, span.firstEnd)));
  const longestOf = (some: readonly Run[]): Run | undefined =>
    some.reduce<Run | undefined>((best, run) => (best === undefined || lettersIn(run) > lettersIn(best) ? run : best), undefined);
  const open = (run: Run): Run => run.filter(({ firstEnd }) => firstEnd >= committed);
  const longest = longestOf(runs) ?? [];
  const within = borderIn(longest, readings);
  if (within !== undefined) return beforeWhatOnlyFirstHeard(within, spans);
  const later = longestOf(runs.filter((run) => lettersIn(open(run)) >= SURE_RUN_LETTERS));
  return (later === undefined ? undefined : borderIn(later, readings)) ?? estimatedBorder(spans, readings);
}

type Run = readonly AgreeingSpan[];

/** What follows one another in both readings. */
function runsOf(spans: readonly AgreeingSpan[]): readonly Run[] {
  const runs: AgreeingSpan[][] = [];
  for (const span of spans) {
    const before = runs.at(-1)?.at(-1);
    if (before !== undefined && before.firstEnd === span.first && before.secondEnd === span.second) runs.at(-1)?.push(span);
    else runs.push([span]);
  }
  return runs;
}

/** As near to the middle as what was told allows; undefined when all of the run was told, and more than it. */
function borderIn(run: Run, { first, second, committed }: Readings): Border | undefined {
  const borders = [
    ...run.slice(0, 1).map((span) => ({ first: span.first, second: span.second })),
    ...run.map((span) => ({ first: span.firstEnd, second: span.secondEnd })),
  ];
  const middle = Math.floor((run.length - 1) / 2) + 1;
  const open = borders.findIndex((border) => border.first >= committed);
  if (open === -1) return undefined;
  let at = Math.max(middle, open);
  // A word that ends the first reading is punctuated by guess.
  if (borders[at]?.first === first.units.length && at > open) at -= 1;
  // A number or a compound is not divided, or else written as the second has it.
  const isGlued = (reading: Reading, unit: number): boolean => reading.units[unit]?.isGlued === true;
  const nearest = (isWhole: (border: Border) => boolean): Border | undefined =>
    borders.findLast((border, index) => index >= open && index <= at && isWhole(border)) ??
    borders.find((border, index) => index > at && isWhole(border));
  return (
    nearest((border) => !isGlued(first, border.first) && !isGlued(second, border.second)) ??
    nearest((border) => !isGlued(second, border.second)) ??
    borders[at]
  );
}

/** Where the second has nothing between what both say, it is told what the first has there. */
function beforeWhatOnlyFirstHeard(border: Border, spans: readonly AgreeingSpan[]): Border {
  const next = spans.find((span) => span.first >= border.first);
  return next !== undefined && next.second === border.second ? { first: next.first, second: next.second } : border;
}

/** Of the letters of what may be the same so many must be the same. */
const ALIKE_SHARE = 0.5;

/**
 * Where nothing agrees from the last told word on: what is most like it in the second reading by its letters is taken for the same. What is
 * not even half alike is not, for a word that stands twice is better than one that is lost. Never within a number or a compound.
 */
function estimatedBorder(spans: readonly AgreeingSpan[], { first, second, committed }: Readings): Border {
  const last = spans.findLast(({ firstEnd }) => firstEnd <= committed);
  const next = spans.find((span) => span.first >= committed);
  const [from, start] = [last?.firstEnd ?? 0, last?.secondEnd ?? 0];
  const lettersOfUnits = (units: readonly SpokenUnit[]): string => units.map(({ key }) => foldLetters(key)).join('');
  const told = lettersOfUnits(first.units.slice(from, committed));
  let best = { second: start, distance: told.length };
  for (let end = start + 1; end <= (next?.second ?? second.units.length); end += 1) {
    const said = lettersOfUnits(second.units.slice(start, end));
    if (said.length > 2 * told.length) break;
    const distance = editDistance(told, said);
    const isAlike = distance <= (1 - ALIKE_SHARE) * Math.max(told.length, said.length);
    if (isAlike && second.units[end]?.isGlued !== true && distance < best.distance) best = { second: end, distance };
  }
  return { first: committed, second: wholeFrom(best.second, second.units) };
}

/** Back to where a number or a compound begins. */
function wholeFrom(at: number, units: readonly SpokenUnit[]): number {
  return units[at]?.isGlued === true ? units.findLastIndex(({ isGlued }, index) => index <= at && !isGlued) : at;
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
const MAX_CONTEXT_UNITS = MAX_COMPARED_UNITS / 2;

/**
 * Holds back the last units that take `heldLetters` to say, and those that the cut may have halved; never from the middle of a number or a
 * compound, if it can be helped. `contextLetters`: of what is told, so much is kept to compare with. The first `leastLength` characters are told in any case.
 */
export function splitReading(
  text: string,
  size: { readonly heldLetters: number; readonly contextLetters: number; readonly leastLength?: number },
): SplitReading {
  const reading = readingOf(text);
  const { units } = reading;
  const back = (from: number, letters: number): number => from - unitsWithin(units.slice(0, from).toReversed(), letters).length;
  const wanted = Math.max(0, Math.min(units.length - HALVED_UNITS, back(units.length, size.heldLetters)));
  const told = units.findIndex(({ start }) => start >= (size.leastLength ?? 0));
  const held = Math.max(beginningOfCompound(units, wanted), told === -1 ? units.length : told);
  const context = Math.max(0, held - MAX_CONTEXT_UNITS, Math.min(held - LEAST_CONTEXT_UNITS, back(held, size.contextLetters)));
  const committed = textBetween(reading, 0, held);
  const compared = textBetween(reading, context, held);
  const rest = textBetween(reading, held);
  const start = units[context]?.start ?? 0;
  return {
    committed,
    tail: { text: text.slice(start), committedLength: rest === '' ? compared.length : (units[held]?.start ?? 0) - start },
  };
}

/** The longest compound or number that is held back as a whole. */
const MAX_COMPOUND_UNITS = 12;

function beginningOfCompound(units: readonly SpokenUnit[], at: number): number {
  const isGlued = (index: number): boolean => units[index]?.isGlued === true;
  const isWithinNumber = (index: number): boolean =>
    [units[index - 1], units[index]].every((unit) => unit !== undefined && isOfNumber(unit));
  const beginning = (isWithin: (index: number) => boolean): number | undefined => {
    for (let first = at; first >= Math.max(0, at - MAX_COMPOUND_UNITS); first -= 1) if (!isWithin(first)) return first;
    return undefined;
  };
  return beginning((index) => isGlued(index) || isWithinNumber(index)) ?? beginning(isGlued) ?? at;
}
