// Two rows of words -> which word of one stands for which of the other, by edit distance. Pure.

export interface WordAlignment {
  /** Of each word of `from`, the place of the word of `to` that stands for it, right or wrong; −1: none does. */
  readonly places: Int32Array;
  /** Substitutions, deletions and insertions. */
  readonly errors: number;
}

// How a cell of the table is reached.
const BOTH = 0;
const LEFT_OUT = 1;
const ADDED = 2;

/**
 * Levenshtein alignment. `isEndOpen`: words at the end of `to` for which `from` has nothing cost nothing, as of a text that is still
 * growing; of ends that cost the same, the earliest. A byte of memory for each pair of words.
 */
export function alignWords(
  from: readonly string[],
  to: readonly string[],
  { isEndOpen = false }: { readonly isEndOpen?: boolean } = {},
): WordAlignment {
  const width = to.length + 1;
  const steps = new Uint8Array((from.length + 1) * width).fill(ADDED, 0, width);
  let costs = Uint32Array.from({ length: width }, (_, column) => column);
  for (const [row, word] of from.entries()) {
    const next = new Uint32Array(width);
    next[0] = row + 1;
    steps[(row + 1) * width] = LEFT_OUT;
    for (const [column, other] of to.entries()) {
      const both = (costs[column] ?? 0) + (word === other ? 0 : 1);
      const leftOut = (costs[column + 1] ?? 0) + 1;
      const added = (next[column] ?? 0) + 1;
      const least = Math.min(both, leftOut, added);
      next[column + 1] = least;
      steps[(row + 1) * width + column + 1] = both === least ? BOTH : leftOut === least ? LEFT_OUT : ADDED;
    }
    costs = next;
  }
  let column = to.length;
  if (isEndOpen) for (let end = to.length - 1; end >= 0; end -= 1) if ((costs[end] ?? 0) <= (costs[column] ?? 0)) column = end;
  const errors = costs[column] ?? 0;
  const places = new Int32Array(from.length).fill(-1);
  for (let row = from.length; row > 0;) {
    const step = steps[row * width + column];
    if (step === BOTH) places[row - 1] = column - 1;
    if (step !== ADDED) row -= 1;
    if (step !== LEFT_OUT) column -= 1;
  }
  return { places, errors };
}
