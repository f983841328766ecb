import { getEventListeners } from 'node:events';
import { expect, it } from 'vitest';
import { followingController } from './following-controller.ts';

it('fires with the signal that it follows, with its reason, also when that had fired before', () => {
  const outer = new AbortController();
  const inner = followingController(outer.signal);
  expect(inner.signal.aborted).toBe(false);
  outer.abort(new Error('enough'));
  expect(inner.signal.reason).toEqual(new Error('enough'));
  expect(followingController(outer.signal).signal.reason).toEqual(new Error('enough'));
});

it('fires alone, and leaves nothing behind', () => {
  const outer = new AbortController();
  const inner = followingController(outer.signal);
  expect(getEventListeners(outer.signal, 'abort')).toHaveLength(1);
  inner.abort();
  expect(outer.signal.aborted).toBe(false);
  expect(getEventListeners(outer.signal, 'abort')).toEqual([]);
});
