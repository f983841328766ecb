// The translation service of the contract as a Translator: POST /api/translate, or /translate where a server answers there.
import { SubcamError, baseLanguage, sameLanguage, type Clock, type EngineInfo, type Translator } from '@subcam/shared';
import * as z from 'zod';
import { openEngineService } from '../../../lib/engine-service.ts';

export interface TranslationServiceOptions {
  /** e.g. `http://127.0.0.1:5003`; a path before the endpoints is kept. */
  readonly url: string;
  /** From sending to the last byte of the answer. */
  readonly timeoutMs: number;
  readonly maxAnswerBytes: number;
  /** UTF-16 units; a longer text is refused as `bad-request`. */
  readonly maxTextLength: number;
  /** Default: `EngineServiceOptions` says. */
  readonly maxRetryAfterMs?: number;
  readonly clock: Clock;
}

/** The three names under which the contract's confidence is in the wild. */
const answerSchema = z.object({
  translated_text: z.string(),
  confidence: z.number().nullish(),
  confidence_score: z.number().nullish(),
  translation_confidence: z.number().nullish(),
  model_used: z.string().nullish(),
  backend_used: z.string().nullish(),
});

/**
 * Calls overlap as they come. `info.model` is what the service says that it used, from its first answer on. Fails as `EngineService`
 * says, and with `bad-request` for a language into itself or a text that is too long. Throws `configuration`.
 */
export function createTranslationServiceTranslator({ maxTextLength, ...options }: TranslationServiceOptions): Translator {
  const service = openEngineService({
    ...options,
    title: 'translation service',
    exampleUrl: 'http://127.0.0.1:5003',
    endpoints: ['api/translate', 'translate'],
  });
  let info: EngineInfo = { name: 'translation-service', model: 'not said yet' };

  return {
    get info() {
      return info;
    },
    supports: (sourceLanguage, targetLanguage) => sourceLanguage !== 'auto' && !sameLanguage(sourceLanguage, targetLanguage),
    // The service is there, or the first request says that it is not.
    prepare: () => Promise.resolve(),
    translate: async ({ text: given, sourceLanguage, targetLanguage }, signal) => {
      if (sameLanguage(sourceLanguage, targetLanguage)) {
        throw new SubcamError('bad-request', `There is nothing to translate from ${sourceLanguage} into ${targetLanguage}.`);
      }
      const text = given.replaceAll('\0', ' ').trim();
      if (text === '') return { text: '', confidence: null, engine: info };
      if (text.length > maxTextLength) throw new SubcamError('bad-request', `A text has at most ${maxTextLength} characters.`);
      const body = { text, source_language: baseLanguage(sourceLanguage), target_language: baseLanguage(targetLanguage) };
      const answer = await service.post(body, answerSchema, signal);
      const engine = engineOf(answer) ?? info;
      info = engine;
      const translated = answer.translated_text.replaceAll('\0', ' ').trim();
      if (translated === '') throw new SubcamError('engine-failed', 'The translation service answered with nothing.', { retryable: true });
      const { confidence, confidence_score: score, translation_confidence: named } = answer;
      return { text: translated, confidence: asShare(confidence ?? score ?? named ?? null), engine };
    },
    close: () => {
      service.close();
      return Promise.resolve();
    },
  };
}

/** Of what a service calls itself or its model, this much is told. */
const MAX_NAME_LENGTH = 100;

/** What the service says that it used; null when it says nothing. */
function engineOf({ backend_used: backend, model_used: model }: z.infer<typeof answerSchema>): EngineInfo | null {
  const used = [backend, model]
    .filter((part) => part !== null && part !== undefined && part !== '')
    .map((part) => part?.slice(0, MAX_NAME_LENGTH))
    .join(' ');
  return used === '' ? null : { name: 'translation-service', model: used };
}

/** 0–1, or null for a figure that is neither a share nor near one. */
function asShare(confidence: number | null): number | null {
  return confidence === null || !Number.isFinite(confidence) || confidence < 0 || confidence > 1 ? null : confidence;
}
