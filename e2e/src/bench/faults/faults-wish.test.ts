// What the bench of faults is asked for.
import { expect, it } from 'vitest';
import { faultsWish } from './faults-wish.ts';

const SERVER = { DATABASE_URL: 'postgres://me@localhost/empty' };

it('kills forty times with one seed, and five times in its short form', () => {
  expect(faultsWish({}, false, {})).toEqual({ kills: 40, seed: 1, store: 'sqlite', databaseUrl: null, isQuick: false, isKillsOnly: false });
  expect(faultsWish({ seed: '7' }, true, {})).toMatchObject({ kills: 5, seed: 7, isQuick: true });
  expect(faultsWish({ 'kills-only': true }, false, {})).toMatchObject({ kills: 40, isKillsOnly: true });
  expect(faultsWish({ store: 'postgres' }, false, {})).toMatchObject({ store: 'postgres', databaseUrl: null });
  expect(faultsWish({ store: 'postgres', kills: '200' }, false, SERVER)).toMatchObject({ kills: 200, databaseUrl: SERVER.DATABASE_URL });
});

it.each([
  [{ kills: '0' }, {}, '--kills takes a whole number from 1 to 10000, not "0"'],
  [{ kills: 'many' }, {}, '--kills takes'],
  [{ seed: '-1' }, {}, '--seed takes a whole number from 0 to 4294967295, not "-1"'],
  [{ store: 'mysql' }, {}, '--store takes sqlite or postgres, not "mysql"'],
  [{ store: 'sqlite' }, SERVER, 'DATABASE_URL names a server'],
])('refuses %j', (flags, environment, message) => {
  expect(() => faultsWish(flags, false, environment)).toThrow(message);
});
