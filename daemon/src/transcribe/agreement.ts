// Readings of a growing segment -> how much of the newest one is settled: LocalAgreement-2 at word level, pure.

/** A word of a reading and where it ends in it (UTF-16). */
interface Word {
  /** Without case and outer punctuation: "Hello," and "hello" agree. */
  readonly plain: string;
  readonly endIndex: number;
}

const OUTER_PUNCTUATION = /^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu;

function wordsOf(text: string): readonly Word[] {
  return Array.from(text.matchAll(/\S+/gu), (match) => ({
    plain: match[0].toLowerCase().replaceAll(OUTER_PUNCTUATION, '') || match[0],
    endIndex: match.index + match[0].length,
  }));
}

/**
 * UTF-16 length of the prefix of `current` that `previous` read too, in whole words (Liu et al. 2020, LocalAgreement-2): 0 when there is no
 * previous reading. Case and punctuation around words don't count, since they change with what comes after; the spelling is `current`'s.
 */
export function stablePrefixLength(previous: string | null, current: string): number {
  if (previous === null) return 0;
  const before = wordsOf(previous);
  let length = 0;
  for (const [index, word] of wordsOf(current).entries()) {
    if (before[index]?.plain !== word.plain) break;
    length = word.endIndex;
  }
  return length;
}
