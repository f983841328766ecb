// Partials -> their translations, as a courtesy that never holds up a final; finals keep what partials promised.
import { baseLanguage, type LanguageCode, type LanguagePair, type Transcript, type Translation } from '@subcam/shared';
import { samplesBeforeAnyCut } from '../segment/index.ts';
import {
  openPartialTranslator,
  type PartialReading,
  type PartialSettings,
  type PartialTranslator,
  type TimedTranslator,
} from '../translate/index.ts';

export interface PartialTranslations {
  /** Asks for the translation of a partial into each language; `deliver` gets those that are still news. */
  translate(partial: PartialReading, targetLanguages: readonly LanguageCode[]): void;
  /** A final's translation, before it is stored, made to begin with what its partials said to be stable. */
  settle(final: Translation): Translation;
}

/** Partials are a courtesy: a failure is reported, and the final's translation is not affected. */
export function openPartialTranslations(
  deps: {
    /** null: partials are not translated. */
    readonly translator: TimedTranslator | null;
    /** Read at each partial. */
    readonly settings: () => PartialSettings;
    readonly deliver: (translation: Translation) => void;
    readonly report: (error: unknown) => void;
  },
  signal: AbortSignal,
): PartialTranslations {
  const { translator, settings } = deps;
  if (translator === null) return { translate: () => undefined, settle: (final) => final };
  // One for each direction: what was said to be stable while a sentence was taken for another language promises nothing.
  const translators = new Map<string, PartialTranslator>();
  const keyOf = ({ sourceLanguage, targetLanguage }: LanguagePair): string => `${baseLanguage(sourceLanguage)} ${targetLanguage}`;
  const translatorFor = (direction: LanguagePair): PartialTranslator => {
    const known = translators.get(keyOf(direction));
    if (known !== undefined) return known;
    const opened = openPartialTranslator({ translator, targetLanguage: direction.targetLanguage, settings, isKept });
    translators.set(keyOf(direction), opened);
    return opened;
  };
  const ask = async (partial: PartialReading, targetLanguage: LanguageCode): Promise<void> => {
    const { language: sourceLanguage } = partial.transcript;
    try {
      const translation = await translatorFor({ sourceLanguage, targetLanguage }).translate(partial, signal);
      if (translation !== null && !signal.aborted) deps.deliver(translation);
    } catch (error) {
      if (!signal.aborted) deps.report(error);
    }
  };
  return {
    translate: (partial, targetLanguages) => {
      for (const targetLanguage of targetLanguages) void ask(partial, targetLanguage);
    },
    settle: (final) => translators.get(keyOf(final))?.settle(final) ?? final,
  };
}

function isKept({ firstSample, endSample }: Transcript): boolean {
  return endSample - firstSample <= samplesBeforeAnyCut();
}
