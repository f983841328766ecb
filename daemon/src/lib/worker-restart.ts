// The last worker of a pool has died -> another is started although nobody has asked for it: nobody may ask a daemon that says that it is not ready.
import { toSubcamError, type Clock } from '@subcam/shared';

export interface WorkerRestart {
  /** Why there is no worker; null: there is one. */
  readonly problem: string | null;
  /** The last one has died. */
  died(problem: string): void;
  /** One is there, whoever started it. */
  isThere(): void;
}

/** So that one that dies of its start does not die all the time. */
const FIRST_PAUSE_MS = 500;
const NEXT_PAUSE_MS = 10_000;

/** `start`: resolves when one is there, or when another is being started; rejects with why there is none. */
export function createWorkerRestart(start: () => Promise<void>, clock: Clock): WorkerRestart {
  let problem: string | null = null;
  let pause = new AbortController();

  const tryUntilThere = async (): Promise<void> => {
    pause.abort();
    pause = new AbortController();
    const { signal } = pause;
    for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = NEXT_PAUSE_MS) {
      await Promise.allSettled([clock.sleep(pauseMs, signal)]);
      if (signal.aborted) return;
      try {
        // Nothing is said of one that somebody else starts: it may fail.
        await start();
      } catch (error) {
        if (signal.aborted) return;
        problem = toSubcamError(error, 'engine-unavailable').message;
      }
    }
  };

  return {
    get problem() {
      return problem;
    },
    died: (why) => {
      problem = why;
      void tryUntilThere();
    },
    isThere: () => {
      problem = null;
      pause.abort();
    },
  };
}
