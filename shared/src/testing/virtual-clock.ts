// A Clock that a test turns by hand: sleepers wake in the order of their instants, and in between everything that can go on goes on.
import type { Clock } from '../clock/clock.ts';

/** Where the monotonic clock begins: at another number than the wall clock, so that who confuses the two is found out. */
const MONOTONIC_START_MS = 1_000;

interface Sleeper {
  /** Of the monotonic clock. */
  readonly atMs: number;
  readonly wake: () => void;
}

export interface VirtualClock extends Clock {
  /** Lets `durationMs` pass, waking whoever sleeps through less of it. */
  advance(durationMs: number): Promise<void>;
  /** Turns the clock from sleeper to sleeper until `work` settles. Throws when nobody sleeps and it still hasn't, or after `limitMs` of its time. */
  run<T>(work: Promise<T>, limitMs?: number): Promise<T>;
  /** Sets the wall clock, as a person or a time server may; who sleeps notices nothing. */
  setWallClock(nowMs: number): void;
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
  let monotonicMs = MONOTONIC_START_MS;
  let wallAheadMs = startMs - MONOTONIC_START_MS;
  const sleepers = new Set<Sleeper>();
  const next = (): Sleeper | undefined => [...sleepers].toSorted((a, b) => a.atMs - b.atMs)[0];
  const turnTo = (sleeper: Sleeper): void => {
    monotonicMs = Math.max(monotonicMs, sleeper.atMs);
    sleepers.delete(sleeper);
    sleeper.wake();
  };
  return {
    nowMs: () => monotonicMs + wallAheadMs,
    monotonicMs: () => monotonicMs,
    setWallClock: (nowMs) => {
      wallAheadMs = nowMs - monotonicMs;
    },
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
          atMs: monotonicMs + durationMs,
          wake: () => {
            signal?.removeEventListener('abort', onAbort);
            resolve();
          },
        };
        signal?.addEventListener('abort', onAbort, { once: true });
        sleepers.add(sleeper);
      }),
    advance: async (durationMs) => {
      const untilMs = monotonicMs + durationMs;
      await settle();
      for (let due = next(); due !== undefined && due.atMs <= untilMs; due = next()) {
        turnTo(due);
        await settle();
      }
      monotonicMs = untilMs;
    },
    run: async (work, limitMs = RUN_LIMIT_MS) => {
      const untilMs = monotonicMs + limitMs;
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
