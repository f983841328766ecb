// A LibreTranslate server as a Translator: POST /translate, and GET /languages for what it has.
import {
  baseLanguage,
  sameLanguage,
  SubcamError,
  type Clock,
  type EngineInfo,
  type LanguageCode,
  type ServiceReport,
  type Translator,
} from '@subcam/shared';
import * as z from 'zod';
import { openEngineService, type EngineService } from '../../../lib/engine-service.ts';
import { namedFew, pageOf, reportOfFailure } from '../../../lib/service-pages.ts';
import { EXAMINE_TIMEOUT_MS } from '../../../lib/service-settings.ts';
import { serviceTranslator } from '../../service-translator.ts';
import { languagesSchema, libreLanguages, type LibreLanguages } from './libretranslate-languages.ts';

export interface LibreTranslateOptions {
  /** e.g. `http://127.0.0.1:5000`; a path before the endpoints is kept. */
  readonly url: string;
  /** Sent in the body of each request, as the server's interface has it; null: none. */
  readonly apiKey: string | null;
  /** From sending to the last byte of the answer. */
  readonly timeoutMs: number;
  readonly maxAnswerBytes: number;
  /** UTF-16 units; a longer text is refused as `bad-request`. */
  readonly maxTextLength: number;
  /** Default: `EngineServiceOptions` says. */
  readonly maxRetryAfterMs?: number;
  /** What it is known to have. Default: nothing. */
  readonly languages?: LibreLanguages | null;
  readonly clock: Clock;
}

/** In messages, after "the". */
const TITLE = 'LibreTranslate server';

const INFO: EngineInfo = { name: 'libretranslate', model: 'of the server' };

/** What it says of how sure it is, is of the language that it finds, not of its translation. */
const answerSchema = z.object({ translatedText: z.string(), detectedLanguage: z.object({ language: z.string() }).nullish().catch(null) });

function openServer(options: LibreTranslateOptions): EngineService {
  const { apiKey, ...given } = options;
  return openEngineService({
    ...given,
    secrets: apiKey === null ? [] : [apiKey],
    title: TITLE,
    exampleUrl: 'http://127.0.0.1:5000',
    endpoints: ['translate'],
  });
}

export interface LibreTranslateFacts {
  readonly report: ServiceReport;
  /** null: it was not to be had. */
  readonly languages: LibreLanguages | null;
}

/** What the server says of itself, within the time that whoever starts a daemon waits. Rejects when the signal fires. Throws `configuration`. */
export async function examineLibreTranslate(options: LibreTranslateOptions, signal: AbortSignal): Promise<LibreTranslateFacts> {
  const service = openServer({ ...options, timeoutMs: Math.min(options.timeoutMs, EXAMINE_TIMEOUT_MS) });
  try {
    const told = await pageOf(service, { path: 'languages', schema: languagesSchema }, signal);
    if (told instanceof SubcamError) return { report: reportOfFailure(told), languages: null };
    if (told === null || told.length === 0) {
      const detail = `There is no ${TITLE} at ${service.origin} (/languages does not say which languages it has): check its address`;
      return { report: { status: 'unfit', detail }, languages: null };
    }
    const languages = libreLanguages(told);
    return { report: { status: 'ready', detail: `answers at ${service.origin} with ${namedFew(languages.named)}` }, languages };
  } finally {
    service.close();
  }
}

/** Calls overlap as they come. Fails as `EngineService` says, and with `bad-request` for a language that it has not, or a text that is too long. Throws `configuration`. */
export function createLibreTranslateTranslator(options: LibreTranslateOptions): Translator {
  const { apiKey, maxTextLength } = options;
  const service = openServer(options);
  const closed = new AbortController();
  let languages = options.languages ?? null;
  const codeOf = (language: LanguageCode): string => languages?.codeOf(language) ?? baseLanguage(language);

  return serviceTranslator(
    {
      title: TITLE,
      origin: service.origin,
      info: () => INFO,
      detects: true,
      languages: () => languages,
      prepare: async () => {
        const facts = await examineLibreTranslate(options, closed.signal);
        languages = facts.languages ?? languages;
        const { status, detail } = facts.report;
        if (status === 'ready') return;
        const retryable = status === 'unreachable';
        throw new SubcamError(retryable ? 'engine-unavailable' : 'engine-failed', `${detail}.`, { retryable });
      },
      ask: async ({ text, sourceLanguage, targetLanguage }, signal) => {
        const source = sourceLanguage === 'auto' ? 'auto' : codeOf(sourceLanguage);
        const key = apiKey === null ? {} : { api_key: apiKey };
        const body = { q: text, source, target: codeOf(targetLanguage), format: 'text', ...key };
        const { translatedText, detectedLanguage } = await service.post(body, answerSchema, signal);
        // What is in the target's own language already stays as it is.
        const isOwn = sourceLanguage === 'auto' && sameLanguage(detectedLanguage?.language ?? '', targetLanguage);
        return { text: isOwn ? text : translatedText, confidence: null, engine: INFO };
      },
      close: () => {
        closed.abort();
        service.close();
      },
    },
    { maxTextLength },
  );
}
