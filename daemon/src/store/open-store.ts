// StoreOptions -> the store, on a file or on a server.
import { systemClock, type Store } from '@subcam/shared';
import { movableBackend } from './movable-backend.ts';
import { moveWhileWorking, type Moved, type MoveWhileWorkingOptions } from './move-while-working.ts';
import { openSqlite } from './sqlite-store.ts';
import { storeOn } from './store.ts';
import { DEFAULT_STORE_LIMITS, type StoreOptions } from './store-options.ts';

export type MoveTo = (options: MoveWhileWorkingOptions) => Promise<Moved>;

export interface OpenStore {
  readonly store: Store;
  /** Moves what a file has to a server, while the store is worked with. null: it is not in a file. */
  readonly moveTo: MoveTo | null;
}

/** Opens (and where needed makes or migrates) the database. Rejects with `storage`: the message says what to do, and nothing was changed. */
export async function openMovableStore(options: StoreOptions): Promise<OpenStore> {
  const { file, url = null, limits = DEFAULT_STORE_LIMITS, clock = systemClock } = options;
  if (url !== null) {
    // Its driver is loaded only where it is needed.
    const { openPostgres } = await import('./postgres-store.ts');
    return { store: storeOn(await openPostgres({ ...options, url }), { limits, clock }), moveTo: null };
  }
  const source = await openSqlite(options);
  if (file === null) return { store: storeOn(source, { limits, clock }), moveTo: null };
  const backend = movableBackend(source);
  return {
    store: storeOn(backend, { limits, clock }),
    moveTo: (move) => moveWhileWorking({ source, backend, file, limits, clock }, move),
  };
}

/** As `openMovableStore`, for who does not move it. */
export async function openStore(options: StoreOptions): Promise<Store> {
  return (await openMovableStore(options)).store;
}
