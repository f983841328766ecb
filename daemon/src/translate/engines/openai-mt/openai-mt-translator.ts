// A language model behind OpenAI's interface (POST /v1/chat/completions) as a Translator: what it answers is looked at before anybody reads it.
import {
  SubcamError,
  toSubcamError,
  type EngineInfo,
  type EngineLog,
  type GlossaryTerm,
  type ServiceReport,
  type TranslateRequest,
  type TranslateResult,
  type Translator,
} from '@subcam/shared';
import * as z from 'zod';
import type { EngineService } from '../../../lib/engine-service.ts';
import {
  modelsOf,
  modelsOfExamined,
  OPENAI_SERVER,
  openOpenAiServer,
  reportOfModels,
  withModels,
  type OpenAiServerOptions,
} from '../../../lib/openai-server.ts';
import { oneLineName } from '../../../lib/one-line.ts';
import { namedFew, reportOfFailure } from '../../../lib/service-pages.ts';
import { EXAMINE_TIMEOUT_MS } from '../../../lib/service-settings.ts';
import { fencedTranslator } from '../../fence/fenced-translator.ts';
import { termsIn, termSpans } from '../../fence/term-spans.ts';
import { checkedAnswer, type RoundTrips } from '../../model-answers/checked-answer.ts';
import { serviceTranslator } from '../../service-translator.ts';
import { openChat, type ChatOptions } from './chat-request.ts';
import { instructions } from './prompt.ts';

export interface OpenAiMtOptions extends OpenAiServerOptions, Pick<ChatOptions, 'output' | 'maxTokensPerCharacter' | 'extraFields'> {
  /** The server's name of a model; null: the only one that it lists. */
  readonly model: string | null;
  /** UTF-16 units; a longer text is refused as `bad-request`. */
  readonly maxTextLength: number;
  /** Of what was said before, so many texts are told. */
  readonly contextTexts: number;
  /** Which answers are translated back. */
  readonly roundTrips: RoundTrips;
  readonly log: EngineLog;
}

const NAME = 'openai-mt';

const completionSchema = z.object({ choices: z.array(z.unknown()) });

const ENDPOINTS = ['v1/chat/completions', 'chat/completions'] as const;

/** Throws `configuration` when the address is none. */
function openServer(options: OpenAiServerOptions): EngineService {
  return openOpenAiServer(options, ENDPOINTS);
}

/** What the server says of itself, within the time that whoever starts a daemon waits. Rejects when the signal fires. Throws `configuration`. */
export async function examineOpenAiMt(
  options: OpenAiServerOptions & Pick<OpenAiMtOptions, 'model'>,
  signal: AbortSignal,
): Promise<ServiceReport> {
  const service = openServer({ ...options, timeoutMs: Math.min(options.timeoutMs, EXAMINE_TIMEOUT_MS) });
  try {
    const askingNothing = { model: options.model ?? '', messages: [], max_tokens: 1 };
    const isAnswer = (json: unknown): boolean => completionSchema.safeParse(json).success;
    const models = await modelsOfExamined(service, { body: askingNothing, isAnswer }, signal);
    if (options.model !== null) return reportOfModels(service, { model: options.model, models });
    const model = onlyModel(service, models);
    return { status: 'ready', detail: `answers at ${service.origin} with ${oneLineName(model)}` };
  } catch (thrown) {
    if (signal.aborted) throw thrown;
    return reportOfFailure(toSubcamError(thrown));
  } finally {
    service.close();
  }
}

/** Throws `engine-failed` where there are several, or where it does not say. */
function onlyModel(service: EngineService, models: readonly string[] | null): string {
  const [model] = models ?? [];
  if (models !== null && models.length === 1 && model !== undefined) return model;
  const has = models === null || models.length === 0 ? 'does not say which models it has' : `has several models (${namedFew(models)})`;
  throw new SubcamError('engine-failed', `The ${OPENAI_SERVER} at ${service.origin} ${has}: set engines.translator.${NAME}.model.`);
}

/**
 * Calls overlap as they come. A term that the model loses is asked for again behind a placeholder. Fails as `EngineService` and `readChat` say; with `bad-request` for an
 * answer that may be what the text asked for instead of its translation, and for a text that is too long; with `engine-failed` for any other answer that
 * is no translation. Throws `configuration`.
 */
export function createOpenAiMtTranslator(options: OpenAiMtOptions): Translator {
  const { contextTexts, maxTextLength, roundTrips, log } = options;
  const service = openServer(options);
  const closed = new AbortController();
  const who = `The ${OPENAI_SERVER} at ${service.origin}`;
  const chat = openChat({ ...options, service, who, log });
  let { model } = options;
  const info = (): EngineInfo => ({ name: NAME, model: model === null ? 'not said yet' : oneLineName(model) });

  const modelToAsk = async (signal: AbortSignal): Promise<string> => {
    model ??= onlyModel(service, await modelsOf(service, signal));
    return model;
  };

  const askModel = async (request: TranslateRequest, signal: AbortSignal): Promise<string> => {
    const name = await modelToAsk(signal);
    try {
      return await chat.translate({ ...request, contextTexts }, name, signal);
    } catch (thrown) {
      throw await withModels(thrown, { model: name, service, signal });
    }
  };

  const askChecked = async (request: TranslateRequest, signal: AbortSignal): Promise<TranslateResult> => {
    const text = await checkedAnswer(request, { who, roundTrips, ask: askModel, instructions: instructions(request, chat.form()) }, signal);
    return { text, confidence: null, engine: info() };
  };

  const asked = {
    title: OPENAI_SERVER,
    origin: service.origin,
    info,
    detects: false,
    languages: () => null,
    prepare: async () => {
      await modelToAsk(closed.signal);
    },
    ask: askChecked,
    close: () => {
      closed.abort();
      service.close();
    },
  };
  const withoutTerms = fencedTranslator(serviceTranslator(asked, { maxTextLength }), {});

  const ask = async (request: TranslateRequest, signal: AbortSignal): Promise<TranslateResult> => {
    const result = await askChecked(request, signal);
    const { text, sourceLanguage, targetLanguage } = request;
    // One that stands in an address, say, is behind a placeholder already.
    const terms = termsIn(text, request.terms ?? [], sourceLanguage);
    return hasTerms(result.text, terms, targetLanguage) ? result : withoutTerms.translate(request, signal);
  };
  return serviceTranslator({ ...asked, ask }, { maxTextLength });
}

/** Whether each of them is there as it is to be. */
function hasTerms(answer: string, terms: readonly GlossaryTerm[], targetLanguage: string): boolean {
  return terms.every(({ source, target }) => {
    const wanted = { source: target ?? source, target: null, caseSensitive: false };
    return termSpans(answer, [wanted], targetLanguage).length > 0;
  });
}
