// A backend -> one that another can take the place of while it is worked with.
import { SubcamError } from '@subcam/shared';
import type { Backend } from './database.ts';

export interface MovableBackend extends Backend {
  /** While it runs nothing is erased: that would take the rows away from under a reading. */
  withoutErasing<T>(work: () => Promise<T>): Promise<T>;
  /** Writes that come wait until `work` has settled, and those under way have ended before it begins. What it resolves with serves from then on; where it rejects, the old one does. */
  replace(work: () => Promise<Backend>): Promise<void>;
}

export function movableBackend(first: Backend): MovableBackend {
  let current = first;
  let isErasable = true;
  let underWay = 0;
  let held: Promise<void> | null = null;
  let whenIdle: (() => void) | null = null;

  const released = async (): Promise<void> => {
    if (held === null) return;
    await held;
    await released();
  };

  const write = async <T>(work: () => Promise<T>): Promise<T> => {
    await released();
    underWay += 1;
    try {
      return await work();
    } finally {
      underWay -= 1;
      if (underWay === 0) whenIdle?.();
    }
  };

  return {
    read: (doing, work) => current.read(doing, work),
    write: (doing, work) => write(() => current.write(doing, work)),
    erase: async () => {
      if (isErasable) return write(() => current.erase());
      throw new SubcamError(
        'storage',
        'The rows are deleted. What is left of them in the file is erased when everything has been moved to the server, by itself.',
        { retryable: true },
      );
    },
    close: () => current.close(),
    withoutErasing: async (work) => {
      isErasable = false;
      try {
        return await work();
      } finally {
        isErasable = true;
      }
    },
    replace: async (work) => {
      const hold = Promise.withResolvers<void>();
      held = hold.promise;
      try {
        if (underWay > 0) {
          await new Promise<void>((resolve) => {
            whenIdle = resolve;
          });
          whenIdle = null;
        }
        current = await work();
      } finally {
        held = null;
        hold.resolve();
      }
    },
  };
}
