// What stood on the tile after each word of a line -> how much of it was taken back, and how far it was behind. Pure.

export interface Steadiness {
  /**
   * Normalised erasure (Arivazhagan et al. 2020, "Re-translation versus Streaming for Simultaneous Translation"): words that were changed or
   * taken back of what was shown, all words after them included, for each word of the final translations.
   */
  readonly erasure: number;
  /**
   * Mean over the words of the final translations: how many words of the source had been said when a word, and all before it, stood for
   * good, less its share of the way through the line (a lag as in Ma et al. 2019, "STACL", of what is not taken back any more).
   */
  readonly lagWords: number;
}

/** A capital, and punctuation that comes after a word when the sentence goes on, make no other word of it. */
function wordsOf(text: string): readonly string[] {
  const words = text.split(/\s+/u).filter((word) => word !== '');
  return words.map((word) => word.replaceAll(/^[\p{P}\p{S}]+|[\p{P}\p{S}]+$/gu, '').toLowerCase() || word);
}

function commonWords(one: readonly string[], other: readonly string[]): number {
  let count = 0;
  while (count < one.length && count < other.length && one[count] === other[count]) count += 1;
  return count;
}

/**
 * `lines`: of each line what is shown after its first word, its second …; the last is the final translation. Throws RangeError where there is
 * no word at all.
 */
export function steadinessOf(lines: readonly (readonly string[])[]): Steadiness {
  let [erased, lag, finalWords] = [0, 0, 0];
  for (const shown of lines.map((texts) => texts.map(wordsOf))) {
    const final = shown.at(-1) ?? [];
    finalWords += final.length;
    for (const [index, words] of shown.entries()) {
      const before = shown[index - 1] ?? [];
      erased += before.length - commonWords(before, words);
    }
    // From the end: after which word of the source each word of the final stands for good.
    const standing = shown.map((words) => commonWords(words, final));
    for (let place = standing.length - 2; place >= 0; place -= 1)
      standing[place] = Math.min(standing[place] ?? 0, standing[place + 1] ?? 0);
    for (const word of final.keys()) {
      const after = standing.findIndex((count) => count > word);
      lag += after - (word / final.length) * shown.length;
    }
  }
  if (finalWords === 0) throw new RangeError('There is no word in these translations.');
  return { erasure: erased / finalWords, lagWords: lag / finalWords };
}
