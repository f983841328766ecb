// The translation service of the contract as a Translator: POST /api/translate, or /translate where a server answers there.
import {
  SubcamError,
  baseLanguage,
  sameLanguage,
  type EngineInfo,
  type TranslateRequest,
  type TranslateResult,
  type Translator,
} from '@subcam/shared';
import * as z from 'zod';

export interface TranslationServiceOptions {
  /** e.g. `http://127.0.0.1:5003`; a path before the endpoints is kept. */
  readonly baseUrl: string;
  /** From sending to the last byte of the answer. Default 10 s. */
  readonly requestTimeoutMs?: number;
}

const DEFAULT_TIMEOUT_MS = 10_000;

const ENDPOINTS = ['api/translate', 'translate'] as const;

/** The three names under which the contract's confidence is in the wild. */
const answerSchema = z.object({
  translated_text: z.string(),
  confidence: z.number().nullish(),
  confidence_score: z.number().nullish(),
  translation_confidence: z.number().nullish(),
  model_used: z.string().nullish(),
  backend_used: z.string().nullish(),
});

const errorSchema = z.object({ error: z.union([z.string(), z.object({ message: z.string() })]) });

/** Calls overlap as they come. `info.model` is what the service says that it used, from its first answer on. Throws `configuration`. */
export function createTranslationServiceTranslator(options: TranslationServiceOptions): Translator {
  const baseUrl = parseBaseUrl(options.baseUrl);
  const timeoutMs = options.requestTimeoutMs ?? DEFAULT_TIMEOUT_MS;
  const closed = new AbortController();
  let endpoint: (typeof ENDPOINTS)[number] | null = null;
  let info: EngineInfo = { name: 'translation-service', model: 'not said yet' };

  /** The first endpoint that is there. */
  const post = async (body: string, signal: AbortSignal): Promise<Response> => {
    let missing: Response | null = null;
    for (const path of endpoint === null ? ENDPOINTS : [endpoint]) {
      const response = await fetch(new URL(path, baseUrl), {
        method: 'POST',
        headers: { 'content-type': 'application/json', accept: 'application/json' },
        body,
        signal,
      });
      if (response.status !== 404 && response.status !== 405) {
        endpoint = path;
        return response;
      }
      await response.body?.cancel();
      missing = response;
    }
    // Another server may answer here by the next request.
    endpoint = null;
    throw new SubcamError(
      'engine-failed',
      `There is no translation service at ${baseUrl.origin} (${ENDPOINTS.map((path) => `/${path}`).join(' and ')}: HTTP ${missing?.status}): check its address.`,
    );
  };

  const translate = async (request: TranslateRequest, signal: AbortSignal): Promise<TranslateResult> => {
    const body = JSON.stringify({
      text: request.text.replaceAll('\0', ' ').trim(),
      source_language: baseLanguage(request.sourceLanguage),
      target_language: baseLanguage(request.targetLanguage),
    });
    const response = await post(body, signal);
    if (!response.ok) throw await refusal(response);
    const text = await response.text();
    const answer = answerSchema.safeParse(parseJson(text));
    if (!answer.success) {
      const said = errorSchema.safeParse(parseJson(text));
      const what = said.success ? `: ${messageOf(said.data)}` : ' in a shape that is not the contract’s';
      throw new SubcamError('engine-failed', `The translation service answered${what}.`, { cause: answer.error });
    }
    const { translated_text: raw, model_used: model, backend_used: backend } = answer.data;
    const used = [backend, model].filter((part) => part !== null && part !== undefined && part !== '').join(' ');
    const engine: EngineInfo = used === '' ? info : { name: info.name, model: used };
    info = engine;
    const translated = raw.replaceAll('\0', ' ').trim();
    if (translated === '') throw new SubcamError('engine-failed', 'The translation service answered with nothing.', { retryable: true });
    const { confidence, confidence_score: score, translation_confidence: named } = answer.data;
    return { text: translated, confidence: asShare(confidence ?? score ?? named ?? null), engine };
  };

  return {
    get info() {
      return info;
    },
    supports: (sourceLanguage, targetLanguage) => sourceLanguage !== 'auto' && !sameLanguage(sourceLanguage, targetLanguage),
    translate: async (request, signal) => {
      if (closed.signal.aborted) throw new SubcamError('engine-unavailable', 'This translator is closed.');
      if (signal.aborted) throw new SubcamError('aborted', 'The translation was cancelled.', { cause: signal.reason });
      if (sameLanguage(request.sourceLanguage, request.targetLanguage)) {
        throw new SubcamError(
          'bad-request',
          `There is nothing to translate from ${request.sourceLanguage} into ${request.targetLanguage}.`,
        );
      }
      if (request.text.replaceAll('\0', ' ').trim() === '') return { text: '', confidence: null, engine: info };
      const timeout = AbortSignal.timeout(timeoutMs);
      try {
        return await translate(request, AbortSignal.any([signal, timeout, closed.signal]));
      } catch (thrown) {
        if (thrown instanceof SubcamError) throw thrown;
        if (signal.aborted) throw new SubcamError('aborted', 'The translation was cancelled.', { cause: thrown });
        if (closed.signal.aborted) throw new SubcamError('engine-unavailable', 'This translator is closed.', { cause: thrown });
        if (timeout.aborted) {
          throw new SubcamError('timeout', `The translation service at ${baseUrl.origin} gave no answer within ${timeoutMs / 1000} s.`, {
            retryable: true,
            cause: thrown,
          });
        }
        throw new SubcamError('engine-unavailable', `The translation service at ${baseUrl.origin} can't be reached: is it running?`, {
          retryable: true,
          cause: thrown,
        });
      }
    },
    close: () => {
      closed.abort();
      return Promise.resolve();
    },
  };
}

function parseBaseUrl(text: string): URL {
  const url = URL.parse(text.endsWith('/') ? text : `${text}/`);
  if (url === null || !['http:', 'https:'].includes(url.protocol)) {
    throw new SubcamError('configuration', `"${text}" is no address of a translation service: write it as http://127.0.0.1:5003.`);
  }
  return url;
}

/** What a status that is not 2xx means: too busy or broken now, or refused for good. */
async function refusal(response: Response): Promise<SubcamError> {
  const said = errorSchema.safeParse(parseJson(await response.text()));
  const reason = said.success ? messageOf(said.data) : response.statusText;
  const retryable = response.status === 429 || response.status >= 500;
  return new SubcamError(
    retryable ? 'engine-unavailable' : 'engine-failed',
    `The translation service refused (HTTP ${response.status}${reason === '' ? '' : `: ${reason.slice(0, 200)}`}).`,
    { retryable },
  );
}

function messageOf({ error }: z.infer<typeof errorSchema>): string {
  return typeof error === 'string' ? error : error.message;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** 0–1, or null for a figure that is neither a share nor near one. */
function asShare(confidence: number | null): number | null {
  return confidence === null || !Number.isFinite(confidence) || confidence < 0 || confidence > 1 ? null : confidence;
}
