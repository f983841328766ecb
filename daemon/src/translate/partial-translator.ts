// A growing transcript -> translations of it, with the length that will probably stand: only the latest text waits, one request is under way at a time.
import { SubcamError, type LanguageCode, type Transcript, type Translation, type Translator } from '@subcam/shared';
import { agreedLength } from './agreed-length.ts';

export interface PartialTranslator {
  /**
   * null when a newer partial was asked for before this one's turn came, or a newer segment has begun since.
   * Rejects with what the translator failed of; nothing is retried, the next partial is only a moment away.
   */
  translate(transcript: Transcript, signal: AbortSignal): Promise<Translation | null>;
}

interface Asked {
  readonly transcript: Transcript;
  readonly signal: AbortSignal;
  readonly answer: PromiseWithResolvers<Translation | null>;
}

/** One for each target language of a capture. */
export function openPartialTranslator(deps: { readonly translator: Translator; readonly targetLanguage: LanguageCode }): PartialTranslator {
  const { translator, targetLanguage } = deps;
  let isBusy = false;
  let next: Asked | null = null;
  let newestSegment = Number.NEGATIVE_INFINITY;
  /** The translation before, of the segment that it belongs to. */
  let previous: { readonly firstSample: number; readonly text: string } | null = null;

  const translateNow = async ({ transcript, signal }: Asked): Promise<Translation | null> => {
    if (signal.aborted) throw new SubcamError('aborted', 'The translation of a partial was cancelled.', { cause: signal.reason });
    const { captureId, firstSample, revision, language: sourceLanguage, text } = transcript;
    const result = await translator.translate({ text, sourceLanguage, targetLanguage, purpose: 'partial' }, signal);
    if (firstSample < newestSegment) return null;
    const stableLength = previous?.firstSample === firstSample ? agreedLength(previous.text, result.text) : 0;
    previous = { firstSample, text: result.text };
    const key = { captureId, firstSample, revision, sourceLanguage, targetLanguage };
    return { ...key, ...result, status: 'partial', stableLength };
  };

  const workOff = async (first: Asked): Promise<void> => {
    isBusy = true;
    for (let asked: Asked | null = first; asked !== null; asked = takeNext()) {
      const { answer } = asked;
      await translateNow(asked).then(answer.resolve, answer.reject);
    }
    isBusy = false;
  };

  const takeNext = (): Asked | null => {
    const taken = next;
    next = null;
    return taken;
  };

  return {
    translate: (transcript, signal) => {
      newestSegment = Math.max(newestSegment, transcript.firstSample);
      const asked: Asked = { transcript, signal, answer: Promise.withResolvers() };
      if (isBusy) {
        next?.answer.resolve(null);
        next = asked;
      } else void workOff(asked);
      return asked.answer.promise;
    },
  };
}
