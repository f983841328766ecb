// Requests for one text into several languages -> one request for all of them.
import { SubcamError, type Clock, type LanguageCode, type TranslateResult } from '@subcam/shared';

export interface GatheredText {
  readonly text: string;
  readonly sourceLanguage: LanguageCode;
  /** Each once. */
  readonly targetLanguages: readonly LanguageCode[];
}

/** What came of each target; one that is missing got no answer. */
export type GatheredAnswers = ReadonlyMap<LanguageCode, TranslateResult | SubcamError>;

export interface GatherOptions {
  readonly clock: Clock;
  /** How long a text waits for its other languages, in ms; 0: each goes alone. */
  readonly gatherMs: number;
  /** The signal fires when nobody waits for any of them. Rejects with what all of them failed of. */
  readonly ask: (asked: GatheredText, signal: AbortSignal) => Promise<GatheredAnswers>;
}

interface Group {
  readonly targets: Set<LanguageCode>;
  waiting: number;
  readonly stop: AbortController;
  readonly answers: Promise<GatheredAnswers>;
}

export interface OneTarget {
  readonly text: string;
  readonly sourceLanguage: LanguageCode;
  readonly targetLanguage: LanguageCode;
}

/** The same text into the same language is a request of its own, so that one that fails takes no other with it. Rejects with what its target failed of, and with `aborted` when its signal fires: the others of the group are not affected. */
export function gatherTargets({
  clock,
  gatherMs,
  ask,
}: GatherOptions): (asked: OneTarget, signal: AbortSignal) => Promise<TranslateResult> {
  /** Those that can still be joined. */
  const gathering = new Map<string, Group>();

  const begin = (key: string, { text, sourceLanguage, targetLanguage }: OneTarget): Group => {
    const targets = new Set([targetLanguage]);
    const stop = new AbortController();
    const run = async (): Promise<GatheredAnswers> => {
      if (gatherMs > 0) await clock.sleep(gatherMs);
      if (gathering.get(key)?.targets === targets) gathering.delete(key);
      return ask({ text, sourceLanguage, targetLanguages: [...targets] }, stop.signal);
    };
    const group = { targets, waiting: 0, stop, answers: run() };
    // Whoever waited may have given up.
    group.answers.catch(() => undefined);
    if (gatherMs > 0) gathering.set(key, group);
    return group;
  };

  return async (asked, signal) => {
    const key = JSON.stringify([asked.sourceLanguage, asked.text]);
    const known = gathering.get(key);
    const group = known?.targets.has(asked.targetLanguage) === false ? known : begin(key, asked);
    group.targets.add(asked.targetLanguage);
    group.waiting += 1;
    const { promise: cancelled, reject } = Promise.withResolvers<never>();
    const onAbort = (): void => reject(new SubcamError('aborted', 'The translation was cancelled.', { cause: signal.reason }));
    signal.addEventListener('abort', onAbort, { once: true });
    if (signal.aborted) onAbort();
    try {
      const answer = (await Promise.race([group.answers, cancelled])).get(asked.targetLanguage);
      if (answer instanceof SubcamError) throw answer;
      if (answer === undefined)
        throw new SubcamError('engine-failed', `There was no answer for ${asked.targetLanguage}.`, { retryable: true });
      return answer;
    } finally {
      signal.removeEventListener('abort', onAbort);
      group.waiting -= 1;
      if (group.waiting === 0) {
        if (gathering.get(key) === group) gathering.delete(key);
        group.stop.abort();
      }
    }
  };
}
