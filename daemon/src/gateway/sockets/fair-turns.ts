// Messages of one connection -> handled in their order, one that is work a turn of the event loop, so that others come in between.

type Handle = () => void | Promise<unknown>;

export interface FairTurns {
  /**
   * Calls `handle` at once or when its turn comes; the next comes in the turn after it, or after what it promises. `isLight`: it costs so
   * little that it needs no turn of its own.
   */
  take(handle: Handle, options?: { readonly isLight?: boolean }): void;
}

/** From so many on nothing more is read from the connection until they are handled. */
const MAX_WAITING = 64;

/** A flood slows down whoever sends it: its messages wait at the sender's end. Nothing is left out. */
export function createFairTurns(connection: { pause(): unknown; resume(): unknown }): FairTurns {
  const waiting: { readonly handle: Handle; readonly isLight: boolean }[] = [];
  let isTurnTaken = false;
  let isPaused = false;

  const run = (handle: Handle, isLight: boolean): void => {
    if (isLight) {
      void handle();
      return;
    }
    isTurnTaken = true;
    const isOver = (): void => void setImmediate(next);
    try {
      const promised = handle();
      if (promised === undefined) isOver();
      else promised.then(isOver, isOver);
    } catch (error) {
      isOver();
      throw error;
    }
  };

  const next = (): void => {
    isTurnTaken = false;
    for (;;) {
      const first = waiting.shift();
      if (first === undefined) break;
      run(first.handle, first.isLight);
      if (!first.isLight) break;
    }
    if (isPaused && waiting.length < MAX_WAITING) {
      isPaused = false;
      connection.resume();
    }
  };

  return {
    take: (handle, { isLight = false } = {}) => {
      if (waiting.length === 0 && (isLight || !isTurnTaken)) {
        run(handle, isLight);
        return;
      }
      waiting.push({ handle, isLight });
      if (waiting.length < MAX_WAITING) return;
      isPaused = true;
      connection.pause();
    },
  };
}
