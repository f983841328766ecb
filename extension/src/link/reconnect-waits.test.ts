import { describe, expect, it } from 'vitest';
import { RECONNECT, reconnectWaits } from './reconnect-waits.ts';

describe('the waits between connections', () => {
  it('stay short as long as a daemon takes to restart, then grow to the longest, and begin with the shortest after a good connection', () => {
    const { firstMs, soonMs, soonTries, maxMs } = RECONNECT;
    let isGood = false;
    const waits = reconnectWaits({ wasGood: () => isGood, random: () => 0 });
    const next = (count: number): readonly (number | undefined)[] => Array.from({ length: count }, () => waits.next().value);
    expect(next(3)).toEqual([200, soonMs, soonMs]);
    const soon = next(soonTries - 4);
    expect(new Set(soon)).toEqual(new Set([soonMs]));
    expect(next(4)).toEqual([500, maxMs, maxMs, maxMs]);
    isGood = true;
    expect(next(1)).toEqual([firstMs]);
    isGood = false;
    expect(next(2)).toEqual([200, soonMs]);
  });

  it('are short for at least three seconds, whatever chance says', () => {
    const waits = reconnectWaits({ wasGood: () => false, random: () => 1 });
    let passedMs = 0;
    for (let waitMs = waits.next().value; waitMs <= RECONNECT.soonMs / 2; waitMs = waits.next().value) passedMs += waitMs;
    expect(passedMs).toBeGreaterThan(3_000);
  });

  it('are shortened by at most a half', () => {
    const waits = reconnectWaits({ wasGood: () => true, random: () => 1 });
    expect(waits.next().value).toBe(RECONNECT.firstMs / 2);
  });
});
