// A database of SQLite in a folder of its own -> what the conformance suite works with.
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Store } from '@subcam/shared';
import { openStore } from '../open-store.ts';
import type { StoreSubject } from './conformance-meeting.ts';

/** In memory where the system has such a folder: whether a commit reaches the disk is tested elsewhere. */
const MEMORY = '/dev/shm';

export async function sqliteSubject(): Promise<StoreSubject & AsyncDisposable> {
  const folder = await mkdtemp(path.join(existsSync(MEMORY) ? MEMORY : tmpdir(), 'subcam-conformance-'));
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
