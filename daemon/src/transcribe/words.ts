// Text -> words to compare, without case and punctuation, which a recogniser changes as it hears more.

export interface Word {
  /** As it stands in the text. */
  readonly text: string;
  /** For comparison: lower case, letters, digits and inner apostrophes only. */
  readonly key: string;
  /** UTF-16 offset one past its last character in the text. */
  readonly end: number;
}

/** The words of a text, in order, with where each ends. */
export function wordsOf(text: string): readonly Word[] {
  return [...text.matchAll(/\S+/gu)].map((match) => ({
    text: match[0],
    key: match[0].toLowerCase().replaceAll(/[^\p{L}\p{N}']/gu, ''),
    end: match.index + match[0].length,
  }));
}
