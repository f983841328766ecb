// A database of SQLite in a folder of its own -> what the conformance suite works with.
import { rm } from 'node:fs/promises';
import path from 'node:path';
import type { Store } from '@subcam/shared';
import { openStore } from '../open-store.ts';
import { makeMemoryFolder } from '../../testing/memory-folder.ts';
import type { StoreSubject } from './conformance-meeting.ts';

export async function sqliteSubject(): Promise<StoreSubject & AsyncDisposable> {
  const folder = await makeMemoryFolder('subcam-conformance-');
  const file = path.join(folder, 'subcam.db');
  let store: Store = await openStore({ file });
  return {
    store,
    reopen: async () => {
      await store.close();
      store = await openStore({ file });
      return store;
    },
    [Symbol.asyncDispose]: async () => {
      await store.close();
      await rm(folder, { recursive: true });
    },
  };
}
