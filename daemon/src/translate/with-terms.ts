// A translator -> the same one, which is told with each text which terms a glossary has for its languages.
import type { GlossaryTerm, LanguageCode, Translator } from '@subcam/shared';
import { wrappedTranslator } from './wrapped-translator.ts';

/** `termsFor` is asked at each request, so that a change counts from the next text on. */
export function withTerms(
  translator: Translator,
  termsFor: (sourceLanguage: LanguageCode, targetLanguage: LanguageCode) => readonly GlossaryTerm[],
): Translator {
  return wrappedTranslator(translator, {
    translate: (request, signal) => {
      const terms = termsFor(request.sourceLanguage, request.targetLanguage);
      return translator.translate(terms.length === 0 ? request : { ...request, terms }, signal);
    },
  });
}
