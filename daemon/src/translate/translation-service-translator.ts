// The contract's translation service behind the Translator port: plain HTTP, either of the two paths in the wild.
import { SubcamError, type Translator } from '@subcam/shared';
import * as z from 'zod';

export interface TranslationServiceOptions {
  /** e.g. `http://127.0.0.1:5003`. */
  readonly baseUrl: string;
  /** Longest wait for one answer. Default 8 s. */
  readonly deadlineMs?: number;
}

const DEFAULT_DEADLINE_MS = 8000;

/** Some servers answer on the second. */
const PATHS = ['/api/translate', '/translate'] as const;

const answerShape = z.object({ translated_text: z.string(), confidence: z.number().nullish() });

function failure(status: number, body: string, url: string): SubcamError {
  const retryable = status === 429 || status >= 500;
  return new SubcamError(
    retryable ? 'engine-unavailable' : 'engine-failed',
    `The translation service at ${url} answered ${status}: ${body.slice(0, 200)}`,
    { retryable },
  );
}

/** Nothing is asked of the service before the first text. */
export function createTranslationServiceTranslator(options: TranslationServiceOptions): Translator {
  const base = options.baseUrl.replace(/\/+$/u, '');
  let path: (typeof PATHS)[number] | null = null;
  let closed = false;

  const ask = async (url: string, body: string, signal: AbortSignal): Promise<Response> => {
    try {
      return await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body, signal });
    } catch (error) {
      throw new SubcamError('engine-unavailable', `The translation service at ${base} can't be reached. Is it running?`, {
        retryable: true,
        cause: error,
      });
    }
  };

  return {
    info: { name: 'translation-service', model: base },
    supports: () => true,
    translate: async ({ text, sourceLanguage, targetLanguage }, signal) => {
      signal.throwIfAborted();
      if (closed) throw new SubcamError('engine-unavailable', 'The translation service is closed.');
      if (text.trim() === '') return { text: '', confidence: null };
      const limit = AbortSignal.any([signal, AbortSignal.timeout(options.deadlineMs ?? DEFAULT_DEADLINE_MS)]);
      const body = JSON.stringify({ text, source_language: sourceLanguage, target_language: targetLanguage });
      const paths = path === null ? PATHS : [path];
      for (const [index, candidate] of paths.entries()) {
        const response = await ask(`${base}${candidate}`, body, limit).catch((error: unknown) => {
          signal.throwIfAborted();
          throw error;
        });
        const isLast = index === paths.length - 1;
        if ((response.status === 404 || response.status === 405) && !isLast) {
          await response.body?.cancel();
          continue;
        }
        const content = await response.text();
        if (!response.ok) throw failure(response.status, content, base);
        const parsed = answerShape.safeParse(safeJson(content));
        if (!parsed.success || parsed.data.translated_text.trim() === '') {
          throw new SubcamError('engine-failed', `The translation service at ${base} answered without a translation.`, {
            retryable: true,
            cause: parsed.error,
          });
        }
        path = candidate;
        return { text: parsed.data.translated_text.trim(), confidence: parsed.data.confidence ?? null };
      }
      throw new SubcamError('engine-failed', `The translation service at ${base} has neither ${PATHS.join(' nor ')}.`);
    },
    close: () => {
      closed = true;
      return Promise.resolve();
    },
  };
}

function safeJson(content: string): unknown {
  try {
    return JSON.parse(content);
  } catch {
    // Whatever it is, it is not the shape that is asked for, and is refused as such.
    return null;
  }
}
