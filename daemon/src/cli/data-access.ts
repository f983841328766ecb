// Flags -> what was said: the running daemon tells it, else it is read where it is kept.
import { createDataService, type DataService } from '../archive/index.ts';
import { loadConfig, type DaemonConfig } from '../config/index.ts';
import { backupsIn, databaseState, openStore } from '../store/index.ts';
import { CONFIG_ARG, daemonFlags, DATA_DIR_ARG } from './daemon-args.ts';
import { remoteData } from './remote-data.ts';
import { ADDRESS_ARGS, daemonWithData, type AddressFlags } from './running-daemon.ts';
import type { Terminal } from './terminal.ts';

/** Flags of every command that reads or changes what was said. */
export const DATA_ARGS = {
  ...CONFIG_ARG,
  ...DATA_DIR_ARG,
  ...ADDRESS_ARGS,
  json: { type: 'boolean', description: 'Print JSON' },
} as const;

export interface DataAccess extends AsyncDisposable {
  readonly config: DaemonConfig;
  /** The daemon's address; null where none runs. */
  readonly daemonUrl: string | null;
  readonly data: DataService;
}

/**
 * `changes`: something will be imported or deleted, so no daemon may work on the database by itself. Rejects with `configuration` for settings that make no
 * sense, with `storage`, and as `daemonWithData` does.
 */
export async function openDataAccess(
  args: AddressFlags & Readonly<Record<string, unknown>>,
  terminal: Terminal,
  { changes = false }: { readonly changes?: boolean } = {},
): Promise<DataAccess> {
  const config = await loadConfig(terminal.env, daemonFlags(args));
  const daemon = await daemonWithData(args, { config, terminal });
  if (daemon !== null) {
    return { config, daemonUrl: daemon.url, data: remoteData(daemon), [Symbol.asyncDispose]: () => Promise.resolve() };
  }
  const { url, ...limits } = config.store;
  const { isMade } = await databaseState({ file: config.databaseFile, url });
  // Who only looks makes no database.
  const place = isMade || changes ? { file: config.databaseFile, url } : { file: null };
  const store = await openStore({ ...place, limits, isDaemon: changes });
  const data = createDataService({ store, backups: backupsIn(config.backupsDir, () => (url === null ? null : config.databaseFile)) });
  return { config, daemonUrl: null, data, [Symbol.asyncDispose]: () => store.close() };
}
