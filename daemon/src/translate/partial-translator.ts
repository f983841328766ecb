// Partials -> translations that grow with them: one request at a time, the newest wins, and what is read stays.
import type { LanguageCode, Transcript, Translation, Translator } from '@subcam/shared';

export interface PartialTranslator {
  /** The translation of this partial, or null when a newer one took its place. Rejects as the engine does. */
  translate(transcript: Transcript, signal: AbortSignal): Promise<Translation | null>;
}

interface Asked {
  readonly transcript: Transcript;
  readonly signal: AbortSignal;
  readonly resolve: (translation: Translation | null) => void;
  readonly reject: (error: unknown) => void;
}

/** UTF-16 length of the common prefix of two texts in whole words (LocalAgreement-2 on the translation). */
export function commonWordPrefix(previous: string, current: string): number {
  const before = previous.split(' ');
  let length = 0;
  let end = 0;
  for (const [index, word] of current.split(' ').entries()) {
    end += (index === 0 ? 0 : 1) + word.length;
    if (before[index] !== word) break;
    length = end;
  }
  return length;
}

/** For one capture and one target language. */
export function openPartialTranslator(deps: { readonly translator: Translator; readonly targetLanguage: LanguageCode }): PartialTranslator {
  const { translator, targetLanguage } = deps;
  let next: Asked | null = null;
  let isBusy = false;
  let previous: { readonly firstSample: number; readonly text: string } | null = null;

  const work = async ({ transcript, signal }: Asked): Promise<Translation> => {
    const { captureId, firstSample, revision, language } = transcript;
    const request = { text: transcript.text, sourceLanguage: language, targetLanguage, purpose: 'partial' } as const;
    const { text, confidence } = await translator.translate(request, signal);
    const before = previous?.firstSample === firstSample ? previous.text : '';
    previous = { firstSample, text };
    const stableLength = commonWordPrefix(before, text);
    return {
      captureId,
      firstSample,
      status: 'partial',
      revision,
      sourceLanguage: language,
      targetLanguage,
      text,
      stableLength,
      confidence,
      engine: translator.info,
    };
  };

  const serve = async (): Promise<void> => {
    isBusy = true;
    while (next !== null) {
      const asked: Asked = next;
      next = null;
      await work(asked).then(asked.resolve, asked.reject);
    }
    isBusy = false;
  };

  return {
    translate: (transcript, signal) =>
      new Promise((resolve, reject) => {
        next?.resolve(null);
        next = { transcript, signal, resolve, reject };
        if (!isBusy) void serve();
      }),
  };
}
