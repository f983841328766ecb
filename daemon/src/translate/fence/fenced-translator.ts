// A translator -> the same one, from which names, times, codes, addresses and measures come back as they were.
import type { FenceKind, Translator } from '@subcam/shared';
import { fence, unfence } from './fence.ts';
import { keptSpans } from './kept-spans.ts';

/**
 * `kinds`: what its description says that it would change. A text whose placeholders come back damaged is translated once more as it is:
 * a translation without a fence is better than one with a placeholder in it. Fails as the translator does.
 */
export function fencedTranslator(translator: Translator, kinds: readonly FenceKind[]): Translator {
  if (kinds.length === 0) return translator;
  return {
    get info() {
      return translator.info;
    },
    supports: (source, target) => translator.supports(source, target),
    prepare: (source, target) => translator.prepare(source, target),
    translate: async (request, signal) => {
      const fenced = fence(request.text, keptSpans(request.text, kinds, request.names ?? []));
      if (fenced === null) return translator.translate(request, signal);
      const result = await translator.translate({ ...request, text: fenced.text }, signal);
      const text = unfence(result.text, fenced);
      return text === null ? translator.translate(request, signal) : { ...result, text };
    },
    close: () => translator.close(),
  };
}
