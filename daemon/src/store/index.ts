// The store's public face: one file of SQLite, or a Postgres server, behind the Store port.
export { openStore } from './open-store.ts';
export { remoteServerOf } from './remote-server.ts';
export { DEFAULT_STORE_LIMITS, type StoreLimits, type StoreOptions } from './store-options.ts';
