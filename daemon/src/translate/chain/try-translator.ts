// A translator that is open -> whether it translates a sentence in time, and how long it takes.
import { sameLanguage, SubcamError, toSubcamError, withinTime, type Clock, type Translator } from '@subcam/shared';

/** Sentences of ours: nothing that somebody said goes to a service for this. The first is the one that is tried; where it took long, maybe because a model had to be loaded, the second. */
const SENTENCES = ['Good morning, and welcome to the meeting.', 'The next point is the budget of this year.'] as const;

/** Into the first of these that it has. */
const PAIRS = [
  { sourceLanguage: 'en', targetLanguage: 'pt' },
  { sourceLanguage: 'en', targetLanguage: 'es' },
  { sourceLanguage: 'en', targetLanguage: 'fr' },
  { sourceLanguage: 'en', targetLanguage: 'de' },
] as const;

export interface TryOptions {
  /** For a sentence, ms. */
  readonly limitMs: number;
  /** From here on a second sentence is tried, ms. */
  readonly quickMs: number;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

/**
 * Milliseconds for a sentence, the shorter of two tries; null: it has none of the languages that are tried, which says nothing against it. Rejects with
 * `timeout` after the limit, with what it failed of, and with `engine-failed` for an answer that is no translation.
 */
export async function tryTranslator(translator: Translator, { limitMs, quickMs, clock, signal }: TryOptions): Promise<number | null> {
  const late = (): SubcamError => new SubcamError('timeout', `it translated no sentence within ${limitMs / 1000} s`, { retryable: true });
  const say = async (text: string, pair: (typeof PAIRS)[number]): Promise<number> => {
    const startedMs = clock.monotonicMs();
    const ask = (inTime: AbortSignal): ReturnType<Translator['translate']> =>
      translator.translate({ ...pair, text, purpose: 'final' }, inTime);
    const answer = await withinTime(limitMs, ask, { clock, signal, late });
    if (answer.text.trim() === text) throw new SubcamError('engine-failed', 'it gave a sentence back untranslated');
    return clock.monotonicMs() - startedMs;
  };
  let refusal: SubcamError | null = null;
  for (const pair of PAIRS) {
    const { sourceLanguage, targetLanguage } = pair;
    if (sameLanguage(sourceLanguage, targetLanguage) || !translator.supports(sourceLanguage, targetLanguage)) continue;
    try {
      const [first, second] = SENTENCES;
      const tookMs = await say(first, pair);
      return tookMs <= quickMs ? tookMs : Math.min(tookMs, await say(second, pair));
    } catch (thrown) {
      const error = toSubcamError(thrown, 'engine-failed');
      // Another pair may be one that it has; one that is away, or hangs, does no other pair either.
      if (error.retryable || signal.aborted) throw error;
      refusal ??= error;
    }
  }
  if (refusal !== null) throw refusal;
  return null;
}
