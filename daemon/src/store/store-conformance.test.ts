// The conformance suite on SQLite and Postgres, and what it finds in stores that are broken.
import { afterAll, describe, expect, it } from 'vitest';
import type { Store } from '@subcam/shared';
import { BROKEN_STORES } from './testing/broken-stores.ts';
import { postgresSubject } from './testing/postgres-subject.ts';
import { sqliteSubject } from './testing/sqlite-subject.ts';
import { STORE_CHECKS, testStoreConformance, type StoreSubject } from './testing/store-conformance.ts';

describe('SQLite', () => {
  testStoreConformance(sqliteSubject);
});

describe('Postgres', () => {
  testStoreConformance(postgresSubject);
});

/** Whether the check of this name finds a fault. */
async function fails(name: string, subject: StoreSubject): Promise<boolean> {
  const check = STORE_CHECKS.find((one) => one.name === name);
  if (check === undefined) throw new Error(`There is no check "${name}".`);
  return check.run(subject).then(
    () => false,
    () => true,
  );
}

describe('the suite finds a store that', () => {
  const shared = sqliteSubject();
  afterAll(async () => (await shared)[Symbol.asyncDispose]());

  async function foundIn(name: string, broken: (sound: Store) => Store): Promise<boolean> {
    if (STORE_CHECKS.find((one) => one.name === name)?.closes !== true) {
      const { store, reopen } = await shared;
      return fails(name, { store: broken(store), reopen });
    }
    await using subject = await sqliteSubject();
    return await fails(name, { store: broken(subject.store), reopen: async () => broken(await subject.reopen()) });
  }

  it.each(BROKEN_STORES)('%s', async (_fault, broken, name) => {
    // The same check finds nothing in the sound store, or it would prove nothing here.
    expect(await foundIn(name, (sound) => sound)).toBe(false);
    expect(await foundIn(name, broken)).toBe(true);
  });

  it('has forgotten everything when it is opened again', async () => {
    await using subject = await sqliteSubject();
    await using other = await sqliteSubject();
    const forgetful = { store: subject.store, reopen: () => Promise.resolve(other.store) };
    expect(await fails('goes on from the last commit in another process', forgetful)).toBe(true);
  });

  it('fails in each of its checks', () => {
    const proved = new Set(BROKEN_STORES.map(([, , name]) => name));
    expect(STORE_CHECKS.map(({ name }) => name).filter((name) => !proved.has(name))).toEqual([]);
  });
});
