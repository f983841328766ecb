// Pending rows of the store -> what the translator is asked: the store is the queue, so a restart forgets nothing.
import { SubcamError, type Journal, type PendingTranslation } from '@subcam/shared';
import { createNotifier } from '../lib/notifier.ts';

export interface TranslationQueue {
  /** Translations that were given out and are not settled. */
  readonly size: number;
  /** Something new may be pending. */
  wake(): void;
  /** Nothing new will come: `pending` ends when all that it gave out is settled and the store has no more. */
  finish(): void;
  /** Call when a translation that `pending` gave out is committed or failed; returns what was given out. */
  settled(key: TranslationKey): PendingTranslation;
  /** Each pending translation once, oldest first. One reader. Ends when the signal fires. */
  pending(signal: AbortSignal): AsyncIterable<PendingTranslation>;
}

interface TranslationKey {
  readonly captureId: string;
  readonly firstSample: number;
  readonly targetLanguage: string;
}

function keyOf({ captureId, firstSample, targetLanguage }: TranslationKey): string {
  return `${captureId}:${firstSample}:${targetLanguage}`;
}

/** `isMine`: whether this capture answers for a capture's translations; those of a living other one are left to it. */
export function createTranslationQueue(deps: {
  readonly store: Pick<Journal, 'pendingTranslations'>;
  readonly sessionId: string;
  readonly isMine: (captureId: string) => boolean;
}): TranslationQueue {
  const handedOut = new Map<string, PendingTranslation>();
  let finished = false;
  let dirty = true;
  const { notify, notified } = createNotifier();
  const queue: TranslationQueue = {
    get size() {
      return handedOut.size;
    },
    wake: () => {
      dirty = true;
      notify();
    },
    finish: () => {
      finished = true;
      notify();
    },
    settled: (key) => {
      const row = handedOut.get(keyOf(key));
      if (row === undefined) throw new SubcamError('internal', 'A translation was settled that nobody was asked for.');
      handedOut.delete(keyOf(key));
      notify();
      return row;
    },
    pending: async function* (signal) {
      signal.addEventListener('abort', notify, { once: true });
      while (!signal.aborted) {
        const changed = notified();
        if (dirty) {
          dirty = false;
          const rows = await deps.store.pendingTranslations(deps.sessionId);
          for (const row of rows) {
            if (handedOut.has(keyOf(row)) || !deps.isMine(row.captureId)) continue;
            handedOut.set(keyOf(row), row);
            yield row;
            if (signal.aborted) return;
          }
        } else if (finished && handedOut.size === 0) return;
        else await changed;
      }
    },
  };
  return queue;
}
