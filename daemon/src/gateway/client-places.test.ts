// Clients that take up places, one of them as many as it can.
import { describe, expect, it } from 'vitest';
import { createClientPlaces } from './client-places.ts';

function setUp(most: number, mostOfOne: number) {
  const limits = { most, mostOfOne };
  const settings = { most: 'limits.most', mostOfOne: 'limits.mostOfOne' };
  const places = createClientPlaces({ what: 'connections', limits: () => limits, settings });
  const take = (name: string, address = '127.0.0.1'): (() => void) => places.take({ address, name });
  return { limits, take };
}

const REFUSED = { code: 'session-limit', retryable: true };

describe('places of clients', () => {
  it('are left for others by a client that takes all that it can', () => {
    const { take } = setUp(4, 2);
    take('greedy');
    take('greedy');
    expect(() => take('greedy')).toThrow(expect.objectContaining({ ...REFUSED, message: expect.stringContaining('limits.mostOfOne') }));
    take('other');
    take('greedy', '127.0.0.2');
    expect(() => take('third')).toThrow(expect.objectContaining({ ...REFUSED, message: expect.stringContaining('limits.most.') }));
  });

  it('are free again once they are given back, each once', () => {
    const { take } = setUp(2, 1);
    const giveBack = take('one');
    const other = take('other');
    giveBack();
    giveBack();
    take('one');
    expect(() => take('third')).toThrow(expect.objectContaining(REFUSED));
    other();
    take('third');
  });

  it('follow limits that are changed', () => {
    const { limits, take } = setUp(1, 1);
    take('one');
    expect(() => take('two')).toThrow();
    limits.most = 2;
    take('two');
  });
});
