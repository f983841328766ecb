// Languages that are spoken -> the recogniser that this machine hears them with, where nobody has chosen one.
import { sameLanguage, type LanguageCode, type SttDescription } from '@subcam/shared';
import { STT_ENGINES } from './engines/index.ts';

/**
 * Name of the first engine in the list that reads all of these languages with models that can be fetched for it, as it comes. null: there is none, and
 * a service or a model of one's own is needed.
 */
export function localRecogniserOf(languages: readonly LanguageCode[], engines: readonly SttDescription[] = STT_ENGINES): string | null {
  const reads = (engine: SttDescription): boolean => {
    const settings = engine.settings.parse({});
    if (engine.modelsFor(settings).length === 0) return false;
    const known = engine.languages(settings);
    return known === 'any' || languages.every((language) => known.some((code) => sameLanguage(code, language)));
  };
  return engines.find(reads)?.name ?? null;
}
