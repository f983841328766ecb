// A Translator whose answers and faults are written down beforehand.
import { SubcamError, sameLanguage, type TranslateRequest, type TranslateResult, type Translator } from '@subcam/shared';

export interface FakeTranslator extends Translator {
  /** Every request, in the order in which they came. */
  readonly requests: readonly TranslateRequest[];
}

/** Answers `es(text)`, or as `answer` says; heeds its signal also while `answer` takes its time. */
export function fakeTranslator(
  answer: (request: TranslateRequest, callNumber: number) => Promise<TranslateResult> | TranslateResult = defaultAnswer,
): FakeTranslator {
  const requests: TranslateRequest[] = [];
  let isClosed = false;
  return {
    info: { name: 'scripted', model: 'test' },
    requests,
    supports: (sourceLanguage, targetLanguage) => !sameLanguage(sourceLanguage, targetLanguage),
    translate: async (request, signal) => {
      if (isClosed) throw new SubcamError('engine-unavailable', 'This translator is closed.');
      if (signal.aborted) throw new SubcamError('aborted', 'The translation was cancelled.');
      if (sameLanguage(request.sourceLanguage, request.targetLanguage))
        throw new SubcamError('bad-request', 'There is nothing to translate.');
      requests.push(request);
      const cancelled = Promise.withResolvers<never>();
      const onAbort = (): void => cancelled.reject(new SubcamError('aborted', 'The translation was cancelled.'));
      signal.addEventListener('abort', onAbort, { once: true });
      try {
        return await Promise.race([Promise.resolve(answer(request, requests.length)), cancelled.promise]);
      } finally {
        signal.removeEventListener('abort', onAbort);
      }
    },
    close: () => {
      isClosed = true;
      return Promise.resolve();
    },
  };
}

function defaultAnswer({ text, targetLanguage }: TranslateRequest): TranslateResult {
  const said = text.replaceAll('\0', ' ').trim();
  return { text: said === '' ? '' : `${targetLanguage}(${said})`, confidence: null };
}
