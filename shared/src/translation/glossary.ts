// Glossary: words that a translation has as somebody has set them down.
import type { LanguageCode } from '../language/language.ts';

/** A word, or several, that a translation has as `target`. */
export interface GlossaryTerm {
  /** As it is said. Spaces within it stand for any space; both kinds of apostrophes are one. */
  readonly source: string;
  /** null: it stays as it stands in the text. */
  readonly target: string | null;
  /** Whether only the very letters of `source` are meant. */
  readonly caseSensitive: boolean;
}

/** In place of a language: each of them. */
export const ANY_LANGUAGE = '*';

/** A term with the languages between which it counts. */
export interface GlossaryEntry extends GlossaryTerm {
  /** Or `ANY_LANGUAGE`. A code without a region counts for every region of it. */
  readonly sourceLanguage: LanguageCode;
  /** As `sourceLanguage`. */
  readonly targetLanguage: LanguageCode;
}
