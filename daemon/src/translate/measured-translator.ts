// A translator -> the same one, of which each request is measured.
import type { EngineMeasure, Translator } from '@subcam/shared';
import { askedEngine } from '../lib/asked-engine.ts';
import { wrappedTranslator } from './wrapped-translator.ts';

/** `measure`: undefined where nobody measures. `name`: as the engine is called in its list. */
export function measuredTranslator(translator: Translator, name: string, measure: EngineMeasure | undefined): Translator {
  if (measure === undefined) return translator;
  return wrappedTranslator(translator, {
    translate: (request, signal) =>
      askedEngine(
        measure,
        { kind: 'translator', engine: name, purpose: request.purpose },
        { request: () => translator.translate(request, signal), signal },
      ),
  });
}
