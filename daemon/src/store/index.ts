// The store's public face: one file of SQLite, or a Postgres server, behind the Store port.
export { backupsIn } from './backups.ts';
export { makeBackup, restoreBackup } from './backup-file.ts';
export { databaseState, type DatabaseState } from './database-state.ts';
export { moveStore, type MoveOptions } from './move-store.ts';
export { createDatabaseMove, type DatabaseMove } from './database-move.ts';
export { openConfiguredStore, tellWhereItIsKept } from './configured-store.ts';
export { openStore } from './open-store.ts';
export { searchTokens } from './search/tokens.ts';
export { DEFAULT_STORE_LIMITS, type StoreLimits, type StoreOptions } from './store-options.ts';
