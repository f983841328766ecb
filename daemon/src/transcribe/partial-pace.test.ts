// How often a growing segment is read by an engine that costs much.
import { createVirtualClock } from '@subcam/shared/testing';
import { expect, it } from 'vitest';
import { isToBeRead, openPartialPace } from './partial-pace.ts';

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

it('a growing segment is worth a costly reading from some words on, sound before a cut included, and while somebody speaks', () => {
  const ms = (length: number): Float32Array => new Float32Array(16 * length);
  const state = (lengthMs: number, { silenceMs = 0, beforeMs = 0 } = {}) => ({
    firstSample: 8_000,
    endSample: 8_000 + 16 * lengthMs,
    speechEndSample: 8_000 + 16 * (lengthMs - silenceMs),
    samples: ms(lengthMs),
    soundBefore: ms(beforeMs),
    soundAfter: ms(0),
  });
  const pace = openPartialPace(0.2, createVirtualClock());
  const isWorthReading = (segment: ReturnType<typeof state>): boolean => isToBeRead(segment, pace, { partialShare: 0.2 });
  expect([500, 1100, 1200, 5000].map((length) => isWorthReading(state(length)))).toEqual([false, false, true, true]);
  expect(isWorthReading(state(500, { beforeMs: 1250 }))).toBe(true);
  expect([64, 96, 128, 200].map((silenceMs) => isWorthReading(state(3000, { silenceMs })))).toEqual([true, true, false, false]);
  // One that has no share reads all of them.
  expect(isToBeRead(state(500, { silenceMs: 200 }), pace, {})).toBe(true);
});
