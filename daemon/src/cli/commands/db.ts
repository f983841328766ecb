// subcam db: where what was said is kept, backups of it, and moving it to a server.
import { existsSync } from 'node:fs';
import path from 'node:path';
import { SubcamError, systemClock } from '@subcam/shared';
import { loadConfig, shellWord, type DaemonConfig } from '../../config/index.ts';
import { databaseState, makeBackup, openStore, restoreBackup } from '../../store/index.ts';
import { command } from '../command.ts';
import { commandGroup } from '../command-group.ts';
import { CONFIG_ARG, DATA_DIR_ARG, daemonFlags } from '../daemon-args.ts';
import { oldFileSentence } from '../old-file.ts';
import { untilStopped } from '../until-stopped.ts';
import { move } from './db-move.ts';

const ARGS = { ...CONFIG_ARG, ...DATA_DIR_ARG, json: { type: 'boolean', description: 'Print JSON' } } as const;

const WHERE_NOTE = 'It is the file subcam.db in the data directory, or the Postgres database that DATABASE_URL (store.url) names.';

function placeOf(config: DaemonConfig) {
  return { file: config.databaseFile, url: config.store.url };
}

const status = command({
  name: 'db status',
  description: 'Say where what was said is kept, and whether the next start changes its tables',
  args: ARGS,
  notes: `${WHERE_NOTE} Nothing is changed.`,
  run: async (args, terminal) => {
    const config = await loadConfig(terminal.env, daemonFlags(args));
    const state = await databaseState(placeOf(config));
    const { place, isMade, pendingMigrations: pending } = state;
    const oldFile = config.store.url !== null && existsSync(config.databaseFile) ? config.databaseFile : null;
    if (oldFile !== null) terminal.say(oldFileSentence(oldFile));
    if (args.json === true) terminal.out(JSON.stringify({ ...state, oldFile }));
    else if (!isMade) terminal.out(`${place}: not made yet; the next start of the daemon makes it.`);
    else
      terminal.out(
        `${place}: ${pending === 0 ? 'up to date' : `${pending} changes of its tables to come, at the next start or with "subcam db migrate"`}.`,
      );
    return 0;
  },
});

const migrate = command({
  name: 'db migrate',
  description: 'Bring the tables up to date, as the next start of the daemon would',
  args: ARGS,
  notes: `${WHERE_NOTE} An older version of Subcam can't use it afterwards.`,
  run: async (args, terminal) => {
    const place = placeOf(await loadConfig(terminal.env, daemonFlags(args)));
    await (await openStore({ ...place, isDaemon: true })).close();
    const state = await databaseState(place);
    terminal.out(args.json === true ? JSON.stringify(state) : `${state.place}: up to date.`);
    return 0;
  },
});

const backup = command({
  name: 'db backup',
  description: 'Make a backup of what was said, also while the daemon runs',
  args: { out: { type: 'string', description: 'The file to make (default: backups/ in the data directory)', valueHint: 'FILE' }, ...ARGS },
  notes: `${WHERE_NOTE} A backup is one file for its owner alone, with its SHA-256 beside it. "subcam sessions delete" reaches those in backups/, not those that you keep elsewhere.`,
  run: async (args, terminal) => {
    const config = await loadConfig(terminal.env, daemonFlags(args));
    const place = placeOf(config);
    const { isMade, place: from } = await databaseState(place);
    if (!isMade) throw new SubcamError('configuration', `There is nothing to back up: ${from} has not been made yet.`);
    const stamp = new Date(systemClock.nowMs()).toISOString().replaceAll(/[-:]|\.\d+/gu, '');
    const out = path.resolve(args.out ?? path.join(config.backupsDir, `subcam-${stamp}.db`));
    const onTable = (table: string, rows: number): void => terminal.say(`${table}: ${rows} rows`);
    const made = await untilStopped('Stopped; nothing is left of the backup.', (signal) => makeBackup({ place, out, signal, onTable }));
    terminal.out(
      args.json === true
        ? JSON.stringify(made)
        : `${made.file} (${(made.bytes / 1e6).toFixed(1)} MB). To restore it: subcam db restore ${shellWord(made.file)}`,
    );
    return 0;
  },
});

const restore = command({
  name: 'db restore',
  description: 'Put what a backup has where it is kept',
  args: {
    backup: { type: 'positional', description: 'The file that "subcam db backup" made', required: true },
    replace: { type: 'boolean', description: 'In place of what is there' },
    ...ARGS,
  },
  notes: `${WHERE_NOTE} Stop the daemon first. A backup of either can be restored into the other.`,
  run: async (args, terminal) => {
    const config = await loadConfig(terminal.env, daemonFlags(args));
    const place = placeOf(config);
    const { url: _url, ...limits } = config.store;
    const from = path.resolve(args.backup);
    const onTable = (table: string, rows: number): void => terminal.say(`${table}: ${rows} rows, each compared`);
    await untilStopped('Stopped in the middle: restore it once more, with --replace.', (signal) =>
      restoreBackup({ place, backup: from, replace: args.replace === true, limits, signal, onTable }),
    );
    const state = await databaseState(place);
    terminal.out(args.json === true ? JSON.stringify({ ...state, backup: from }) : `${state.place} has what ${from} has.`);
    return 0;
  },
});

export const db = commandGroup({
  name: 'db',
  description: 'Where what was said is kept',
  subcommands: { status, migrate, backup, restore, move },
  byDefault: 'status',
  notes: WHERE_NOTE,
});
