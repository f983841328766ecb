// Where finals of captures wait for their translation -> how many do, of all captures together.

/** Of one capture. */
export interface OwedTranslations {
  readonly size: number;
}

export interface AllOwedTranslations extends OwedTranslations {
  /** Counts those of one more capture, until the signal fires. */
  follow(owed: OwedTranslations, signal: AbortSignal): void;
}

export function createOwedTranslations(): AllOwedTranslations {
  const followed = new Set<OwedTranslations>();
  return {
    get size() {
      return [...followed].reduce((sum, { size }) => sum + size, 0);
    },
    follow: (owed, signal) => {
      if (signal.aborted) return;
      followed.add(owed);
      signal.addEventListener('abort', () => followed.delete(owed), { once: true });
    },
  };
}
