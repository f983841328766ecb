import { describe, expect, it } from 'vitest';
import { createVirtualClock } from '../testing/virtual-clock.ts';
import { steadyClock } from './steady-clock.ts';

describe('a steady clock', () => {
  it('begins at the wall clock and goes on with the time that passes, however the wall clock is set', async () => {
    const clock = createVirtualClock(50_000);
    const steady = steadyClock(clock);
    expect(steady.nowMs()).toBe(50_000);
    clock.setWallClock(10);
    await clock.advance(200);
    expect(clock.nowMs()).toBe(210);
    expect(steady.nowMs()).toBe(50_200);
    expect(steady.monotonicMs()).toBe(clock.monotonicMs());
  });

  it('sleeps as long as the other does', async () => {
    const clock = createVirtualClock(0);
    const steady = steadyClock(clock);
    const slept = steady.sleep(100).then(() => steady.nowMs());
    clock.setWallClock(9_000_000);
    await clock.advance(100);
    expect(await slept).toBe(100);
  });
});
