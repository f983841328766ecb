// A Translator whose answers, delays and failures a test writes, and which keeps what the port promises.
import { sameLanguage, SubcamError, type EngineInfo, type TranslateRequest, type Translator } from '@subcam/shared';

const INFO: EngineInfo = { name: 'fake', model: 'test' };

export interface FakeTranslatorOptions {
  /** Called for each text that is not empty. Default: `[es] text` at once. May throw, or never settle: the signal still ends the request. */
  readonly answer?: (request: TranslateRequest, signal: AbortSignal) => string | Promise<string>;
  readonly confidence?: number | null;
}

export interface FakeTranslator extends Translator {
  /** What it was asked so far, in order. */
  readonly asked: readonly TranslateRequest[];
}

export function createFakeTranslator(options: FakeTranslatorOptions = {}): FakeTranslator {
  const answer = options.answer ?? (({ text, targetLanguage }) => `[${targetLanguage}] ${text.replaceAll('\0', '').trim()}`);
  const asked: TranslateRequest[] = [];
  const closed = new AbortController();
  return {
    info: INFO,
    asked,
    supports: (sourceLanguage, targetLanguage) => !sameLanguage(sourceLanguage, targetLanguage),
    prepare: () => Promise.resolve(),
    translate: async (request, signal) => {
      asked.push(request);
      if (sameLanguage(request.sourceLanguage, request.targetLanguage)) throw new SubcamError('bad-request', 'Nothing to translate.');
      const ends = AbortSignal.any([signal, closed.signal]);
      const end = Promise.withResolvers<never>();
      const onEnd = (): void =>
        end.reject(
          closed.signal.aborted
            ? new SubcamError('engine-unavailable', 'The fake is closed.', { retryable: true })
            : new SubcamError('aborted', 'Given up.', { cause: signal.reason }),
        );
      if (ends.aborted) onEnd();
      else ends.addEventListener('abort', onEnd, { once: true });
      const work = async (): Promise<string> => {
        // A turn of the loop, so that requests overlap.
        await new Promise((resolve) => setImmediate(resolve));
        return ends.aborted || request.text.trim() === '' ? '' : answer(request, signal);
      };
      try {
        return { text: await Promise.race([end.promise, work()]), confidence: options.confidence ?? null, engine: INFO };
      } finally {
        ends.removeEventListener('abort', onEnd);
      }
    },
    close: () => {
      closed.abort();
      return Promise.resolve();
    },
  };
}
