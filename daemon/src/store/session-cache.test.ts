// Sessions that were looked up: remembered up to a number, and never older than what was written.
import { expect, it } from 'vitest';
import type { StoredSession } from '@subcam/shared';
import { createSessionCache } from './session-cache.ts';
import { Meeting } from './testing/conformance-meeting.ts';

const stored = (sessionId: string, closedAtMs: number | null = null): StoredSession => ({
  ...new Meeting().session({ sessionId }),
  closedAtMs,
});

function reading(read: string[]) {
  return (sessionId: string) => () => {
    read.push(sessionId);
    return Promise.resolve(stored(sessionId));
  };
}

it('the one that was used longest ago is read again', async () => {
  const read: string[] = [];
  const from = reading(read);
  const cache = createSessionCache(2);
  for (const id of ['a', 'b', 'a', 'c', 'a', 'b']) await cache.find(id, from(id));
  expect(read).toEqual(['a', 'b', 'c', 'b']);
});

it('one that was written to is read again, also when that happened while it was read', async () => {
  const cache = createSessionCache(2);
  await cache.find('a', () => Promise.resolve(stored('a')));
  cache.forget('a');
  const old = Promise.withResolvers<StoredSession>();
  const first = cache.find('a', () => old.promise);
  cache.forget('a');
  old.resolve(stored('a'));
  await first;
  expect(await cache.find('a', () => Promise.resolve(stored('a', 5)))).toMatchObject({ closedAtMs: 5 });
});

it('one that is not there is looked for again', async () => {
  const cache = createSessionCache(2);
  expect(await cache.find('a', () => Promise.resolve(null))).toBeNull();
  expect(await cache.find('a', () => Promise.resolve(stored('a')))).toMatchObject({ sessionId: 'a' });
});
