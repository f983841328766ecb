// Work that is wanted more often than it may be done.
import { expect, it } from 'vitest';
import { createVirtualClock } from '@subcam/shared/testing';
import { spacedWork } from './spaced-work.ts';

function rig(tookMs: number) {
  const clock = createVirtualClock();
  const begunAtMs: number[] = [];
  const startedMs = clock.monotonicMs();
  const work = async (): Promise<void> => {
    begunAtMs.push(clock.monotonicMs() - startedMs);
    await clock.sleep(tookMs);
  };
  return { clock, begunAtMs, spaced: spacedWork(work, { clock, leastMs: () => 1_000 }) };
}

it('is done at once, then no more often than that, and what was wanted meanwhile once, when somebody comes by', async () => {
  const { clock, begunAtMs, spaced } = rig(10);
  for (let count = 0; count < 8; count += 1) {
    spaced.want();
    await clock.advance(100);
  }
  expect(begunAtMs).toEqual([0]);
  await clock.advance(1_200);
  expect(begunAtMs).toEqual([0]);
  spaced.ifDue();
  spaced.ifDue();
  await clock.advance(5_000);
  spaced.ifDue();
  expect(begunAtMs).toEqual([0, 2_000]);
});

it('is done once at a time, however long it takes', async () => {
  const { clock, begunAtMs, spaced } = rig(3_000);
  spaced.want();
  await clock.advance(2_000);
  spaced.want();
  expect(begunAtMs).toEqual([0]);
  let isSettled = false;
  void spaced.settled().then(() => (isSettled = true));
  await clock.advance(900);
  expect(isSettled).toBe(false);
  await clock.advance(200);
  expect(isSettled).toBe(true);
  spaced.ifDue();
  expect(begunAtMs).toEqual([0, 3_100]);
});
