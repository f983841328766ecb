// Text -> the same text in one way of writing, for comparison, with the place in the original of each character. Pure.

export interface FoldedText {
  readonly text: string;
  /** UTF-16 offset in the original of each unit of `text` at which a character begins, -1 within one; the last is the original's length. */
  readonly places: readonly number[];
}

/** A letter with the marks on it, which may be one sign or several. */
const CHARACTER = /\s+|\P{M}\p{M}*|\p{M}+/gu;

const SAME_SIGN: ReadonlyMap<string, string> = new Map([
  ['’', "'"],
  ['‘', "'"],
  ['ʼ', "'"],
  ['‐', '-'],
  ['‑', '-'],
]);

/** One space for any, one kind of apostrophe and hyphen, letters with marks as one sign; `lower`: small letters for capitals too. */
export function foldText(original: string, lower: boolean): FoldedText {
  const parts: string[] = [];
  const places: number[] = [];
  for (const { 0: character, index } of original.matchAll(CHARACTER)) {
    const folded = foldCharacter(character, lower);
    parts.push(folded);
    for (let unit = 0; unit < folded.length; unit += 1) places.push(unit === 0 ? index : -1);
  }
  places.push(original.length);
  return { text: parts.join(''), places };
}

function foldCharacter(character: string, lower: boolean): string {
  if (character.trim() === '') return ' ';
  const composed = SAME_SIGN.get(character) ?? character.normalize('NFC');
  return lower ? composed.toLowerCase() : composed;
}
