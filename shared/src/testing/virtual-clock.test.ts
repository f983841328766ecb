import { describe, expect, it } from 'vitest';
import { createVirtualClock } from './virtual-clock.ts';

describe('the virtual clock', () => {
  it('wakes sleepers in the order of their instants, also those who begin to sleep meanwhile', async () => {
    const clock = createVirtualClock(0);
    const woke: string[] = [];
    const sleeper = async (name: string, ...naps: readonly number[]): Promise<void> => {
      for (const nap of naps) {
        await clock.sleep(nap);
        woke.push(`${name} ${clock.nowMs()}`);
      }
    };
    const all = Promise.all([sleeper('a', 30), sleeper('b', 10, 10, 100)]);
    await clock.advance(50);
    expect(woke).toEqual(['b 10', 'b 20', 'a 30']);
    expect(clock.nowMs()).toBe(50);
    expect(clock.sleepers).toBe(1);
    await clock.run(all);
    expect(clock.nowMs()).toBe(120);
  });

  it('cuts a sleep short when its signal fires', async () => {
    const clock = createVirtualClock();
    const stop = new AbortController();
    const sleep = clock.sleep(10, stop.signal);
    stop.abort(new Error('enough'));
    await expect(sleep).rejects.toThrow('enough');
    await expect(clock.sleep(10, stop.signal)).rejects.toThrow('enough');
    expect(clock.sleepers).toBe(0);
  });

  it('says so when nothing can ever finish the work', async () => {
    await expect(createVirtualClock().run(new Promise(() => undefined))).rejects.toThrow('Nobody sleeps');
  });

  it('says so when the work goes on for longer than it may', async () => {
    const clock = createVirtualClock(0);
    const stop = new AbortController();
    const endless = async (): Promise<void> => {
      while (!stop.signal.aborted) await clock.sleep(10);
    };
    await expect(clock.run(endless(), 1_000)).rejects.toThrow('Not done after 1000 ms');
    expect(clock.nowMs()).toBe(1_000);
    stop.abort();
    await clock.advance(10);
  });
});
