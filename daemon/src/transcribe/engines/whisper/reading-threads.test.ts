// With how many threads a reading is quicker, as the readings themselves tell.
import { describe, expect, it } from 'vitest';
import { createReadingThreads, type ReadingThreads } from './reading-threads.ts';

/** Readings one after the other, each as long as `msFor` says for its threads; how many each had. */
function read(threads: ReadingThreads, times: number, msFor: (threads: number) => number, isUrgent = false): readonly number[] {
  return Array.from({ length: times }, () => {
    const count = threads.next({ isAlone: true, isUrgent });
    threads.took(count, { places: 400, ms: msFor(count) });
    return count;
  });
}

const idle = (threads: number): number => 600 / threads;
const busy = (threads: number): number => (threads === 1 ? 1000 : 2500);
const share = (counts: readonly number[], of: number): number => counts.filter((count) => count === of).length / counts.length;

describe('the threads of a reading', () => {
  it('are several where that is quicker, and one seldom', () => {
    const counts = read(createReadingThreads(2), 100, idle);
    expect(counts[0]).toBe(2);
    expect(share(counts, 2)).toBeGreaterThan(0.92);
  });

  it('are one where other programs want the cores, and several ever more seldom', () => {
    const counts = read(createReadingThreads(2), 300, busy);
    expect(share(counts, 1)).toBeGreaterThan(0.95);
    expect(share(counts.slice(150), 1)).toBeGreaterThan(0.98);
  });

  it('follow the load when it comes and goes', () => {
    const threads = createReadingThreads(4);
    read(threads, 50, (count) => 600 / count);
    const loaded = read(threads, 40, busy);
    expect(share(loaded.slice(0, 12), 1)).toBeGreaterThan(0.5);
    expect(share(loaded.slice(12), 1)).toBeGreaterThan(0.85);
    expect(share(read(threads, 60, idle).slice(30), 4)).toBeGreaterThan(0.85);
  });

  it('are found where only urgent readings come, which try seldom', () => {
    expect(read(createReadingThreads(2), 30, busy, true)).toEqual([2, ...Array.from({ length: 29 }, () => 1)]);
    expect(read(createReadingThreads(2), 30, idle, true).filter((count) => count === 1)).toHaveLength(1);
    const threads = createReadingThreads(2);
    read(threads, 30, idle, true);
    expect(share(read(threads, 60, busy, true).slice(40), 1)).toBe(1);
  });

  it('are one for each of several readings at once, and where one is the most', () => {
    expect(createReadingThreads(4).next({ isAlone: false, isUrgent: false })).toBe(1);
    expect(new Set(read(createReadingThreads(1), 30, idle))).toEqual(new Set([1]));
  });
});
