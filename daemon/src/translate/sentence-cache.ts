// Sentences that were translated -> their translations again, as long as nothing on which they depend is another.
import type { TranslateResult } from '@subcam/shared';

export interface SentenceCacheLimits {
  /** 0: nothing is remembered. */
  readonly maxEntries: number;
  /** Of texts and keys, in memory. */
  readonly maxBytes: number;
}

export interface SentenceCacheState {
  readonly entries: number;
  readonly bytes: number;
  readonly hits: number;
  readonly misses: number;
  /** 0–1; null: nothing was asked for yet. */
  readonly hitRate: number | null;
}

/** What was used longest ago is forgotten first. */
export interface SentenceCache {
  /** Counts as a hit or a miss; null: it is not there. */
  find(key: string): TranslateResult | null;
  keep(key: string, result: TranslateResult): void;
  state(): SentenceCacheState;
}

/** An entry beside its characters, which take two bytes each. */
const ENTRY_BYTES = 200;

/** No entry takes more than this part of all the bytes: a text without end would put out everything else. */
const LARGEST_PART = 1 / 10;

interface Entry {
  readonly result: TranslateResult;
  readonly bytes: number;
}

/** `limits` is read at each call. */
export function createSentenceCache(limits: () => SentenceCacheLimits): SentenceCache {
  /** The one that was used longest ago first. */
  const entries = new Map<string, Entry>();
  let [bytes, hits, misses] = [0, 0, 0];

  const forget = (key: string): void => {
    bytes -= entries.get(key)?.bytes ?? 0;
    entries.delete(key);
  };

  const shrink = (): void => {
    const { maxEntries, maxBytes } = limits();
    for (const oldest of entries.keys()) {
      if (entries.size <= maxEntries && bytes <= maxBytes) return;
      forget(oldest);
    }
  };

  return {
    find: (key) => {
      shrink();
      const entry = entries.get(key);
      if (entry === undefined) {
        misses += 1;
        return null;
      }
      hits += 1;
      entries.delete(key);
      entries.set(key, entry);
      return entry.result;
    },
    keep: (key, result) => {
      const { engine } = result;
      const size = ENTRY_BYTES + 2 * (key.length + result.text.length + engine.name.length + engine.model.length);
      forget(key);
      if (size > limits().maxBytes * LARGEST_PART) return;
      entries.set(key, { result, bytes: size });
      bytes += size;
      shrink();
    },
    state: () => ({ entries: entries.size, bytes, hits, misses, hitRate: hits + misses === 0 ? null : hits / (hits + misses) }),
  };
}
