// Flows that wait together, one of them with much more than the others.
import { describe, expect, it } from 'vitest';
import { createFairQueue, type FairQueue } from './fair-queue.ts';

function all<Item>(queue: FairQueue<Item>): readonly Item[] {
  const items: Item[] = [];
  for (let item = queue.take(); item !== undefined; item = queue.take()) items.push(item);
  return items;
}

describe('a fair queue', () => {
  it('gives each flow its turn, however much another has put in before, and keeps the order within each', () => {
    const queue = createFairQueue<string>();
    for (let index = 0; index < 5; index += 1) queue.put(`much ${index}`, ['much']);
    queue.put('little 0', ['little']);
    queue.put('little 1', ['little']);
    expect(queue.size).toBe(7);
    expect(all(queue)).toEqual(['much 0', 'little 0', 'much 1', 'little 1', 'much 2', 'much 3', 'much 4']);
    expect(queue.size).toBe(0);
  });

  it('shares first among the widest, so that a client with many sessions has no more turns than one with a single one', () => {
    const queue = createFairQueue<string>();
    for (const session of ['a', 'b', 'c']) for (const index of [0, 1]) queue.put(`many ${session}${index}`, ['many', session]);
    queue.put('one 0', ['one', 'x']);
    queue.put('one 1', ['one', 'x']);
    expect(all(queue)).toEqual(['many a0', 'one 0', 'many b0', 'one 1', 'many c0', 'many a1', 'many b1', 'many c1']);
  });

  it('gives up what is removed, and nothing else', () => {
    const queue = createFairQueue<string>();
    queue.put('goes', ['a', 'b']);
    queue.put('stays', ['a', 'b']);
    expect(queue.remove('goes', ['a', 'b'])).toBe(true);
    expect(queue.remove('goes', ['a', 'b'])).toBe(false);
    expect(queue.remove('stays', ['a', 'other'])).toBe(false);
    expect(all(queue)).toEqual(['stays']);
    expect(queue.remove('stays', ['a', 'b'])).toBe(false);
  });

  it('takes a flow that comes back behind those that wait', () => {
    const queue = createFairQueue<string>();
    queue.put('a0', ['a']);
    queue.put('b0', ['b']);
    queue.put('c0', ['c']);
    expect(queue.take()).toBe('a0');
    queue.put('a1', ['a']);
    expect(all(queue)).toEqual(['b0', 'c0', 'a1']);
  });
});
