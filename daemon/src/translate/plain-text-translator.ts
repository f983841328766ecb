// A translator -> the same one, which is asked for texts with words in them alone, and neither given nor believed what no text has.
import { SubcamError, type Translator } from '@subcam/shared';
import { hasWords, plainText, visiblePart } from './plain-text.ts';
import { withText } from './sure-length.ts';
import { wrappedTranslator } from './wrapped-translator.ts';

/** A text without words comes back as it is, and nobody is asked. Fails as the translator does, and with `aborted` where the signal has fired. */
export function plainTextTranslator(translator: Translator): Translator {
  return wrappedTranslator(translator, {
    translate: async (request, signal) => {
      if (signal.aborted) throw new SubcamError('aborted', 'The translation was cancelled.', { cause: signal.reason });
      if (!hasWords(request.text)) return { text: visiblePart(request.text), confidence: null, engine: translator.info };
      const result = await translator.translate({ ...request, text: plainText(request.text) }, signal);
      return withText(result, plainText(result.text));
    },
  });
}
