// A database on the test run's Postgres server -> what the conformance suite works with.
import { openStore } from '../open-store.ts';
import type { StoreSubject } from './conformance-meeting.ts';
import { testDatabase } from '../../testing/postgres-server.ts';

export async function postgresSubject(): Promise<StoreSubject & AsyncDisposable> {
  const database = await testDatabase();
  const open = () => openStore({ file: 'no file is made', url: database.url });
  let store = await open();
  return {
    store,
    reopen: async () => {
      await store.close();
      store = await open();
      return store;
    },
    [Symbol.asyncDispose]: async () => {
      await store.close();
      await database[Symbol.asyncDispose]();
    },
  };
}
