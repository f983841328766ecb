// The store's public face: one file of SQLite behind the Store port.
export { openStore, type StoreOptions } from './sqlite-store.ts';
