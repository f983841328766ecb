// How often a growing segment is read by an engine that costs much.
import { createVirtualClock } from '@subcam/shared/testing';
import { expect, it } from 'vitest';
import { openPartialPace } from './partial-pace.ts';

/** Readings that take so long, one as soon as it is due; states come each 200 ms. Resolves with when they began. */
async function read(share: number | null, tookMs: readonly number[]): Promise<readonly number[]> {
  const clock = createVirtualClock();
  const pace = openPartialPace(share, clock);
  const began: number[] = [];
  const from = clock.monotonicMs();
  for (const ms of tookMs) {
    while (!pace.isDue) await clock.advance(200);
    began.push(clock.monotonicMs() - from);
    const end = pace.begin();
    await clock.advance(ms);
    end();
  }
  return began;
}

it('readings take their share of the time: after one that took long comes a long pause', async () => {
  expect(await read(0.25, [100, 200, 100, 400, 100])).toEqual([0, 500, 1300, 1800, 3400]);
});

it('without a share, or with all of it, one comes after the other', async () => {
  for (const share of [null, 1]) expect(await read(share, [100, 300, 100])).toEqual([0, 100, 400]);
});
