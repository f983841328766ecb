// Translate: what was said, in other languages: finals one by one and never forgotten, partials as a courtesy.
export { withAnswerLimit as withTranslatorAnswerLimit, type TranslatorLimits } from './answer-limit.ts';
export { awaitedTranslator, type AwaitedTranslator } from './awaited-translator.ts';
export { TRANSLATOR_ENGINES } from './engines/index.ts';
export { fencedTranslator } from './fence/fenced-translator.ts';
export { MEASURED_ROUTES } from './routes/measured-routes.ts';
export { createRoutedTranslator, type RoutedTranslator } from './routes/routed-translator.ts';
export { joinedEngines, type RouteInUse } from './routes/routes-in-use.ts';
export { openPartialTranslator, type PartialTranslator } from './partial-translator.ts';
export { translateFinals, type FinalToTranslate, type TranslateFinalsDeps, type TranslationOutcome } from './translate-finals.ts';
