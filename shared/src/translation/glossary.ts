// Glossary: words that a translation has as somebody has set them down.

/** A word, or several, that a translation has as `target`. */
export interface GlossaryTerm {
  /** As it is said. Spaces within it stand for any space; both kinds of apostrophes are one. */
  readonly source: string;
  /** null: it stays as it stands in the text. */
  readonly target: string | null;
  /** Whether only the very letters of `source` are meant. */
  readonly caseSensitive: boolean;
}
