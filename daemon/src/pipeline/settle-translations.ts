// Pending translations -> committed, or failed for good: each once, whoever ran the capture that they are of.
import type { Clock, Journal, PendingTranslation, SubcamError, Translation, Translator } from '@subcam/shared';
import { translateFinals } from '../translate/index.ts';
import type { TranslationQueue } from './translation-queue.ts';

export interface SettleTranslationsDeps {
  readonly translator: Translator;
  readonly store: Pick<Journal, 'commitTranslation' | 'failTranslation'>;
  readonly clock: Clock;
  /** Runs a write until the store has taken it. */
  readonly commit: <T>(write: () => Promise<T>) => Promise<T>;
  /** From asking to giving up on a translation. */
  readonly deadlineMs: number;
  /** What is made of a translation before it is stored. */
  readonly settle?: (translation: Translation) => Translation;
  /** After it was committed. */
  readonly onTranslated?: (translation: Translation, pending: PendingTranslation) => void;
  /** After it was stored that there will be none. */
  readonly onFailed?: (pending: PendingTranslation, error: SubcamError) => void;
}

/** Resolves when the queue has ended. Rejects with `storage`, or with the signal's reason. */
export async function settleTranslations(queue: TranslationQueue, deps: SettleTranslationsDeps, signal: AbortSignal): Promise<void> {
  const { translator, store, clock, commit, deadlineMs, settle } = deps;
  const finals = { translator, clock, deadlineMs, ...(settle === undefined ? {} : { settle }) };
  for await (const outcome of translateFinals(queue.pending(signal), finals, signal)) {
    signal.throwIfAborted();
    switch (outcome.type) {
      case 'translated': {
        const { translation } = outcome;
        await commit(() => store.commitTranslation(translation, clock.nowMs()));
        const pending = queue.settled(translation);
        deps.onTranslated?.(translation, pending);
        break;
      }
      case 'failed': {
        const { error } = outcome;
        const key = { ...outcome.key, targetLanguage: outcome.targetLanguage };
        await commit(() => store.failTranslation(key, error.message));
        const pending = queue.settled(key);
        deps.onFailed?.(pending, error);
        break;
      }
    }
  }
  signal.throwIfAborted();
}
