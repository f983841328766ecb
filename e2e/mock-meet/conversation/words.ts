// A text -> its words as a transcript counts them: split at spaces, without the punctuation around them.

/** Keeps what is inside a word (`don't`, `well-known`, `3.5`); drops pieces that are punctuation alone. */
export function bareWords(text: string): string[] {
  return text
    .split(/\s+/)
    .map((piece) => piece.replace(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu, ''))
    .filter((piece) => piece !== '');
}
