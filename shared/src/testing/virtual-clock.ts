// A Clock that a test turns by hand: sleepers wake in the order of their instants, and in between everything that can go on goes on.
import type { Clock } from '../clock/clock.ts';

interface Sleeper {
  readonly atMs: number;
  readonly wake: () => void;
}

export interface VirtualClock extends Clock {
  /** Lets `durationMs` pass, waking whoever sleeps through less of it. */
  advance(durationMs: number): Promise<void>;
  /** Turns the clock from sleeper to sleeper until `work` settles. Throws when nobody sleeps and it still hasn't, or after `limitMs` of its time. */
  run<T>(work: Promise<T>, limitMs?: number): Promise<T>;
  /** Who sleeps now. */
  readonly sleepers: number;
}

/** Turns of the event loop in which nothing new began, after which nothing will. */
const SETTLED_AFTER_TURNS = 8;

/** A day: work that goes on for longer in virtual time goes on for ever. */
const RUN_LIMIT_MS = 86_400_000;

async function settle(): Promise<void> {
  for (let turn = 0; turn < SETTLED_AFTER_TURNS; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}

export function createVirtualClock(startMs = 1_700_000_000_000): VirtualClock {
  let nowMs = startMs;
  const sleepers = new Set<Sleeper>();
  const next = (): Sleeper | undefined => [...sleepers].toSorted((a, b) => a.atMs - b.atMs)[0];
  const turnTo = (sleeper: Sleeper): void => {
    nowMs = Math.max(nowMs, sleeper.atMs);
    sleepers.delete(sleeper);
    sleeper.wake();
  };
  return {
    nowMs: () => nowMs,
    get sleepers() {
      return sleepers.size;
    },
    sleep: (durationMs, signal) =>
      new Promise((resolve, reject) => {
        if (signal?.aborted === true) {
          reject(signal.reason as Error);
          return;
        }
        const onAbort = (): void => {
          sleepers.delete(sleeper);
          reject(signal?.reason as Error);
        };
        const sleeper: Sleeper = {
          atMs: nowMs + durationMs,
          wake: () => {
            signal?.removeEventListener('abort', onAbort);
            resolve();
          },
        };
        signal?.addEventListener('abort', onAbort, { once: true });
        sleepers.add(sleeper);
      }),
    advance: async (durationMs) => {
      const untilMs = nowMs + durationMs;
      await settle();
      for (let due = next(); due !== undefined && due.atMs <= untilMs; due = next()) {
        turnTo(due);
        await settle();
      }
      nowMs = untilMs;
    },
    run: async (work, limitMs = RUN_LIMIT_MS) => {
      const untilMs = nowMs + limitMs;
      let isSettled = false;
      const onSettled = (): void => {
        isSettled = true;
      };
      work.then(onSettled, onSettled);
      for (;;) {
        await settle();
        if (isSettled) return work;
        const due = next();
        if (due === undefined) throw new Error('Nobody sleeps, and still the work is not done.');
        if (due.atMs > untilMs) throw new Error(`Not done after ${limitMs} ms of virtual time.`);
        turnTo(due);
      }
    },
  };
}
