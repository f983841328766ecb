// Bounds of what waits for the recogniser.
import { expect, it } from 'vitest';
import type { SegmentEvent } from '../segment/index.ts';
import { createSegmentQueue } from './segment-queue.ts';

function growing(endSample: number): SegmentEvent {
  const empty = new Float32Array(0);
  return { type: 'growing', firstSample: 0, endSample, speechEndSample: endSample, samples: empty, soundBefore: empty, soundAfter: empty };
}

it('as many events wait as the setting says, and whoever brings more waits until one is taken, or until the queue is over', async () => {
  const queue = createSegmentQueue({ keepsAll: true, maxWaiting: () => 4 });
  const isDone = async (put: Promise<boolean>): Promise<boolean | 'waits'> => {
    await new Promise((resolve) => setImmediate(resolve));
    return Promise.race([put, Promise.resolve('waits' as const)]);
  };
  for (const sample of [1, 2, 3]) expect(await isDone(queue.put(growing(sample)))).toBe(true);
  const fourth = queue.put(growing(4));
  expect(await isDone(fourth)).toBe('waits');
  expect(await queue.take()).toMatchObject({ endSample: 1 });
  expect(await isDone(fourth)).toBe(true);
  const fifth = queue.put(growing(5));
  expect(await isDone(fifth)).toBe('waits');
  queue.end();
  expect(await isDone(fifth)).toBe(false);
});
