// subcam db move: everything that was said from the file to a server, by the running daemon or where none runs.
import { SubcamError, systemClock } from '@subcam/shared';
import { beginDatabaseMoveRoute, callRoute, databaseMoveRoute, stopDatabaseMoveRoute, type DatabaseMoveState } from '@subcam/shared/http';
import { loadConfig, type DaemonConfig } from '../../config/index.ts';
import { databaseState, moveStore } from '../../store/index.ts';
import { command } from '../command.ts';
import { CONFIG_ARG, DATA_DIR_ARG, daemonFlags } from '../daemon-args.ts';
import { ADDRESS_ARGS, daemonWithData, type RunningDaemon } from '../running-daemon.ts';
import { oldFileSentence } from '../old-file.ts';
import type { Terminal } from '../terminal.ts';
import { untilStopped } from '../until-stopped.ts';

/** From one look at how far the daemon is to the next. */
const LOOK_AGAIN_MS = 250;

/** A move that is stopped takes away what it has copied. */
const STOPPING_MS = 60_000;

const STOPPED = 'Stopped. The file has everything, as before; what was copied is removed when you move again.';

interface Move {
  readonly config: DaemonConfig;
  readonly url: string;
  readonly terminal: Terminal;
}

interface Result {
  readonly rows: number;
  readonly tables: Readonly<Record<string, number>>;
  /** How long a running daemon had to wait with what it wrote. */
  readonly heldMs?: number;
  /** What the next start opens; a sentence about it. */
  readonly next: string;
  /** Which was moved: of a daemon that other flags have named, another one than that of the settings here. */
  readonly oldFile: string;
}

const counted = (table: string, rows: number): string => `${table}: ${rows} rows, each compared`;

export const move = command({
  name: 'db move',
  description: 'Move everything from the file to a Postgres server, and compare each row; also while the daemon runs',
  args: {
    to: { type: 'string', description: 'postgres://USER:PASSWORD@HOST/DATABASE; left out: DATABASE_URL', valueHint: 'URL' },
    ...CONFIG_ARG,
    ...DATA_DIR_ARG,
    ...ADDRESS_ARGS,
    json: { type: 'boolean', description: 'Print JSON' },
  },
  notes: [
    'A running daemon moves by itself: sessions go on, and what is said during the last moment waits. Afterwards store.url names the server, for this',
    'daemon and for the next start. The file stays, with everything that was said until then; what you delete later is deleted from it, too, and you may remove it.',
    'A move that fails, is stopped, or is killed leaves the daemon with its file. Move again then: what was copied is removed first.',
  ].join('\n'),
  run: async (args, terminal) => {
    const config = await loadConfig(terminal.env, daemonFlags(args));
    const url = args.to ?? config.store.url;
    if (url === null)
      throw new SubcamError('configuration', 'Name the database to move to: --to postgres://USER:PASSWORD@HOST/DATABASE, or DATABASE_URL.');
    if (!/^postgres(?:ql)?:\/\//u.test(url) || !URL.canParse(url))
      throw new SubcamError('configuration', '--to must be the address of a Postgres database, as postgres://USER:PASSWORD@HOST/DATABASE.');
    const daemon = await daemonWithData(args, { config, terminal });
    const given = { config, url, terminal };
    const result = await (daemon === null ? moveFile(given) : moveRunning(daemon, given));
    const { rows, heldMs, next, oldFile } = result;
    if (args.json === true) terminal.out(JSON.stringify(result));
    else {
      if (heldMs !== undefined) terminal.say(`Writes waited ${Math.ceil(heldMs)} ms for it; nothing was lost.`);
      terminal.out(`${rows} rows are on the server. ${next}`);
      terminal.out(oldFileSentence(oldFile));
    }
    return 0;
  },
});

async function moveFile({ config, url, terminal }: Move): Promise<Result> {
  const { isMade } = await databaseState({ file: config.databaseFile, url: null });
  if (!isMade) throw new SubcamError('configuration', `There is nothing to move: ${config.databaseFile} has not been made yet.`);
  const tables: Record<string, number> = {};
  const onTable = (table: string, rows: number): void => {
    tables[table] = rows;
    terminal.say(counted(table, rows));
  };
  let next = '';
  const keep = async (): Promise<void> => {
    next = await keepAddress(config, url);
  };
  const rows = await untilStopped(STOPPED, (signal) =>
    moveStore({ file: config.databaseFile, url, limits: config.store, signal, onTable, keep }),
  );
  return { rows, tables, next, oldFile: config.databaseFile };
}

/** Returns a sentence about what the next start opens. */
async function keepAddress(config: DaemonConfig, url: string): Promise<string> {
  const setting = config.settings.rows().find(({ key }) => key === 'store.url');
  if (config.store.url === url) return 'The next start of the daemon opens it.';
  const fixedBy = setting?.fixedBy ?? null;
  if (fixedBy !== null) return `Start the daemon with the new address in ${fixedBy} from now on.`;
  await config.settings.set('store.url', url);
  return 'The next start of the daemon opens it (store.url).';
}

async function moveRunning(daemon: RunningDaemon, { url, terminal }: Move): Promise<Result> {
  let told = 0;
  const tell = (state: DatabaseMoveState): void => {
    if (!('tables' in state)) return;
    for (const { table, rows } of state.tables.slice(told)) terminal.say(counted(table, rows));
    told = state.tables.length;
  };
  const stop = async (): Promise<void> => {
    await callRoute({ ...daemon, deadlineMs: STOPPING_MS }, stopDatabaseMoveRoute, {});
  };
  return untilStopped(STOPPED, async (signal) => {
    let state = await callRoute(daemon, beginDatabaseMoveRoute, { body: { url } });
    for (;;) {
      tell(state);
      if (state.status === 'failed') throw new SubcamError(isMendable(state) ? 'configuration' : state.code, state.message);
      if (state.status === 'none')
        throw new SubcamError('network', 'The daemon was started anew in the middle, with its file: move again.');
      if (state.status === 'done') {
        const { rows, heldMs, tables, oldFile } = state;
        const next = 'The daemon works with it now, and opens it at its next start.';
        return { rows, heldMs, tables: Object.fromEntries(tables.map((one) => [one.table, one.rows])), next, oldFile };
      }
      try {
        await systemClock.sleep(LOOK_AGAIN_MS, signal);
      } catch (error) {
        await stop();
        throw error;
      }
      state = await callRoute(daemon, databaseMoveRoute, {});
    }
  });
}

/** A server that can't be used waits for who named it. */
function isMendable({ code }: { readonly code: string }): boolean {
  return code === 'storage';
}
