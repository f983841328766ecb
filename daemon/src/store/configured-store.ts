// The settings under `store` -> the store that they name, and what is told of it at the start.
import path from 'node:path';
import type { Clock } from '@subcam/shared';
import { makePrivateFolder } from '../lib/private-files.ts';
import type { Log } from '../telemetry/index.ts';
import { lockForDaemon } from './daemon-lock.ts';
import { openMovableStore, type OpenStore } from './open-store.ts';
import { remoteServerOf } from './remote-server.ts';
import { storageError } from './storage-error.ts';
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

/**
 * Rejects with `storage`: the message says what to do, and nothing was changed. One daemon at a time works with a data directory, also where it keeps nothing there that was
 * said: its token, its settings and its port are told by that directory.
 */
export async function openConfiguredStore(
  { store: settings, databaseFile }: StoreConfig,
  { isDaemon, clock }: { readonly isDaemon: boolean; readonly clock: Clock },
): Promise<OpenStore> {
  const { url, mode } = settings;
  const options = { limits: settings, isDaemon, clock };
  if (mode === 'disk') return openMovableStore({ file: databaseFile, url, ...options });
  await using opened = new AsyncDisposableStack();
  if (isDaemon) opened.use(await lockOf(databaseFile));
  const { store } = await openMovableStore({ file: null, ...options });
  opened.defer(() => store.close());
  const kept = opened.move();
  return { store: { ...store, close: () => kept.disposeAsync() }, moveTo: null };
}

async function lockOf(databaseFile: string): Promise<Disposable> {
  try {
    await makePrivateFolder(path.dirname(databaseFile));
    return lockForDaemon(databaseFile);
  } catch (error) {
    throw storageError(error, 'its folder was locked');
  }
}

export function tellWhereItIsKept({ url, mode }: Kept, log: Log): void {
  if (mode === 'memory') log.warn('What is said is kept in memory alone: a crash, or the end of the daemon, loses it.');
  const host = url === null || mode === 'memory' ? null : remoteServerOf(url);
  if (host !== null) log.info({ host }, 'What was said is kept on another machine.');
}
