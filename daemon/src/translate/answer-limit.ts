// A translator -> the same one, whose answers are refused when they are longer than any translation of their text can be.
import { SubcamError, type Translator } from '@subcam/shared';
import { wrappedTranslator } from './wrapped-translator.ts';

/** For texts of a word or two. UTF-16 units, as all lengths of texts. */
const SPARE_CHARACTERS = 500;

export interface TranslatorLimits {
  /** How many times as long as its text a translation may be. From Chinese into German it is five times as long. */
  readonly maxGrowth: number;
}

/** Throws `engine-failed` for an answer to `text` of so many characters that it can't be a translation of it. */
export function checkAnswerLength(
  given: { readonly text: string; readonly answerLength: number; readonly engine: string },
  limits: TranslatorLimits,
): void {
  const { text, answerLength, engine } = given;
  const most = Math.round(SPARE_CHARACTERS + text.length * limits.maxGrowth);
  if (answerLength <= most) return;
  throw new SubcamError(
    'engine-failed',
    `${engine} answered with ${answerLength} characters to a text of ${text.length}, and at most ${most} are taken: is it the right service, and does its model work?`,
  );
}

/** `limits` is read at each answer. One that is too long rejects with `engine-failed`; it is neither stored nor shown. */
export function withAnswerLimit(translator: Translator, limits: () => TranslatorLimits): Translator {
  return wrappedTranslator(translator, {
    translate: async (request, signal) => {
      const result = await translator.translate(request, signal);
      checkAnswerLength({ text: request.text, answerLength: result.text.length, engine: translator.info.name }, limits());
      return result;
    },
  });
}
