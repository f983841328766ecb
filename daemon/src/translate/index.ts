// Translate: what was said, in other languages: finals one by one and never forgotten, partials as a courtesy.
export { withAnswerLimit as withTranslatorAnswerLimit, type TranslatorLimits } from './answer-limit.ts';
export { DEFAULT_AUTO_SETTINGS, openAutoChain, type AutoSettings } from './chain/auto-chain.ts';
export { openTranslators, type ChainMember, type LeftOut, type OpenOptions } from './chain/open-translators.ts';
export { TRANSLATOR_ENGINES } from './engines/index.ts';
export { figuresOfRoutes, MEASURED_ROUTES, type RouteFigures } from './routes/measured-routes.ts';
export { routeName, routesBetween, type Edge, type Route } from './routes/route-graph.ts';
export { createRoutedTranslator, type RoutedTranslator } from './routes/routed-translator.ts';
export { joinedEngines, type RouteInUse } from './routes/routes-in-use.ts';
export { DEFAULT_PARTIAL_SETTINGS, type PartialSettings } from './partials/choose-policy.ts';
export { STABLE_UNITS, type StableUnit } from './partials/stable-prefix.ts';
export { PARTIAL_POLICY_NAMES, type PartialPolicyName } from './partials/partial-policies.ts';
export {
  openPartialTranslator,
  type PartialReading,
  type PartialTranslator,
  type PartialTranslatorDeps,
} from './partials/partial-translator.ts';
export { rememberingTranslator } from './remembering-translator.ts';
export { createSentenceCache, type SentenceCache } from './sentence-cache.ts';
export { timedTranslator, type TimedTranslator } from './timed-translator.ts';
export { withTerms } from './with-terms.ts';
export { wrappedTranslator } from './wrapped-translator.ts';
export { translateFinals, type FinalToTranslate, type TranslateFinalsDeps, type TranslationOutcome } from './translate-finals.ts';
