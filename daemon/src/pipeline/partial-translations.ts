// Partials -> their translations, as a courtesy that never holds up a final.
import type { LanguageCode, Transcript, Translation, Translator } from '@subcam/shared';
import { openPartialTranslator } from '../translate/index.ts';

export interface PartialTranslations {
  /** Asks for the translation of a partial into each language; `deliver` gets those that are still news. */
  translate(transcript: Transcript, targetLanguages: readonly LanguageCode[]): void;
}

/** Partials are a courtesy: a failure is reported, and the final's translation is not affected. */
export function openPartialTranslations(
  deps: {
    /** null: partials are not translated. */
    readonly translator: Translator | null;
    readonly deliver: (translation: Translation) => void;
    readonly report: (error: unknown) => void;
  },
  signal: AbortSignal,
): PartialTranslations {
  const { translator } = deps;
  if (translator === null) return { translate: () => undefined };
  const translators = new Map<LanguageCode, ReturnType<typeof openPartialTranslator>>();
  const translatorFor = (targetLanguage: LanguageCode): ReturnType<typeof openPartialTranslator> => {
    const known = translators.get(targetLanguage);
    if (known !== undefined) return known;
    const opened = openPartialTranslator({ translator, targetLanguage });
    translators.set(targetLanguage, opened);
    return opened;
  };
  const ask = async (transcript: Transcript, targetLanguage: LanguageCode): Promise<void> => {
    try {
      const translation = await translatorFor(targetLanguage).translate(transcript, signal);
      if (translation !== null && !signal.aborted) deps.deliver(translation);
    } catch (error) {
      if (!signal.aborted) deps.report(error);
    }
  };
  return {
    translate: (transcript, targetLanguages) => {
      for (const targetLanguage of targetLanguages) void ask(transcript, targetLanguage);
    },
  };
}
