// A Clock that a test turns: time passes only while `run` waits for something.
import type { Clock } from '@subcam/shared';

interface Sleeper {
  readonly atMs: number;
  readonly wake: () => void;
}

export interface VirtualClock extends Clock {
  /** Turns the clock from sleeper to sleeper until `work` settles; throws when nobody sleeps and it still hasn't, or after `limitMs` of virtual time. */
  run<T>(work: Promise<T>, limitMs?: number): Promise<T>;
}

/** Lets everything that can go on without time passing go on. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 5; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}

export function virtualClock(startMs = 1_000_000): VirtualClock {
  let nowMs = startMs;
  const sleepers = new Set<Sleeper>();
  return {
    nowMs: () => nowMs,
    sleep: (durationMs, signal) =>
      new Promise((resolve, reject) => {
        if (signal?.aborted === true) {
          reject(signal.reason as Error);
          return;
        }
        const sleeper: Sleeper = {
          atMs: nowMs + durationMs,
          wake: () => {
            sleepers.delete(sleeper);
            signal?.removeEventListener('abort', cancel);
            resolve();
          },
        };
        const cancel = (): void => {
          sleepers.delete(sleeper);
          reject(signal?.reason as Error);
        };
        signal?.addEventListener('abort', cancel, { once: true });
        sleepers.add(sleeper);
      }),
    run: async (work, limitMs = 86_400_000) => {
      const untilMs = nowMs + limitMs;
      let settled = false;
      const done = (): void => {
        settled = true;
      };
      void work.finally(done).catch(() => undefined);
      for (;;) {
        await settle();
        if (settled) return work;
        const next = [...sleepers].toSorted((a, b) => a.atMs - b.atMs)[0];
        if (next === undefined) throw new Error('Nobody sleeps, and still it is not done.');
        if (next.atMs > untilMs) throw new Error(`Not done after ${limitMs} ms of virtual time.`);
        nowMs = Math.max(nowMs, next.atMs);
        next.wake();
      }
    },
  };
}
