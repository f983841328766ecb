// A backend -> the same backend with so many operations at once; others wait their turn, and are refused when it does not come.
import { SubcamError, withinTime, type Clock } from '@subcam/shared';
import type { Backend } from './database.ts';

export interface OperationLimit {
  /** Operations that are under way at once. */
  readonly maxOperations: number;
  /** How long one waits for its turn. */
  readonly patienceMs: number;
  readonly clock: Clock;
}

export interface LimitedBackend extends Backend {
  /** Counts as one operation, whatever it does with the backend that is not limited. */
  asOne<T>(work: () => Promise<T>): Promise<T>;
}

export function withOperationLimit(backend: Backend, { maxOperations, patienceMs, clock }: OperationLimit): LimitedBackend {
  let running = 0;
  /** In the order in which they came. */
  const waiting = new Set<() => void>();

  const refused = () =>
    new SubcamError(
      'storage',
      `The database has been at work on ${maxOperations} operations for ${patienceMs / 1000} s, so this one was not begun. It goes on by itself; store.maxOperations is how many there may be.`,
      { retryable: true },
    );

  const turn = async (): Promise<void> => {
    if (running < maxOperations) {
      running += 1;
      return;
    }
    const { promise, resolve } = Promise.withResolvers<void>();
    waiting.add(resolve);
    try {
      await withinTime(patienceMs, () => promise, { clock, late: refused });
    } catch (error) {
      // Its turn may have come in the same instant.
      if (!waiting.delete(resolve)) passOn();
      throw error;
    }
  };

  const passOn = (): void => {
    const [next] = waiting;
    if (next === undefined) {
      running -= 1;
      return;
    }
    waiting.delete(next);
    next();
  };

  const limited = async <T>(work: () => Promise<T>): Promise<T> => {
    await turn();
    try {
      return await work();
    } finally {
      passOn();
    }
  };

  return {
    asOne: limited,
    read: (doing, work) => limited(() => backend.read(doing, work)),
    write: (doing, work) => limited(() => backend.write(doing, work)),
    erase: () => limited(() => backend.erase()),
    close: () => backend.close(),
  };
}
