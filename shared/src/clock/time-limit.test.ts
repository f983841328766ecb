import { describe, expect, it } from 'vitest';
import { SubcamError } from '../errors/subcam-error.ts';
import { createVirtualClock } from '../testing/virtual-clock.ts';
import { withinTime } from './time-limit.ts';

const late = (): SubcamError => new SubcamError('timeout', 'It took longer than 1 s.', { retryable: true });

/** Work that ends only when its signal fires, and then rejects with its reason. */
const heeding = (signal: AbortSignal): Promise<never> =>
  new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true }));

/** Work that never ends, whatever is told to it. */
const deaf = (): Promise<never> => new Promise(() => undefined);

describe('a time limit', () => {
  it('gives what the work gives in time, and leaves no timer behind', async () => {
    const clock = createVirtualClock(0);
    const work = withinTime(1_000, () => clock.sleep(999).then(() => 'done'), { clock, late });
    await clock.advance(999);
    expect(await work).toBe('done');
    expect(clock.sleepers).toBe(0);
  });

  it('rejects with what the work rejects with, and leaves no timer behind', async () => {
    const clock = createVirtualClock(0);
    const failure = new Error('broken');
    await expect(withinTime(1_000, () => Promise.reject(failure), { clock, late })).rejects.toBe(failure);
    expect(clock.sleepers).toBe(0);
    const thrower = (): Promise<void> => {
      throw failure;
    };
    await expect(withinTime(1_000, thrower, { clock, late })).rejects.toBe(failure);
    expect(clock.sleepers).toBe(0);
  });

  it('rejects when the limit passes, also for work that does not heed its signal', async () => {
    const clock = createVirtualClock(0);
    const outcome = withinTime(1_000, deaf, { clock, late }).catch((error: unknown) => error);
    await clock.advance(999);
    expect(clock.sleepers).toBe(1);
    await clock.advance(1);
    expect(await outcome).toMatchObject({ code: 'timeout', message: 'It took longer than 1 s.' });
    expect(clock.sleepers).toBe(0);
  });

  it('tells the work why: the reason of its signal is the very error that the caller gets', async () => {
    const clock = createVirtualClock(0);
    let reason: unknown;
    const work = (signal: AbortSignal): Promise<never> => {
      signal.addEventListener('abort', () => (reason = signal.reason), { once: true });
      // Its own words about the abort do not hide the limit.
      return heeding(signal).catch((cause: unknown) => {
        throw new SubcamError('engine-failed', 'The engine was cut off.', { cause });
      });
    };
    const outcome = withinTime(1_000, work, { clock, late }).catch((error: unknown) => error);
    await clock.advance(1_000);
    expect(await outcome).toMatchObject({ code: 'timeout' });
    expect(reason).toBe(await outcome);
  });

  it.each([
    ['heeds', heeding],
    ['does not heed', deaf],
  ])('ends with the reason of the caller’s signal when that fires first, for work that %s it', async (_, work) => {
    const clock = createVirtualClock(0);
    const stop = new AbortController();
    const outcome = withinTime(1_000, work, { clock, signal: stop.signal, late });
    const reason = new Error('enough');
    stop.abort(reason);
    await expect(outcome).rejects.toBe(reason);
    expect(clock.sleepers).toBe(0);
  });

  it('holds as well when the caller has a signal that never fires', async () => {
    const clock = createVirtualClock(0);
    const outcome = withinTime(1_000, deaf, { clock, signal: new AbortController().signal, late }).catch((error: unknown) => error);
    await clock.advance(1_000);
    expect(await outcome).toMatchObject({ code: 'timeout' });
  });

  it('begins nothing when the caller’s signal has fired already', async () => {
    const clock = createVirtualClock(0);
    let begun = false;
    const work = async (): Promise<void> => {
      begun = true;
    };
    const reason = new Error('enough');
    await expect(withinTime(1_000, work, { clock, signal: AbortSignal.abort(reason), late })).rejects.toBe(reason);
    expect(begun).toBe(false);
  });

  it('does not abort the signal of work that was done in time', async () => {
    const clock = createVirtualClock(0);
    let given: AbortSignal | undefined;
    await withinTime(1_000, async (signal) => void (given = signal), { clock, late });
    await clock.advance(5_000);
    expect(given?.aborted).toBe(false);
  });
});
