// Translate: what was said -> the same in another language, as it grows and once and for all.
export { createApertiumTranslator, type ApertiumOptions } from './apertium-translator.ts';
export { openPartialTranslator, type PartialTranslator } from './partial-translator.ts';
export { translateFinals, type FinalOutcome, type FinalToTranslate, type TranslateFinalsDeps } from './translate-finals.ts';
export { createTranslationServiceTranslator, type TranslationServiceOptions } from './translation-service-translator.ts';
