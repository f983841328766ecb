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
 * Rejects with `storage`: the message says what to do, and nothing was changed. One daemon at a time works with a data directory, also where what was said is kept on a
 * server, or nowhere: two would take each other's token, settings and port, which are files there.
 */
export async function openConfiguredStore(
  { store: settings, databaseFile }: StoreConfig,
  { isDaemon, clock }: { readonly isDaemon: boolean; readonly clock: Clock },
): Promise<OpenStore> {
  const { url, mode } = settings;
  await using opened = new AsyncDisposableStack();
  // Held until the daemon ends, also when what was said moves from the file to a server meanwhile.
  if (isDaemon) opened.use(await lockOf(databaseFile));
  const place = mode === 'memory' ? { file: null } : { file: databaseFile, url };
  // Daemons with other data directories may name the same server.
  const isAloneOnServer = isDaemon && mode === 'disk' && url !== null;
  const { store, moveTo } = await openMovableStore({ ...place, limits: settings, isDaemon: isAloneOnServer, clock });
  opened.defer(() => store.close());
  const kept = opened.move();
  return { store: { ...store, close: () => kept.disposeAsync() }, moveTo };
}

async function lockOf(databaseFile: string): Promise<Disposable> {
  const folder = path.dirname(databaseFile);
  try {
    await makePrivateFolder(folder);
    return lockForDaemon(databaseFile, `the data directory ${folder}, where its token, its settings and its port are`);
  } catch (error) {
    throw storageError(error, 'its folder was locked');
  }
}

export function tellWhereItIsKept({ url, mode }: Kept, log: Log): void {
  if (mode === 'memory') log.warn('What is said is kept in memory alone: a crash, or the end of the daemon, loses it.');
  const host = url === null || mode === 'memory' ? null : remoteServerOf(url);
  if (host !== null) log.info({ host }, 'What was said is kept on another machine.');
}
