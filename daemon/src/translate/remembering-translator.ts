// A translator -> the same one, which gives translations that it gave before again, as long as it is known to work.
import {
  baseLanguage,
  type Clock,
  type EngineInfo,
  type LanguagePair,
  type TranslateRequest,
  type TranslateResult,
  type Translator,
  type TranslatorDescription,
} from '@subcam/shared';
import { keepingOf, keptParts } from './fence/kept-words.ts';
import { isHeldAgainst } from './held-against.ts';
import type { SentenceCache } from './sentence-cache.ts';
import { wrappedTranslator } from './wrapped-translator.ts';

/** So long after an answer of the engine itself it is taken to work; then it is asked again beside the answer that is remembered. */
export const TRUSTED_FOR_MS = 500;

export interface RememberingOptions {
  /** What is known of the engine: what it is given depends on this. */
  readonly description: Pick<TranslatorDescription, 'fence' | 'terms'>;
  /** May be shared by all translators. */
  readonly cache: SentenceCache;
  readonly clock: Pick<Clock, 'monotonicMs'>;
}

interface Asked {
  readonly request: TranslateRequest;
  readonly question: string;
}

/** What is known of how an engine does between two languages. */
interface Trust {
  /** Until then its answers are taken for those that it would give now. */
  untilMs: number;
  /** Its last answer was a failure: it is asked itself until it works. */
  isSuspect: boolean;
  isAsked: boolean;
  /** It may have taken another model since its last answer. */
  isRenewed: boolean;
  /** What gave its last answer (of an engine with several models, one of them), and what it said of itself then; null: it has given none. */
  last: { readonly engine: EngineInfo; readonly info: EngineInfo } | null;
}

/**
 * An answer is given again for the same engine, model, languages and text, if the same parts of that text are kept with the same words in their
 * places; so neither a change of the glossary nor another participant makes it wrong. An engine that stops is noticed all the same: one
 * text in half a second goes to it, behind all that is urgent, and once one has failed, all go to it as if nothing were remembered.
 */
export function rememberingTranslator(translator: Translator, { description, cache, clock }: RememberingOptions): Translator {
  const trusts = new Map<string, Trust>();
  let isClosed = false;

  const trustIn = ({ sourceLanguage, targetLanguage }: LanguagePair): Trust => {
    const key = `${baseLanguage(sourceLanguage)} ${baseLanguage(targetLanguage)}`;
    const trust = trusts.get(key) ?? { untilMs: Number.NEGATIVE_INFINITY, isSuspect: false, isAsked: false, isRenewed: false, last: null };
    trusts.set(key, trust);
    return trust;
  };

  /** All that an answer to the request depends on, beside the engine. */
  const questionOf = (request: TranslateRequest): string => {
    const { text, sourceLanguage, targetLanguage, names } = request;
    // An engine that honours terms itself may do with names what it likes.
    const ownNames = description.terms === 'native' ? names : null;
    return JSON.stringify([sourceLanguage, targetLanguage, text, keptParts(request, keepingOf(description)), ownNames]);
  };

  const keyOf = (question: string, { name, model }: EngineInfo): string => JSON.stringify([name, model, question]);

  const ask = async ({ request, question }: Asked, signal: AbortSignal): Promise<TranslateResult> => {
    const trust = trustIn(request);
    try {
      const result = await translator.translate(request, signal);
      if (result.isRemembered === true) return result;
      trust.untilMs = clock.monotonicMs() + TRUSTED_FOR_MS;
      trust.isSuspect = false;
      trust.isRenewed = false;
      trust.last = { engine: result.engine, info: translator.info };
      // As it is looked for: an engine with several models names all of them, and the one of a pair only with its answer.
      if (result.text !== '') cache.keep(keyOf(question, translator.info), result);
      return result;
    } catch (error) {
      if (isHeldAgainst(error)) trust.isSuspect = true;
      throw error;
    }
  };

  /** Asks the engine beside an answer that is remembered; what comes of it counts for the texts after this one. */
  const askBeside = async ({ request, question }: Asked, trust: Trust): Promise<void> => {
    trust.isAsked = true;
    // If it hangs, the next text finds that out as it does without a cache.
    trust.untilMs = clock.monotonicMs() + TRUSTED_FOR_MS;
    try {
      await ask({ request: { ...request, purpose: 'partial' }, question }, new AbortController().signal);
    } catch {
      // It is suspect from now on: whoever asks next is told why.
    } finally {
      trust.isAsked = false;
    }
  };

  return wrappedTranslator(translator, {
    prepare: (sourceLanguage, targetLanguage) => {
      trustIn({ sourceLanguage, targetLanguage }).isRenewed = true;
      return translator.prepare(sourceLanguage, targetLanguage);
    },
    translate: async (request, signal) => {
      const trust = trustIn(request);
      const isTrusted = clock.monotonicMs() < trust.untilMs;
      const mayRemember = !isClosed && !signal.aborted && !trust.isSuspect && (isTrusted || !trust.isAsked) && request.text.trim() !== '';
      const asked: Asked = { request, question: questionOf(request) };
      const known = mayRemember ? cache.find(keyOf(asked.question, translator.info)) : null;
      if (known === null || !isOfPresentModel(known, trust, translator.info)) return ask(asked, signal);
      if (!isTrusted) void askBeside(asked, trust);
      return { ...known, isRemembered: true };
    },
    close: () => {
      isClosed = true;
      return translator.close();
    },
  });
}

/** Whether an answer came from the model that is in use: an engine that names several says of a pair only with its answers which one that is. */
function isOfPresentModel(known: TranslateResult, { isRenewed, last }: Trust, info: EngineInfo): boolean {
  if (isRenewed) return false;
  return last?.info.model !== info.model || known.engine.model === last.engine.model;
}
