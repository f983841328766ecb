// The translation service of the contract as a Translator: /api/translate or /translate for one language, /api/translate/multi for several, /api/detect where the language is not known.
import {
  baseLanguage,
  isLanguageCode,
  sameLanguage,
  SubcamError,
  toSubcamError,
  type Clock,
  type EngineInfo,
  type LanguageCode,
  type TranslateResult,
  type Translator,
} from '@subcam/shared';
import { openEngineService, type EngineService } from '../../../lib/engine-service.ts';
import { ServiceRefusal } from '../../../lib/service-refusal.ts';
import { EXAMINE_TIMEOUT_MS } from '../../../lib/service-settings.ts';
import { serviceTranslator, type ServiceLanguages } from '../../service-translator.ts';
import { gatherTargets, type GatheredAnswers, type GatheredText } from './gathered-targets.ts';
import { answerFor, answerSchema, detectionSchema, engineOf, manySchema, resultOf } from './service-answers.ts';
import { translationServiceFacts, type TranslationServiceFacts } from './service-facts.ts';

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
  /** The service's name of a model, and of a quality; left out or null: the service chooses. */
  readonly model?: string | null;
  readonly quality?: string | null;
  /** How long a text waits for its other target languages, in ms. Default 0: each goes alone. */
  readonly gatherMs?: number;
  /** What it is known to have. Default: nothing. */
  readonly languages?: ServiceLanguages | null;
  readonly clock: Clock;
}

/** In messages, after "the". */
const TITLE = 'translation service';

const ABSENT = [404, 405, 501];

function isAboutModel(said: string): boolean {
  return /model/iu.test(said);
}

function openService(options: TranslationServiceOptions): EngineService {
  return openEngineService({
    ...options,
    title: TITLE,
    exampleUrl: 'http://127.0.0.1:5003',
    endpoints: ['api/translate', 'translate'],
    isOfEndpoint: isAboutModel,
  });
}

/** What the service says of itself, within the time that whoever starts a daemon waits. Rejects when the signal fires. Throws `configuration`. */
export async function examineTranslationService(options: TranslationServiceOptions, signal: AbortSignal): Promise<TranslationServiceFacts> {
  const service = openService({ ...options, timeoutMs: Math.min(options.timeoutMs, EXAMINE_TIMEOUT_MS) });
  try {
    return await translationServiceFacts({ service, title: TITLE, model: options.model ?? null }, signal);
  } finally {
    service.close();
  }
}

/**
 * Calls overlap as they come; one text into several languages within `gatherMs` is one request. `info.model` is what the service says that it used, from its first
 * answer on. Fails as `EngineService` says, and with `bad-request` for a language into itself, one that the service has not, or a text that is too long.
 * Throws `configuration`.
 */
export function createTranslationServiceTranslator(options: TranslationServiceOptions): Translator {
  const { maxTextLength, clock, gatherMs = 0, model = null, quality = null } = options;
  const service = openService(options);
  const closed = new AbortController();
  const asWished = { ...(model === null ? {} : { model }), ...(quality === null ? {} : { quality }) };
  let info: EngineInfo = { name: 'translation-service', model: model ?? 'not said yet' };
  let languages = options.languages ?? null;
  /** Whether it has /api/translate/multi, as far as is known. */
  let hasMulti = true;

  const usedBy = (answer: Parameters<typeof engineOf>[0]): EngineInfo => {
    info = engineOf(answer) ?? info;
    return info;
  };

  const askOne = async ({ text, sourceLanguage }: GatheredText, target: LanguageCode, signal: AbortSignal): Promise<TranslateResult> => {
    const body = { text, source_language: baseLanguage(sourceLanguage), target_language: baseLanguage(target), ...asWished };
    const answer = await service.post(body, answerSchema, signal).catch((thrown: unknown) => {
      throw withModel(thrown, model);
    });
    return resultOf(answer, usedBy(answer));
  };

  const askEach = async (asked: GatheredText, signal: AbortSignal): Promise<GatheredAnswers> => {
    const outcomes = asked.targetLanguages.map(async (target) => {
      const outcome = await askOne(asked, target, signal).catch((error: unknown) => toSubcamError(error, 'engine-failed'));
      return [target, outcome] as const;
    });
    return new Map(await Promise.all(outcomes));
  };

  const askAll = async (asked: GatheredText, signal: AbortSignal): Promise<GatheredAnswers> => {
    const { text, sourceLanguage, targetLanguages } = asked;
    // The service knows languages without their regions.
    const targets = [...new Set(targetLanguages.map(baseLanguage))];
    const body = { text, source_language: baseLanguage(sourceLanguage), target_languages: targets, ...asWished };
    const many = await service.postTo({ path: 'api/translate/multi', body }, manySchema, signal);
    return new Map<LanguageCode, TranslateResult | SubcamError>(
      targetLanguages.map((target) => {
        const answer = answerFor(many.translations, baseLanguage(target));
        if (answer !== null && 'translated_text' in answer) {
          const engine = usedBy({
            backend_used: answer.backend_used ?? many.backend_used,
            model_used: answer.model_used ?? many.model_used,
          });
          return [target, resultOf(answer, engine)];
        }
        const why = (answer === null ? null : service.saidIn(answer)) ?? 'no translation, and no reason';
        return [target, new SubcamError('engine-failed', `The ${TITLE} at ${service.origin} answered for ${target}: ${why}.`)];
      }),
    );
  };

  const askTogether = async (asked: GatheredText, signal: AbortSignal): Promise<GatheredAnswers> => {
    if (!hasMulti || asked.targetLanguages.length === 1) return askEach(asked, signal);
    try {
      return await askAll(asked, signal);
    } catch (thrown) {
      if (!(thrown instanceof SubcamError) || !(thrown.cause instanceof ServiceRefusal)) throw thrown;
      // One that is refused may be refused for one of its languages: asked for each, the others have theirs.
      if (ABSENT.includes(thrown.cause.status)) hasMulti = false;
      return askEach(asked, signal);
    }
  };

  const detect = async (text: string, signal: AbortSignal): Promise<LanguageCode> => {
    const told = await service.postTo({ path: 'api/detect', body: { text } }, detectionSchema, signal).catch((thrown: unknown) => {
      const isAbsent = thrown instanceof SubcamError && thrown.cause instanceof ServiceRefusal && ABSENT.includes(thrown.cause.status);
      if (!isAbsent) throw thrown;
      const what = `The ${TITLE} at ${service.origin} tells no languages apart (no /api/detect)`;
      throw new SubcamError('bad-request', `${what}: name the language that is spoken.`, { cause: thrown });
    });
    const language = told?.toLowerCase() ?? '';
    if (isLanguageCode(language) && language !== 'auto') return language;
    throw new SubcamError('bad-request', `The ${TITLE} at ${service.origin} can't tell in which language the text is.`);
  };

  /** What is in a target's own language already stays as it is. */
  const askUnknown = async (asked: GatheredText, signal: AbortSignal): Promise<GatheredAnswers> => {
    const sourceLanguage = await detect(asked.text, signal);
    const isOwn = (target: LanguageCode): boolean => sameLanguage(target, sourceLanguage);
    const others = asked.targetLanguages.filter((target) => !isOwn(target));
    const own = asked.targetLanguages
      .filter(isOwn)
      .map((target) => [target, { text: asked.text, confidence: null, engine: info }] as const);
    if (others.length === 0) return new Map(own);
    return new Map<LanguageCode, TranslateResult | SubcamError>([
      ...own,
      ...(await askTogether({ ...asked, sourceLanguage, targetLanguages: others }, signal)),
    ]);
  };

  const ask = gatherTargets({
    clock,
    gatherMs,
    ask: (asked, signal) => (asked.sourceLanguage === 'auto' ? askUnknown(asked, signal) : askTogether(asked, signal)),
  });

  return serviceTranslator(
    {
      title: TITLE,
      origin: service.origin,
      info: () => info,
      detects: true,
      languages: () => languages,
      prepare: async () => {
        const facts = await examineTranslationService(options, closed.signal);
        ({ languages } = facts.languages === null ? { languages } : facts);
        if (facts.report.status !== 'ready') {
          const isBusy = facts.report.status === 'unreachable';
          throw new SubcamError(isBusy ? 'engine-unavailable' : 'engine-failed', `${facts.report.detail}.`, { retryable: isBusy });
        }
      },
      ask,
      close: () => {
        closed.abort();
        service.close();
      },
    },
    { maxTextLength },
  );
}

/** What a service refuses in words about a model, with where that is set. */
function withModel(thrown: unknown, model: string | null): unknown {
  if (model === null || !(thrown instanceof SubcamError)) return thrown;
  const { code, message, cause } = thrown;
  if (!(cause instanceof ServiceRefusal) || !isAboutModel(cause.said)) return thrown;
  return new SubcamError(code, `${message} Has it "${model}" (engines.translator.translation-service.model)?`, { cause });
}
