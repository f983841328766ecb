// Phones that were spoken + phones of each word by itself -> which spoken phones belong to which word.

/** Half-open range of indices into the spoken phones. */
export interface PhoneRange {
  readonly from: number;
  readonly to: number;
}

export interface PhoneAlignment {
  readonly words: readonly PhoneRange[];
  /** Phones that differ, were left out or were put in, of all spoken: 0 when every word is spoken as it would be alone. */
  readonly mismatch: number;
}

/**
 * A synthesiser changes a word's phones a little by its neighbours ("a", "the", "of"), and prints phones without saying whose they are.
 * This is the cheapest alignment (edit distance) of the spoken phones with the words' own, cut where a word's own phones begin; a phone that
 * was put in belongs to the word before it.
 */
export function alignPhones(spoken: readonly string[], words: readonly (readonly string[])[]): PhoneAlignment {
  const expected = words.flatMap((phones, word) => phones.map((phone) => ({ phone, word })));
  const columns = spoken.length + 1;
  const cost = new Float64Array((expected.length + 1) * columns);
  const at = (row: number, column: number): number => cost[row * columns + column] ?? 0;
  for (let row = 0; row <= expected.length; row += 1) {
    for (let column = 0; column <= spoken.length; column += 1) {
      if (row === 0 || column === 0) {
        cost[row * columns + column] = row + column;
        continue;
      }
      const same = expected[row - 1]?.phone === spoken[column - 1];
      cost[row * columns + column] = Math.min(at(row - 1, column - 1) + (same ? 0 : 1), at(row - 1, column) + 1, at(row, column - 1) + 1);
    }
  }
  const owner: number[] = Array.from({ length: spoken.length }, () => -1);
  let row = expected.length;
  let column = spoken.length;
  while (row > 0 && column > 0) {
    const same = expected[row - 1]?.phone === spoken[column - 1];
    if (at(row, column) === at(row - 1, column - 1) + (same ? 0 : 1)) {
      owner[column - 1] = expected[row - 1]?.word ?? -1;
      row -= 1;
      column -= 1;
    } else if (at(row, column) === at(row - 1, column) + 1) {
      row -= 1;
    } else {
      column -= 1;
    }
  }
  let current = 0;
  for (const [index, word] of owner.entries()) {
    if (word >= 0) current = word;
    owner[index] = current;
  }
  return {
    words: words.map((_phones, word) => ({ from: owner.indexOf(word), to: owner.lastIndexOf(word) + 1 })),
    mismatch: spoken.length === 0 ? 0 : at(expected.length, spoken.length) / spoken.length,
  };
}
