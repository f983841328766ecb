// Work that takes long, of several connections at once: how much of it one turn of the event loop holds.
import { setImmediate as turn } from 'node:timers/promises';
import { createVirtualClock } from '@subcam/shared/testing';
import { describe, expect, it } from 'vitest';
import { createTurnBudget } from './turn-budget.ts';

/** Work of which each piece takes 1 ms by the clock, and what was done in each turn. */
function setUp(msATurn: number) {
  const clock = createVirtualClock();
  let nowMs = 0;
  const budget = createTurnBudget({ msATurn, clock: { ...clock, monotonicMs: () => nowMs } });
  const turns: string[][] = [[]];
  const work = (name: string) => (): void => {
    turns.at(-1)?.push(name);
    nowMs += 1;
  };
  const later = (name: string) => (): void => {
    turns.at(-1)?.push(name);
    void (async () => {
      for (let step = 0; step < 20; step += 1) await Promise.resolve();
      nowMs += 1;
    })();
  };
  // Of a turn it runs first, since it was asked for first.
  const tick = (): void => {
    turns.push([]);
    setImmediate(tick).unref();
  };
  setImmediate(tick).unref();
  const inTurns = async (count: number): Promise<readonly (readonly string[])[]> => {
    while (turns.length <= count) await turn();
    return turns.filter((done) => done.length > 0);
  };
  return { budget, work, later, inTurns };
}

describe('a turn of the event loop', () => {
  it('holds so many milliseconds of work, whichever connections it is of; the rest comes in the next ones', async () => {
    const { budget, work, inTurns } = setUp(3);
    for (const name of ['a', 'b', 'c', 'd', 'e', 'f', 'g']) budget.take(work(name));
    expect(await inTurns(6)).toEqual([['a', 'b', 'c'], ['d', 'e', 'f'], ['g']]);
  });

  it('counts what work sets off before anything else runs', async () => {
    const { budget, later, inTurns } = setUp(2);
    for (const name of ['a', 'b', 'c', 'd']) budget.take(later(name));
    expect(await inTurns(6)).toEqual([
      ['a', 'b'],
      ['c', 'd'],
    ]);
  });

  it('holds one piece of work where no time is given', async () => {
    const { budget, work, inTurns } = setUp(0);
    for (const name of ['a', 'b', 'c']) budget.take(work(name));
    expect(await inTurns(6)).toEqual([['a'], ['b'], ['c']]);
  });

  it('is shared among clients: one that asks for much does not delay another that asks for little', async () => {
    const { budget, work, inTurns } = setUp(0);
    for (let index = 0; index < 50; index += 1) budget.take(work(`much ${index}`), ['much']);
    budget.take(work('little'), ['little']);
    expect((await inTurns(10)).slice(0, 3)).toEqual([['much 0'], ['much 1'], ['little']]);
  });

  it('goes on after work that fails', async () => {
    const { budget, work, inTurns } = setUp(0);
    expect(() =>
      budget.take(() => {
        throw new Error('broken');
      }),
    ).toThrow('broken');
    budget.take(work('next'));
    expect(await inTurns(4)).toEqual([['next']]);
  });
});
