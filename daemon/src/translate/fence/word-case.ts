// Words of a glossary -> the capitals that they have where they stand. Pure.
import { baseLanguage, type LanguageCode } from '@subcam/shared';
import type { TermSpan } from './term-spans.ts';

/** Up to where a sentence begins: nothing but signs that open it, or the end of the sentence before. */
const BEFORE_SENTENCE = /(?:^|[.!?…]["'”’»)\]]*\s+)["'“‘«¿¡([\s]*$/u;

/** Far more signs than open a sentence. */
const LOOK_BACK = 12;

/** Whether a sentence of `text` begins at the offset. */
export function beginsSentence(text: string, at: number): boolean {
  const before = text.slice(Math.max(0, at - LOOK_BACK), at);
  // Within a longer text the look back must not take its own beginning for the text's.
  return BEFORE_SENTENCE.test(at > LOOK_BACK ? `x${before}` : before);
}

/** Whether the text begins its sentences with a capital: not so what a recogniser wrote in small letters throughout. */
export function hasCapitals(text: string): boolean {
  const [first] = text.match(/\p{L}/u) ?? [];
  return first === undefined || !/\p{Ll}/u.test(first);
}

/** With a capital, unless its own letters say that it has none: `iPhone`, `eBay`. */
export function capitalised(word: string, language: LanguageCode): string {
  const [first = ''] = word.match(/^[\p{L}\p{N}]\p{M}*/u) ?? [];
  const [second = ''] = word.slice(first.length).match(/^\p{L}/u) ?? [];
  if (/\p{Lu}/u.test(second)) return word;
  return `${first.toLocaleUpperCase(localeOf(language))}${word.slice(first.length)}`;
}

/** Each word with a capital, as a name of several words has them: engines translate the words of a name far less often. */
export function asName(words: string, language: LanguageCode): string {
  return words.replaceAll(/(?<![\p{L}\p{M}\p{N}'’])\p{Ll}[\p{L}\p{M}\p{N}]*/gu, (word) => capitalised(word, language));
}

/** What the translation is to have for a term as it stands in the text: all in capitals where the whole text is. */
export function writtenFor(text: string, { start, end, term }: TermSpan, language: LanguageCode): string {
  if (term.target === null) return text.slice(start, end);
  const isShouted = !/\p{Ll}/u.test(text) && /\p{Lu}{2}/u.test(text) && /\p{Ll}/u.test(term.source);
  return isShouted ? term.target.toLocaleUpperCase(localeOf(language)) : term.target;
}

/** The locale of a language whose capitals the platform knows, such as Turkish; undefined for what is no language. */
function localeOf(language: LanguageCode): string | undefined {
  try {
    return Intl.getCanonicalLocales(baseLanguage(language))[0];
  } catch {
    return undefined;
  }
}
