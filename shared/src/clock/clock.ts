// Time as an argument: logic takes a Clock, so that a test can turn it by hand.

/** Two clocks of the machine and a way to wait. Milliseconds; fractions allowed. */
export interface Clock {
  /**
   * The wall clock, since 1970: for instants that are told to people, stored, or compared with those of another process. It may be set
   * at any moment, so the difference of two of its instants is no duration.
   */
  nowMs(): number;
  /** A clock that nobody can set, with a zero of its own in each process: for every duration and every deadline. */
  monotonicMs(): number;
  /** Resolves after `durationMs`; rejects with the signal's reason when it fires first. */
  sleep(durationMs: number, signal?: AbortSignal): Promise<void>;
}

/** The real clocks. The page, the extension and the daemon of one machine read the same wall clock. */
export const systemClock: Clock = {
  nowMs: () => Date.now(),
  monotonicMs: () => performance.now(),
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
