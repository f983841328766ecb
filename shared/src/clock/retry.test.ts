import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SubcamError } from '../errors/subcam-error.ts';
import { createVirtualClock } from '../testing/virtual-clock.ts';
import { backoff, backoffMs, retry } from './retry.ts';

const passing = (message: string): SubcamError => new SubcamError('network', message, { retryable: true });

/** Work that rejects with each of `failures` in turn and then gives `ok`; it notes when it was asked. */
function scripted(
  clock: { nowMs(): number },
  ...failures: readonly Error[]
): { readonly atMs: number[]; readonly work: () => Promise<string> } {
  const left = [...failures];
  const atMs: number[] = [];
  return {
    atMs,
    work: () => {
      atMs.push(clock.nowMs());
      const failure = left.shift();
      return failure === undefined ? Promise.resolve('ok') : Promise.reject(failure);
    },
  };
}

describe('retry', () => {
  it('gives the first success, after the waits in their order', async () => {
    const clock = createVirtualClock(0);
    const { atMs, work } = scripted(clock, passing('1'), passing('2'));
    const seen: [string, number | null][] = [];
    const onFailure = (error: SubcamError, waitMs: number | null): void => void seen.push([error.message, waitMs]);
    expect(await clock.run(retry(work, { clock, waits: [100, 250, 500], onFailure }))).toBe('ok');
    expect(atMs).toEqual([0, 100, 350]);
    expect(seen).toEqual([
      ['1', 100],
      ['2', 250],
    ]);
  });

  it('rejects with the last failure once the waits have run out, and says that there is no next attempt', async () => {
    const clock = createVirtualClock(0);
    const last = passing('3');
    const { atMs, work } = scripted(clock, passing('1'), passing('2'), last);
    const waits: (number | null)[] = [];
    const retried = retry(work, { clock, waits: [10, 10], onFailure: (_, waitMs) => void waits.push(waitMs) });
    await expect(clock.run(retried)).rejects.toBe(last);
    expect(atMs).toEqual([0, 10, 20]);
    expect(waits).toEqual([10, 10, null]);
  });

  it('makes no second attempt at what cannot pass by itself', async () => {
    const clock = createVirtualClock(0);
    const { atMs, work } = scripted(clock, new SubcamError('bad-request', 'no'));
    await expect(retry(work, { clock, waits: [10] })).rejects.toThrow('no');
    expect(atMs).toEqual([0]);
  });

  it('lets the caller decide what is worth another attempt', async () => {
    const clock = createVirtualClock(0);
    let refusals = 0;
    const { atMs, work } = scripted(clock, ...Array.from({ length: 9 }, () => new SubcamError('engine-failed', 'no')));
    const isWorthTrying = (): boolean => (refusals += 1) < 3;
    const retried = retry(work, { clock, waits: backoff({ firstMs: 10, maxMs: 20 }), isWorthTrying });
    await expect(clock.run(retried)).rejects.toThrow('no');
    expect(atMs).toEqual([0, 10, 30]);
  });

  it('speaks of any thrown value as a SubcamError with the code that the caller names', async () => {
    const clock = createVirtualClock(0);
    const cause = new TypeError('fetch failed');
    const { work } = scripted(clock, cause);
    await expect(retry(work, { clock, waits: [], failureCode: 'network' })).rejects.toMatchObject({ code: 'network', cause });
  });

  it('ends in a pause as soon as the signal fires, with its reason', async () => {
    const clock = createVirtualClock(0);
    const stop = new AbortController();
    const { atMs, work } = scripted(clock, passing('1'));
    const retried = retry(work, { clock, signal: stop.signal, waits: [1_000] });
    await clock.advance(10);
    expect(clock.sleepers).toBe(1);
    const reason = new Error('enough');
    stop.abort(reason);
    await expect(retried).rejects.toBe(reason);
    expect(clock.sleepers).toBe(0);
    expect(atMs).toEqual([0]);
  });

  it('takes what the work throws after the signal has fired for an answer to it', async () => {
    const clock = createVirtualClock(0);
    const stop = new AbortController();
    let failures = 0;
    const work = (): Promise<never> =>
      new Promise((_, reject) => stop.signal.addEventListener('abort', () => reject(passing('cut off')), { once: true }));
    const retried = retry(work, { clock, signal: stop.signal, waits: [10], onFailure: () => (failures += 1) });
    const reason = new Error('enough');
    stop.abort(reason);
    await expect(retried).rejects.toBe(reason);
    expect(failures).toBe(0);
  });

  it('begins nothing when the signal has fired already', async () => {
    const clock = createVirtualClock(0);
    const { atMs, work } = scripted(clock);
    const reason = new Error('enough');
    await expect(retry(work, { clock, signal: AbortSignal.abort(reason), waits: [] })).rejects.toBe(reason);
    expect(atMs).toEqual([]);
  });
});

describe('backoff', () => {
  it('doubles up to its longest wait and stays there, however many failures there were', () => {
    const waits = backoff({ firstMs: 100, maxMs: 1_000 });
    expect(Array.from({ length: 6 }, () => waits.next().value)).toEqual([100, 200, 400, 800, 1_000, 1_000]);
    expect(backoffMs(10_000, { firstMs: 100, maxMs: 1_000 })).toBe(1_000);
  });

  it('takes off up to half at random', () => {
    const range = { firstMs: 100, maxMs: 1_000 };
    expect(backoffMs(3, { ...range, random: () => 1 })).toBe(200);
    expect(backoffMs(9, { ...range, random: () => 0.5 })).toBe(750);
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 100 }), fc.double({ min: 0, max: 1, noNaN: true }), (failures, random) => {
        const ms = backoffMs(failures, { ...range, random: () => random });
        expect(ms).toBeGreaterThanOrEqual(50);
        expect(ms).toBeLessThanOrEqual(1_000);
      }),
    );
  });
});
