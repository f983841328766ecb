// A model on a Triton server as a Translator: POST …/generate or …/infer, and its readiness.
import {
  SubcamError,
  toSubcamError,
  type Clock,
  type LanguagePair,
  type ServiceReport,
  type TranslateRequest,
  type TranslateResult,
  type Translator,
} from '@subcam/shared';
import * as z from 'zod';
import { openEngineService, type EngineService } from '../../../lib/engine-service.ts';
import { pageOf, reportOfFailure } from '../../../lib/service-pages.ts';
import { ServiceRefusal } from '../../../lib/service-refusal.ts';
import { EXAMINE_TIMEOUT_MS } from '../../../lib/service-settings.ts';
import { checkedAnswer, type RoundTrips } from '../../model-answers/checked-answer.ts';
import { serviceTranslator } from '../../service-translator.ts';
import {
  answerSchema,
  bodyOf,
  deviceSchema,
  infoOf,
  missingTensor,
  modelFor,
  modelPath,
  modelSchema,
  serverSchema,
  type TritonForm,
} from './triton-requests.ts';

export interface TritonOptions extends TritonForm {
  /** e.g. `http://127.0.0.1:8000`; a path is kept. */
  readonly url: string;
  /** Sent as a bearer token; null: none. Triton has none itself, what stands before it may. */
  readonly apiKey: string | null;
  /** From sending to the last byte of the answer. */
  readonly timeoutMs: number;
  readonly maxAnswerBytes: number;
  /** UTF-16 units; a longer text is refused as `bad-request`. */
  readonly maxTextLength: number;
  /** Default: `EngineServiceOptions` says. */
  readonly maxRetryAfterMs?: number;
  /** Which answers are translated back, of a model that is told in words what to do. */
  readonly roundTrips: RoundTrips;
  readonly clock: Clock;
}

const ANY_PAIR: LanguagePair = { sourceLanguage: 'en', targetLanguage: 'es' };

/** In messages, after "the". */
const TITLE = 'Triton server';

function openServer(options: Omit<TritonOptions, keyof TritonForm | 'roundTrips' | 'maxTextLength'>): EngineService {
  return openEngineService({ ...options, title: TITLE, exampleUrl: 'http://127.0.0.1:8000', endpoints: ['v2'] });
}

/** Whether what a model is given has words beside the text, which tell it what to do. */
function isTold({ template }: Pick<TritonForm, 'template'>): boolean {
  return /\p{L}{3}/u.test(template.replaceAll(/\{\w+\}/gu, ''));
}

/** What the server says of itself, and of the model of a pair where it is known. Rejects when the signal fires. */
async function askState(
  service: EngineService,
  { form, pair }: { readonly form: TritonForm; readonly pair: LanguagePair | null },
  signal: AbortSignal,
): Promise<ServiceReport> {
  const unfit = (detail: string): ServiceReport => ({ status: 'unfit', detail });
  const ready = await pageOf(service, { path: 'v2/health/ready', schema: z.unknown() }, signal);
  if (ready instanceof SubcamError) {
    // Triton answers 400 as long as one of its models is still being loaded.
    const isLoading = ready.cause instanceof ServiceRefusal && ready.cause.status === 400;
    return isLoading ? { status: 'unreachable', detail: `The ${TITLE} at ${service.origin} is not ready yet` } : reportOfFailure(ready);
  }
  // Many a server has an answer for every path.
  const server = await pageOf(service, { path: 'v2', schema: serverSchema }, signal);
  if (ready === null || server === null) {
    const page = ready === null ? '/v2/health/ready' : '/v2';
    return unfit(`There is no ${TITLE} at ${service.origin} (${page} does not say so): check its address`);
  }
  if (server instanceof SubcamError) return reportOfFailure(server);
  if (pair === null) return { status: 'ready', detail: `answers at ${service.origin}; its model depends on the languages` };
  const name = modelFor(form, pair);
  const isModelReady = await pageOf(service, { path: modelPath(form, pair, 'ready'), schema: z.unknown() }, signal);
  if (isModelReady === null || (isModelReady instanceof SubcamError && !isModelReady.retryable))
    return unfit(`The ${TITLE} at ${service.origin} has no model "${name}" that is ready: set engines.translator.triton.model, or load it`);
  if (isModelReady instanceof SubcamError) return reportOfFailure(isModelReady);
  const model = await pageOf(service, { path: modelPath(form, pair), schema: modelSchema }, signal);
  const missing = model === null || model instanceof SubcamError ? null : missingTensor(form, model);
  if (missing !== null) return unfit(`The ${TITLE} at ${service.origin} can't be asked: ${missing}`);
  const config = await pageOf(service, { path: modelPath(form, pair, 'config'), schema: deviceSchema }, signal);
  const device = config instanceof SubcamError ? null : config;
  const on = device === null ? '' : ` on ${device}`;
  return { status: 'ready', detail: `answers at ${service.origin} with ${name}${on}`, ...(device === null ? {} : { device }) };
}

/** Within the time that whoever starts a daemon waits. `pair`: null where no languages are known yet. Rejects when the signal fires. Throws `configuration`. */
export async function examineTriton(options: TritonOptions, pair: LanguagePair | null, signal: AbortSignal): Promise<ServiceReport> {
  const service = openServer({ ...options, timeoutMs: Math.min(options.timeoutMs, EXAMINE_TIMEOUT_MS) });
  // A name without languages in it is of every pair.
  const any = modelFor(options, ANY_PAIR) === options.model;
  try {
    return await askState(service, { form: options, pair: pair ?? (any ? ANY_PAIR : null) }, signal);
  } finally {
    service.close();
  }
}

/**
 * Calls overlap as they come; Triton batches them where its model allows it. Fails as `EngineService` says; with `bad-request` for a text that is too long; and, of a model that is told in words what to
 * do, as `checkedAnswer`. Throws `configuration`.
 */
export function createTritonTranslator(options: TritonOptions): Translator {
  const { maxTextLength, roundTrips } = options;
  const service = openServer(options);
  const closed = new AbortController();
  const schema = answerSchema(options);
  const who = `The ${TITLE} at ${service.origin}`;
  let info = infoOf(options.model);

  const askModel = async (request: TranslateRequest, signal: AbortSignal): Promise<string> => {
    const path = modelPath(options, request, options.way);
    try {
      const { text, model } = await service.postTo({ path, body: bodyOf(options, request) }, schema, signal);
      info = infoOf(model ?? modelFor(options, request));
      return text.trim();
    } catch (thrown) {
      throw withModel(thrown, modelFor(options, request));
    }
  };

  return serviceTranslator(
    {
      title: TITLE,
      origin: service.origin,
      info: () => info,
      detects: false,
      languages: () => null,
      prepare: async (pair) => {
        const { status, detail } = await examineTriton(options, pair, closed.signal);
        if (status === 'ready') return;
        const retryable = status === 'unreachable';
        throw new SubcamError(retryable ? 'engine-unavailable' : 'engine-failed', `${detail}.`, { retryable });
      },
      ask: async (request, signal): Promise<TranslateResult> => {
        const text = isTold(options)
          ? await checkedAnswer(request, { who, roundTrips, ask: askModel, instructions: options.template }, signal)
          : await askModel(request, signal);
        return { text, confidence: null, engine: info };
      },
      close: () => {
        closed.abort();
        service.close();
      },
    },
    { maxTextLength },
  );
}

/** Triton answers 400 or 404 for a model that it has not. */
function withModel(thrown: unknown, model: string): unknown {
  if (!(thrown instanceof SubcamError) || !(thrown.cause instanceof ServiceRefusal)) return thrown;
  const { status, said } = thrown.cause;
  const isAboutModel = status === 404 || (status === 400 && /unknown model|is not found|not ready/iu.test(said));
  if (!isAboutModel) return thrown;
  const { code, message, cause } = toSubcamError(thrown);
  return new SubcamError(code, `${message} Is "${model}" (engines.translator.triton.model) loaded there?`, { cause });
}
