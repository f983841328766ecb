// The settings under `store` -> the store that they name, and what is told of it at the start.
import type { Clock } from '@subcam/shared';
import type { Log } from '../telemetry/index.ts';
import { openMovableStore, type OpenStore } from './open-store.ts';
import { remoteServerOf } from './remote-server.ts';
import type { StoreLimits } from './store-options.ts';

interface Kept {
  readonly url: string | null;
  /** `memory`: nothing that was said reaches a disk or a server. */
  readonly mode: 'disk' | 'memory';
}

export interface StoreConfig {
  readonly store: Kept & StoreLimits;
  /** Where no server is named. */
  readonly databaseFile: string;
}

/** Rejects with `storage`: the message says what to do, and nothing was changed. */
export function openConfiguredStore(
  { store, databaseFile }: StoreConfig,
  options: { readonly isDaemon: boolean; readonly clock: Clock },
): Promise<OpenStore> {
  const { url, mode } = store;
  return openMovableStore({ ...(mode === 'memory' ? { file: null } : { file: databaseFile, url }), limits: store, ...options });
}

export function tellWhereItIsKept({ url, mode }: Kept, log: Log): void {
  if (mode === 'memory') log.warn('What is said is kept in memory alone: a crash, or the end of the daemon, loses it.');
  const host = url === null || mode === 'memory' ? null : remoteServerOf(url);
  if (host !== null) log.info({ host }, 'What was said is kept on another machine.');
}
