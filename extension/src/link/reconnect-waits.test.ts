import { describe, expect, it } from 'vitest';
import { RECONNECT, reconnectWaits } from './reconnect-waits.ts';

describe('the waits between connections', () => {
  it('double up to the longest while no connection is good, and begin with the shortest after a good one', () => {
    const good = [false, false, false, false, false, true, false];
    const waits = reconnectWaits({ wasGood: () => good.shift() ?? false, random: () => 0 });
    const { firstMs, maxMs } = RECONNECT;
    expect(Array.from({ length: 7 }, () => waits.next().value)).toEqual([200, 400, 800, maxMs, maxMs, firstMs, 200]);
  });

  it('are shortened by at most a half', () => {
    const waits = reconnectWaits({ wasGood: () => true, random: () => 1 });
    expect(waits.next().value).toBe(RECONNECT.firstMs / 2);
  });
});
