// Time as an argument: logic takes a Clock, so that a test can turn it by hand.

/** The machine's wall clock and a way to wait on it. All instants are milliseconds since 1970 (fractions allowed). */
export interface Clock {
  nowMs(): number;
  /** Resolves after `durationMs`; rejects with the signal's reason when it fires first. */
  sleep(durationMs: number, signal?: AbortSignal): Promise<void>;
}

/** The real clock. The page, the extension and the daemon of one machine read the same one, so their instants subtract. */
export const systemClock: Clock = {
  nowMs: () => Date.now(),
  sleep: (durationMs, signal) =>
    new Promise((resolve, reject) => {
      if (signal?.aborted) {
        reject(signal.reason as Error);
        return;
      }
      const onAbort = (): void => {
        clearTimeout(timer);
        reject(signal?.reason as Error);
      };
      const timer = setTimeout(() => {
        signal?.removeEventListener('abort', onAbort);
        resolve();
      }, durationMs);
      signal?.addEventListener('abort', onAbort, { once: true });
    }),
};
