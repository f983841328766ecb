// A number in figures -> every way in which it may be said, and so be written in words. Pure.
import { englishOrdinal, inTurn, type Names, type NumberNaming } from './number-names.ts';

/** Longer figures are said digit by digit, or in pairs. */
const MAX_CARDINAL_DIGITS = 9;
const MAX_PAIRED_DIGITS = 8;

/** Of a date, a time or a telephone number. */
const MAX_PARTS = 5;

/** Figures with what may stand between them, "25,000", "3.5", "10:30", "555-0100"; and groups of thousands apart, "25 000". */
const FIGURES = [/\p{Nd}+(?:[.,:/'’-]\p{Nd}+)*/gu, /(?<![\p{Nd}.,:/'’-])\p{Nd}{1,3}(?:\s\p{Nd}{3})+(?![.,:/'’-]?\p{Nd})/gu] as const;

export interface Figures {
  /** In the digits of ASCII. */
  readonly figures: string;
  /** UTF-16 offset in the text. */
  readonly start: number;
  readonly end: number;
}

/** All numbers in figures; what may be one number or several comes as both. */
export function figuresIn(text: string): readonly Figures[] {
  return FIGURES.flatMap((pattern) =>
    [...text.matchAll(pattern)].map(({ 0: match, index }) => ({ figures: toAscii(match), start: index, end: index + match.length })),
  );
}

/** Of all scripts' digits the ones of ASCII. */
export function toAscii(figures: string): string {
  return figures.replaceAll(/\p{Nd}/gu, (digit) => {
    const code = digit.codePointAt(0) ?? 0;
    let zero = code;
    while (/^\p{Nd}$/u.test(String.fromCodePoint(zero - 1))) zero -= 1;
    return String((code - zero) % 10);
  });
}

/** Whether figures are written in groups of thousands. */
function isGrouped(figures: string): boolean {
  return /^\d{1,3}(?:[.,'’\s]\d{3})+$/u.test(figures);
}

function digitNames(digits: string, { cardinal }: NumberNaming): Names {
  return inTurn(...Array.from(digits, (digit) => cardinal(Number(digit))));
}

function partNames(part: string, naming: NumberNaming): Names {
  if (part.length > MAX_CARDINAL_DIGITS) return [];
  const names = naming.cardinal(Number(part));
  if (!part.startsWith('0') || part.length === 1) return names;
  return [...digitNames(part, naming), ...(part.length === 2 ? names.map((name) => `oh${name}`) : [])];
}

/** "1984" as nineteen eighty-four, "1900" as nineteen hundred, "0612" as zero six twelve. */
function pairNames(digits: string, naming: NumberNaming): Names {
  if (digits.length % 2 !== 0 || digits.length < 4 || digits.length > MAX_PAIRED_DIGITS) return [];
  const pairs = inTurn(...(digits.match(/../gu) ?? []).map((pair) => partNames(pair, naming)));
  const isOfHundreds = digits.length === 4 && digits.endsWith('00');
  return isOfHundreds ? [...pairs, ...partNames(digits.slice(0, 2), naming).map((name) => `${name}hundred`)] : pairs;
}

/** Of figures with something between them. */
function namesInParts(figures: string, parts: readonly string[], naming: NumberNaming): Names {
  const [whole = '', fraction = ''] = parts;
  const ofWhole = partNames(whole, naming);
  const digits = parts.join('');
  const grouped = isGrouped(figures) && digits.length <= MAX_CARDINAL_DIGITS ? naming.cardinal(Number(digits)) : [];
  const apart = parts.length <= MAX_PARTS ? inTurn(...parts.map((part) => partNames(part, naming))) : [];
  const isDecimal = parts.length === 2 && /[.,]/u.test(figures);
  const decimal = isDecimal ? inTurn(ofWhole, naming.mark, [...digitNames(fraction, naming), ...partNames(fraction, naming)]) : [];
  const isFullHour = parts.length === 2 && fraction === '00' && figures.includes(':');
  return [...grouped, ...apart, ...decimal, ...(isFullHour ? ofWhole.flatMap((name) => [name, `${name}oclock`]) : [])];
}

/** Folded names, and the bare digits. `figures`: as `figuresIn` gives them. */
export function namesOfFigures(figures: string, namings: readonly NumberNaming[]): ReadonlySet<string> {
  const parts = figures.split(/[^0-9]+/u);
  const digits = parts.join('');
  return new Set([
    digits,
    ...namings.flatMap((naming) =>
      parts.length === 1 ? [...partNames(digits, naming), ...pairNames(digits, naming)] : namesInParts(figures, parts, naming),
    ),
  ]);
}

/** "5th" as fifth, where "th" stands after the figures. */
export function ordinalNamesOfFigures(figures: string, namings: readonly NumberNaming[]): Names {
  return /^\d{1,9}$/u.test(figures) ? namings.flatMap(({ cardinal }) => cardinal(Number(figures)).map(englishOrdinal)) : [];
}
