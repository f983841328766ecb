// A translator -> the same one, which knows for each pair of languages how long it takes at the moment.
import { baseLanguage, toSubcamError, type Clock, type LanguageCode, type Translator } from '@subcam/shared';
import { wrappedTranslator } from './wrapped-translator.ts';

export interface TimedTranslator extends Translator {
  /**
   * From asking to the answer, in ms: the median of the latest answers for this pair of the engine that gave the last one; null while there are too
   * few to tell.
   */
  latencyMs(sourceLanguage: LanguageCode, targetLanguage: LanguageCode): number | null;
  /** Which engine gave the last answer for this pair; null: none has. */
  engineOf(sourceLanguage: LanguageCode, targetLanguage: LanguageCode): string | null;
}

/** Answers that the median is taken of: few, so that it follows an engine that changes. */
const LATEST = 7;

/** Fewer than these may all be of an engine that has just been loaded. */
const LEAST = 3;

/** Partials and finals count alike, and no answers that were remembered. What fails tells nothing, except that nothing came in time. */
export function timedTranslator(translator: Translator, clock: Pick<Clock, 'monotonicMs'>): TimedTranslator {
  const latest = new Map<string, readonly number[]>();
  const engines = new Map<string, string>();
  const pairOf = (source: LanguageCode, target: LanguageCode): string => `${baseLanguage(source)} ${baseLanguage(target)}`;
  const keyOf = (pair: string): string => `${pair} ${engines.get(pair) ?? ''}`;
  const translate: Translator['translate'] = async (request, signal) => {
    const pair = pairOf(request.sourceLanguage, request.targetLanguage);
    const askedAtMs = clock.monotonicMs();
    const note = (tookMs: number): void => void latest.set(keyOf(pair), [...(latest.get(keyOf(pair)) ?? []), tookMs].slice(-LATEST));
    try {
      const result = await translator.translate(request, signal);
      if (result.isRemembered === true) return result;
      engines.set(pair, result.engine.name);
      note(result.tookMs ?? clock.monotonicMs() - askedAtMs);
      return result;
    } catch (error) {
      if (toSubcamError(error).code === 'timeout') note(clock.monotonicMs() - askedAtMs);
      throw error;
    }
  };
  const latencyMs: TimedTranslator['latencyMs'] = (source, target) => {
    const known = (latest.get(keyOf(pairOf(source, target))) ?? []).toSorted((a, b) => a - b);
    return known.length < LEAST ? null : (known[Math.floor(known.length / 2)] ?? null);
  };
  const engineOf: TimedTranslator['engineOf'] = (source, target) => engines.get(pairOf(source, target)) ?? null;
  return wrappedTranslator(translator, { translate, latencyMs, engineOf });
}
