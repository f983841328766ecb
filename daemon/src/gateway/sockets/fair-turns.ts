// Messages of one connection -> handled in their order, at most one that is work in a turn of the event loop, so that others come in between.

type Handle = () => void | Promise<unknown>;

/** Runs work at once or in a later turn of the event loop, by what it shares with other connections. */
export type Begin = (work: () => void) => void;

export interface TakeOptions {
  /** It costs so little that it needs no turn of its own. */
  readonly isLight?: boolean;
  /** Instead of that of the connection. */
  readonly begin?: Begin;
}

export interface FairTurns {
  /** Nothing waits: what is light may be done at once, without taking a turn. */
  isFree(): boolean;
  /** Calls `handle` at once or when its turn comes; the next comes in the turn after it, or after what it promises. */
  take(handle: Handle, options?: TakeOptions): void;
}

interface Task extends Required<TakeOptions> {
  readonly handle: Handle;
}

const atOnce: Begin = (work) => work();

/** From so many on nothing more is read from the connection until they are handled. */
const MAX_WAITING = 64;

/** A flood slows down whoever sends it: its messages wait at the sender's end. Nothing is left out. */
export function createFairTurns(connection: { pause(): unknown; resume(): unknown }, beginWork: Begin = atOnce): FairTurns {
  const waiting: Task[] = [];
  let isTurnTaken = false;
  /** Whose turn it is has not been called yet: nothing may overtake it. */
  let isBeginning = false;
  let isPaused = false;

  const run = ({ handle, isLight, begin }: Task): void => {
    if (isLight) {
      void handle();
      return;
    }
    isTurnTaken = true;
    isBeginning = true;
    const isOver = (): void => void setImmediate(next);
    begin(() => {
      isBeginning = false;
      try {
        const promised = handle();
        if (promised === undefined) isOver();
        else promised.then(isOver, isOver);
      } catch (error) {
        isOver();
        throw error;
      }
    });
  };

  const next = (): void => {
    isTurnTaken = false;
    for (;;) {
      const first = waiting.shift();
      if (first === undefined) break;
      run(first);
      if (!first.isLight) break;
    }
    if (isPaused && waiting.length < MAX_WAITING) {
      isPaused = false;
      connection.resume();
    }
  };

  const isFree = (): boolean => waiting.length === 0 && !isBeginning;

  return {
    isFree,
    take: (handle, { isLight = false, begin = beginWork } = {}) => {
      const task = { handle, isLight, begin };
      if (isFree() && (isLight || !isTurnTaken)) {
        run(task);
        return;
      }
      waiting.push(task);
      if (waiting.length < MAX_WAITING) return;
      isPaused = true;
      connection.pause();
    },
  };
}
