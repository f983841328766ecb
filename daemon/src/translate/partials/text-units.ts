// Text -> the units in which translations are compared: words, and single signs in scripts that write none. Pure.

export interface TextUnit {
  /** UTF-16 offsets in the text: of its first character, and one past its last. */
  readonly start: number;
  readonly end: number;
  /** One past its last character that is no punctuation; `end` for signs that stand alone. */
  readonly bareEnd: number;
  /** For comparison: lower case, without the punctuation after it. */
  readonly key: string;
}

/** Scripts that write words without spaces between them. */
const UNSPACED = String.raw`\p{sc=Han}\p{sc=Hira}\p{sc=Kana}\p{sc=Thai}\p{sc=Laoo}\p{sc=Khmr}\p{sc=Mymr}`;

const UNITS = new RegExp(String.raw`[${UNSPACED}][\p{M}\u200D]*|[^\s${UNSPACED}]+`, 'gu');

export function textUnitsOf(text: string): readonly TextUnit[] {
  return Array.from(text.matchAll(UNITS), ({ 0: unit, index }) => {
    const bare = unit.replace(/[\p{P}\p{S}]+$/u, '') || unit;
    return { start: index, end: index + unit.length, bareEnd: index + bare.length, key: bare.toLowerCase() };
  });
}
