// Texts that stood one after the other in one place -> words that were taken back or changed. Pure.

/** Marks around a word, and capitals, make no other word of it; what is marks alone is no word. */
export function bareWordsOf(text: string): readonly string[] {
  return text
    .split(/\s+/u)
    .map((word) => word.replaceAll(/^[\p{P}\p{S}]+|[\p{P}\p{S}]+$/gu, '').toLowerCase())
    .filter((word) => word !== '');
}

const writtenWordsOf = (text: string): readonly string[] => text.split(/\s+/u).filter((word) => word !== '');

/** Whether a reader sees the same word: a mark that comes after it while the sentence goes on takes nothing back. */
const isSameWritten = (before: string, after: string): boolean =>
  before === after || (after.startsWith(before) && /^\p{P}+$/u.test(after.slice(before.length)));

function takenBack(before: readonly string[], after: readonly string[], isSame: (before: string, after: string) => boolean): number {
  let kept = 0;
  while (kept < before.length && kept < after.length && isSame(before[kept] ?? '', after[kept] ?? '')) kept += 1;
  return before.length - kept;
}

export interface TakenBack {
  /** By words without case and the marks around them. */
  readonly bare: number;
  /** By words as they are written, where only a mark that is added to the end of a word is no change. */
  readonly written: number;
}

/**
 * `texts`: what stood in one cue, in one language, in turn; '' where it was removed while it was still growing. Of each change, every word
 * after the longest common beginning that had been shown.
 */
export function wordsTakenBack(texts: readonly string[]): TakenBack {
  let [bare, written] = [0, 0];
  for (const [index, text] of texts.entries()) {
    const before = texts[index - 1] ?? '';
    bare += takenBack(bareWordsOf(before), bareWordsOf(text), (one, other) => one === other);
    written += takenBack(writtenWordsOf(before), writtenWordsOf(text), isSameWritten);
  }
  return { bare, written };
}
