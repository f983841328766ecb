// Two readings -> where they say the same, word by word, or in other words: "it is" and "it's", "can not" and "cannot", "25,000" and "twenty five thousand". Pure.
import { foldLetters } from './fold-letters.ts';
import { digitOf, isNumberLink, isNumberName, namingsAmong, type NumberNaming } from './number-names.ts';
import { SPOKEN_SIGNS, spokenForms } from './spoken-forms.ts';
import { figuresIn, namesOfFigures, ordinalNamesOfFigures, toAscii } from './spoken-figures.ts';
import type { Reading, SpokenUnit } from './spoken-units.ts';

/** Units `first`–`firstEnd` of the first reading say what units `second`–`secondEnd` of the second say; the ends are one past the last. */
export interface AgreeingSpan {
  readonly first: number;
  readonly firstEnd: number;
  readonly second: number;
  readonly secondEnd: number;
}

/** Units that are said as one, in every way in which they may be written, folded. */
interface Piece {
  readonly from: number;
  readonly to: number;
  readonly forms: readonly string[];
}

const REPEATERS: ReadonlyMap<string, number> = new Map([
  ['double', 2],
  ['triple', 3],
]);

const DIGIT = /^\p{Nd}/u;

/** Whether it is a figure or a word that may stand in a number. */
export function isOfNumber({ key }: SpokenUnit): boolean {
  const name = foldLetters(key);
  return DIGIT.test(key) || isNumberName(name) || isNumberLink(name);
}

/** "five" is dictated as a digit, as in "five two"; not where it is a part of "twenty five" or "five thousand". */
function dictatedDigit(units: readonly SpokenUnit[], at: number): string | undefined {
  const names = [at - 1, at, at + 1].map((index) => foldLetters(units[index]?.key ?? ''));
  const [before, digit, after] = names.map(digitOf);
  const isBesideDigit = before !== undefined || after !== undefined;
  return isBesideDigit || names.every((name, place) => place === 1 || !isNumberName(name)) ? digit : undefined;
}

/** `namings`: the ways in which numbers in figures may be said. */
function piecesOf({ text, units }: Reading, namings: readonly NumberNaming[]): readonly Piece[] {
  const pieces: Piece[] = units.map(({ key }, at) => {
    const digit = dictatedDigit(units, at);
    return {
      from: at,
      to: at + 1,
      forms: DIGIT.test(key) ? [toAscii(key)] : [...spokenForms(key), ...(digit === undefined ? [] : [digit])],
    };
  });
  for (const [at, { key }] of units.entries()) {
    const [times, digit] = [REPEATERS.get(key), digitOf(foldLetters(units[at + 1]?.key ?? ''))];
    if (times !== undefined && digit !== undefined) pieces.push({ from: at, to: at + 2, forms: [digit.repeat(times)] });
  }
  for (const { figures, start: figuresStart, end: figuresEnd } of figuresIn(text)) {
    const from = units.findIndex(({ end }) => end > figuresStart);
    const to = units.findLastIndex(({ start }) => start < figuresEnd) + 1;
    const names = [...namesOfFigures(figures, namings)];
    pieces.push({ from, to, forms: names });
    const [before, after] = [units[from - 1], units[to]];
    if (after?.isGlued === true && /^(?:st|nd|rd|th)$/u.test(after.key)) {
      pieces.push({ from, to: to + 1, forms: ordinalNamesOfFigures(figures, namings) });
    }
    // "$5" is said with the dollars at the end, and "$5 million" too.
    const currency = units[from]?.isGlued === true ? SPOKEN_SIGNS.get(before?.key ?? '') : undefined;
    if (currency === undefined) continue;
    const withCurrency = (numbers: readonly string[]): readonly string[] => numbers.flatMap((name) => currency.map((word) => name + word));
    pieces.push({ from: from - 1, to, forms: withCurrency(names) });
    const scale = foldLetters(after?.key ?? '');
    if (isNumberName(scale)) pieces.push({ from: from - 1, to: to + 1, forms: withCurrency(names.map((name) => name + scale)) });
  }
  return pieces;
}

type PiecesAt = ReadonlyMap<number, readonly Piece[]>;

/** What is looked for: every form of every piece of a reading, sorted, so that it is known at once whether any begins with some letters. */
interface Wanted {
  readonly forms: readonly string[];
  readonly pieces: ReadonlyMap<string, readonly Piece[]>;
}

function wantedOf(pieces: readonly Piece[]): Wanted {
  const found = new Map<string, Piece[]>();
  for (const piece of pieces) {
    for (const form of piece.forms) {
      const same = found.get(form);
      if (same === undefined) found.set(form, [piece]);
      else same.push(piece);
    }
  }
  return { forms: [...found.keys()].filter((form) => form !== '').toSorted((a, b) => (a < b ? -1 : 1)), pieces: found };
}

function isBeginningOf(letters: string, { forms }: Wanted): boolean {
  let [low, high] = [0, forms.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((forms[middle] ?? '') < letters) low = middle + 1;
    else high = middle;
  }
  return forms[low]?.startsWith(letters) === true;
}

/** Of each piece that is wanted, the spans of the other reading that say the same. */
function spansOf(
  wanted: Wanted,
  units: readonly SpokenUnit[],
  starting: PiecesAt,
): readonly (readonly [Piece, Pick<Piece, 'from' | 'to'>])[] {
  const found: (readonly [Piece, Pick<Piece, 'from' | 'to'>])[] = [];
  const grow = (from: number, to: number, letters: string): void => {
    for (const { to: end, forms } of starting.get(to) ?? []) {
      for (const form of forms) {
        const longer = letters + form;
        if (form === '' || !isBeginningOf(longer, wanted)) continue;
        for (const piece of wanted.pieces.get(longer) ?? []) found.push([piece, { from, to: end }]);
        grow(from, end, longer);
      }
    }
  };
  for (const from of units.keys()) grow(from, from, '');
  return found;
}

/** Every span that agrees. Ordered by their ends in the first reading, then in the second; of those that end together short ones first. */
export function agreeingSpans(first: Reading, second: Reading): readonly AgreeingSpan[] {
  const namings = namingsAmong([...first.units, ...second.units].map(({ key }) => foldLetters(key)));
  const [ofFirst, ofSecond] = [piecesOf(first, namings), piecesOf(second, namings)];
  const startingOf = (pieces: readonly Piece[]): PiecesAt => Map.groupBy(pieces, ({ from }) => from);
  const pairs = [
    ...spansOf(wantedOf(ofFirst), second.units, startingOf(ofSecond)),
    ...spansOf(wantedOf(ofSecond), first.units, startingOf(ofFirst)).map(([piece, span]) => [span, piece] as const),
  ];
  const spans = new Map(
    pairs.map(([one, other]) => {
      const span = { first: one.from, firstEnd: one.to, second: other.from, secondEnd: other.to };
      return [Object.values(span).join(' '), span] as const;
    }),
  );
  return [...spans.values()].toSorted(
    (a, b) => a.firstEnd - b.firstEnd || a.secondEnd - b.secondEnd || b.first - a.first || b.second - a.second,
  );
}
