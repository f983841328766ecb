// A service that translates -> a Translator: what is the same for all of them, in whichever way they are asked.
import {
  baseLanguage,
  languageName,
  sameLanguage,
  SubcamError,
  type EngineInfo,
  type LanguageCode,
  type LanguagePair,
  type TranslateRequest,
  type TranslateResult,
  type Translator,
} from '@subcam/shared';
import { namedFew } from '../lib/service-pages.ts';

/** The languages that a service says to have. */
export interface ServiceLanguages {
  /** For people, in the service's own codes. */
  readonly named: readonly string[];
  /** `source`: a language, or `auto`. */
  has(source: LanguageCode, target: LanguageCode): boolean;
}

export interface TranslatingService {
  /** In messages, after "the": `translation service`. */
  readonly title: string;
  readonly origin: string;
  /** What is known of it now. */
  readonly info: () => EngineInfo;
  /** Whether it tells itself in which language a text is, when it is asked with `auto`. */
  readonly detects: boolean;
  /** null: it has not said, and is asked for any pair. */
  readonly languages: () => ServiceLanguages | null;
  /** Resolves when it is there and has said which languages it has, if it says so at all. Rejects as `ask` does. */
  readonly prepare: (pair: LanguagePair) => Promise<void>;
  /** The text has something in it, is trimmed, without NULs, and no longer than it may be. An answer of nothing is a failure; that is seen to here. */
  readonly ask: (request: TranslateRequest, signal: AbortSignal) => Promise<TranslateResult>;
  readonly close: () => void;
}

/** `maxTextLength`: in UTF-16 units. Rejects with `bad-request` for what is never sent, else as the service's `ask` does. */
export function serviceTranslator(service: TranslatingService, { maxTextLength }: { readonly maxTextLength: number }): Translator {
  const { title, origin } = service;
  const lacks = (source: LanguageCode, target: LanguageCode): boolean => service.languages()?.has(source, target) === false;
  const supports: Translator['supports'] = (source, target) =>
    target !== 'auto' && (source !== 'auto' || service.detects) && !sameLanguage(source, target) && !lacks(source, target);
  const refusalOf = (source: LanguageCode, target: LanguageCode): string => {
    if (source === 'auto' && !service.detects)
      return `The ${title} at ${origin} tells no languages apart: name the language that is spoken.`;
    const named = service.languages()?.named ?? [];
    const has = named.length === 0 ? '' : `; it has: ${namedFew(named)}`;
    return `The ${title} at ${origin} does not translate ${languageName(baseLanguage(source))} into ${languageName(baseLanguage(target))}${has}.`;
  };
  return {
    get info() {
      return service.info();
    },
    supports,
    refusalOf,
    prepare: (sourceLanguage, targetLanguage) => service.prepare({ sourceLanguage, targetLanguage }),
    translate: async (request, signal) => {
      const { sourceLanguage, targetLanguage } = request;
      if (sameLanguage(sourceLanguage, targetLanguage)) {
        throw new SubcamError('bad-request', `There is nothing to translate from ${sourceLanguage} into ${targetLanguage}.`);
      }
      const text = tidy(request.text);
      if (text === '') return { text: '', confidence: null, engine: service.info() };
      if (text.length > maxTextLength) throw new SubcamError('bad-request', `A text has at most ${maxTextLength} characters.`);
      if (!supports(sourceLanguage, targetLanguage)) throw new SubcamError('bad-request', refusalOf(sourceLanguage, targetLanguage));
      const result = await service.ask({ ...request, text }, signal);
      const translated = tidy(result.text);
      if (translated !== '') return { ...result, text: translated };
      const pair = `${baseLanguage(sourceLanguage)} and ${baseLanguage(targetLanguage)}`;
      throw new SubcamError('engine-failed', `The ${title} at ${origin} answered with nothing: does it have the languages ${pair}?`, {
        retryable: true,
      });
    },
    close: () => {
      service.close();
      return Promise.resolve();
    },
  };
}

function tidy(text: string): string {
  return text.replaceAll('\0', ' ').trim();
}

/** 0–1, or null for a figure that is neither a share nor near one. */
export function asShare(confidence: number | null | undefined): number | null {
  if (confidence === null || confidence === undefined || !Number.isFinite(confidence)) return null;
  return confidence < 0 || confidence > 1 ? null : confidence;
}
