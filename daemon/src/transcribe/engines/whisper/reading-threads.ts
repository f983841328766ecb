// What other programs take of the processor -> how many threads work on a reading. Pure but for what `machineTimes` reads.
import { availableParallelism, cpus } from 'node:os';

/** Since some time in the past, ms. */
export interface ProcessorTimes {
  /** Of the clock. */
  readonly atMs: number;
  /** Of all cores together, at work. */
  readonly busyMs: number;
  /** Of that, for this process. */
  readonly ownMs: number;
}

export interface ReadingThreads {
  /** For a reading that begins now. `isAlone`: no other one of this engine is under way. */
  readonly next: (isAlone: boolean) => number;
}

export interface ReadingThreadsOptions {
  /** Threads of one reading, at most. */
  readonly most: number;
  /** Default: those that this process may use. */
  readonly cores?: number;
  /** Default: of this machine. */
  readonly times?: () => ProcessorTimes;
}

/** What others took in a shorter time says nothing. */
const LEAST_WINDOW_MS = 400;

/** A core of which others took no more than this is free. */
const TAKEN_OF_A_FREE_CORE = 0.35;

/**
 * One thread for each core of which nobody else wants any, as far as the time since the last reading tells. The threads of whisper.cpp wait for each
 * other without giving their core away: on two free cores two take half as long as one; where others want the cores, more than twice as long, and three times
 * the processor. Several readings at once have a thread each, and so has the first one, before which nothing is known.
 */
export function createReadingThreads({
  most,
  cores = availableParallelism(),
  times = machineTimes,
}: ReadingThreadsOptions): ReadingThreads {
  let before = times();
  let free = 1;

  const look = (): void => {
    const now = times();
    const windowMs = now.atMs - before.atMs;
    if (windowMs < LEAST_WINDOW_MS) return;
    const others = (now.busyMs - before.busyMs - (now.ownMs - before.ownMs)) / windowMs;
    free = Math.floor(cores - Math.max(0, others) + TAKEN_OF_A_FREE_CORE);
    before = now;
  };

  return {
    next: (isAlone) => {
      if (most === 1) return 1;
      look();
      return isAlone ? Math.max(1, Math.min(most, free)) : 1;
    },
  };
}

function machineTimes(): ProcessorTimes {
  const { user, system } = process.cpuUsage();
  const busyMs = cpus().reduce((sum, { times }) => sum + times.user + times.nice + times.sys + times.irq, 0);
  return { atMs: performance.now(), busyMs, ownMs: (user + system) / 1000 };
}
