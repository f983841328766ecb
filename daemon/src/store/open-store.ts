// StoreOptions -> the store, on a file or on a server.
import { systemClock, type Store } from '@subcam/shared';
import { openSqlite } from './sqlite-store.ts';
import { storeOn } from './store.ts';
import { DEFAULT_STORE_LIMITS, type StoreOptions } from './store-options.ts';

/** Opens (and where needed makes or migrates) the database. Rejects with `storage`: the message says what to do, and nothing was changed. */
export async function openStore(options: StoreOptions): Promise<Store> {
  const { url = null, limits = DEFAULT_STORE_LIMITS, clock = systemClock } = options;
  // Its driver is loaded only where it is needed.
  const backend = url === null ? await openSqlite(options) : await (await import('./postgres-store.ts')).openPostgres({ ...options, url });
  return storeOn(backend, { limits, clock });
}
