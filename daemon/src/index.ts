// @subcam/daemon: what other packages may use of the daemon.
export { loadConfig, type ConfigFlags, type DaemonConfig } from './config.ts';
export { type Daemon } from './compose.ts';
export { openStore, type StoreOptions } from './store/index.ts';
