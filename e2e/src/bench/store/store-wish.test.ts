// What the bench of the store is asked for.
import { expect, it } from 'vitest';
import { storeWish } from './store-wish.ts';

const SERVER = { DATABASE_URL: 'postgres://me@localhost/empty' };

it('stores a million segments in both databases, and two thousand in its short form', () => {
  const whole = { rows: 1_000_000, seed: 1, stores: ['sqlite', 'postgres'], databaseUrl: null, isQuick: false };
  expect(storeWish({}, false, {})).toEqual(whole);
  expect(storeWish({ store: 'postgres', rows: '5000', seed: '7' }, true, SERVER)).toEqual({
    rows: 5_000,
    seed: 7,
    stores: ['postgres'],
    databaseUrl: SERVER.DATABASE_URL,
    isQuick: true,
  });
  expect(storeWish({}, true, {}).rows).toBe(2_000);
});

it.each([
  [{ rows: '999' }, '--rows takes a whole number from 1000 to 100000000, not "999"'],
  [{ rows: 'all' }, '--rows takes'],
  [{ seed: '-1' }, '--seed takes a whole number from 0'],
  [{ store: 'mysql' }, '--store takes sqlite or postgres, not "mysql"'],
])('refuses %j', (flags, message) => {
  expect(() => storeWish(flags, false, {})).toThrow(message);
});
