// How many threads work on a reading, by what other programs take of the processor.
import { describe, expect, it } from 'vitest';
import { createReadingThreads, type ReadingThreads } from './reading-threads.ts';

/** A processor of which this process and others take so many cores. */
function machine({ cores = 2, most = 4 }: { readonly cores?: number; readonly most?: number } = {}) {
  let now = { atMs: 5, busyMs: 100, ownMs: 70 };
  const threads: ReadingThreads = createReadingThreads({ most, cores, times: () => now });
  return {
    next: (isAlone = true) => threads.next(isAlone),
    pass: (ms: number, { own, others }: { readonly own: number; readonly others: number }): void => {
      now = { atMs: now.atMs + ms, busyMs: now.busyMs + ms * (own + others), ownMs: now.ownMs + ms * own };
    },
  };
}

describe('the threads of a reading', () => {
  it('are as many as there are cores that others leave, whatever this process takes itself', () => {
    for (const [cores, others, count] of [
      [2, 0.1, 2],
      [2, 0.3, 2],
      [2, 0.5, 1],
      [2, 2, 1],
      [2, 7, 1],
      [8, 0.5, 4],
      [8, 5, 3],
      [1, 0, 1],
    ] as const) {
      const { next, pass } = machine({ cores });
      pass(1000, { own: 0.9, others });
      expect(next(), `${others} of ${cores} cores taken`).toBe(count);
    }
  });

  it('follow the load when it comes and goes, and keep to what is known where hardly any time has passed', () => {
    const { next, pass } = machine();
    expect(next()).toBe(1);
    pass(600, { own: 0, others: 0 });
    expect(next()).toBe(2);
    pass(100, { own: 0, others: 2 });
    expect(next()).toBe(2);
    pass(500, { own: 0, others: 2 });
    expect(next()).toBe(1);
    pass(3000, { own: 1.5, others: 0.2 });
    expect(next()).toBe(2);
  });

  it('are one for each of several readings at once, and where one is the most', () => {
    const several = machine();
    several.pass(1000, { own: 0, others: 0 });
    expect(several.next(false)).toBe(1);
    expect(several.next()).toBe(2);
    const one = machine({ most: 1 });
    one.pass(1000, { own: 0, others: 0 });
    expect(one.next()).toBe(1);
  });

  it('are told of this machine', () => {
    const { next } = createReadingThreads({ most: 3 });
    expect([1, 2, 3]).toContain(next(true));
  });
});
