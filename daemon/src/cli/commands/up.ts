// subcam up: the daemon, until Ctrl-C ends it in order.
import closeWithGrace from 'close-with-grace';
import { SubcamError } from '@subcam/shared';
import { examineConfigFile, examineDataFolder, loadConfig, type DaemonConfig } from '../../config/index.ts';
import { command } from '../command.ts';
import { engineLines } from '../engine-lines.ts';
import { DAEMON_ARGS, ENGINE_NOTES, PORT_ARG, daemonFlags } from '../daemon-args.ts';
import { MEMORY_SENTENCE } from '../memory-sentence.ts';
import { lookForDaemon } from '../running-daemon.ts';
import type { Terminal } from '../terminal.ts';

/** How long an orderly end may take: sessions settle what was said, engines stop, the store closes. */
const CLOSE_LIMIT_MS = 15_000;

export const up = command({
  name: 'up',
  description: 'Start the daemon on this machine',
  args: {
    ...PORT_ARG,
    ...DAEMON_ARGS,
    'no-store': { type: 'boolean', description: 'Keep what is said in memory alone: the same as --store-mode memory' },
    json: { type: 'boolean', description: 'Print one line of JSON when it listens: url, port, engines, storeMode, pid' },
  },
  notes: ENGINE_NOTES,
  run: async (args, terminal, rawArgs) => {
    // As it was typed: what reads the arguments takes it for the opposite of a flag "store".
    const flags = { ...daemonFlags(args), ...(rawArgs.includes('--no-store') ? { storeMode: 'memory' } : {}) };
    const config = await loadConfig(terminal.env, flags);
    // Loaded after the flags were understood, and not for --help: it brings native modules.
    const { startDaemon } = await import('../../compose.ts');
    const daemon = await startDaemon(config).catch(async (error: unknown) => {
      throw isPortTaken(error) ? await whoHasThePort(config, terminal) : asMendable(error);
    });
    closeWithGrace({ delay: CLOSE_LIMIT_MS, logger: false }, async ({ err }) => {
      if (err !== undefined) terminal.say(`The daemon ends after an error that nothing handled: ${err.stack ?? err.message}`);
      await daemon.close();
    });
    for (const open of [await examineDataFolder(config), await examineConfigFile(terminal.env, flags)])
      if (open !== null) terminal.say(`${open.problem}. To close it: ${open.mend}`);
    const { url, port, engines } = daemon;
    if (args.json === true) terminal.out(JSON.stringify({ url, port, engines, storeMode: config.store.mode, pid: process.pid }));
    else {
      terminal.out(`Subcam listens on ${url}`);
      for (const line of engineLines(engines)) terminal.out(line);
      if (config.store.mode === 'memory') terminal.out(MEMORY_SENTENCE);
      terminal.say('To pair the extension: subcam pair. To stop: Ctrl-C.');
    }
    return 0;
  },
});

/** A database that can't be opened waits for the person who starts the daemon. */
function asMendable(thrown: unknown): unknown {
  if (!(thrown instanceof SubcamError) || thrown.code !== 'storage') return thrown;
  return new SubcamError('configuration', thrown.message, { cause: thrown });
}

function isPortTaken(thrown: unknown): boolean {
  const cause = thrown instanceof SubcamError ? thrown.cause : null;
  return cause instanceof Error && 'code' in cause && cause.code === 'EADDRINUSE';
}

async function whoHasThePort(config: DaemonConfig, terminal: Terminal): Promise<SubcamError> {
  const { port } = config;
  const found = await lookForDaemon({ daemon: undefined, 'token-file': undefined }, terminal, config);
  const problem =
    found.status === 'ours'
      ? `A daemon with this data directory runs already on port ${port}: use it, or stop it first.`
      : `Port ${port} is taken by another program, or by a daemon with other data: stop it, or choose another port with --port (0 takes a free one).`;
  return new SubcamError('configuration', problem);
}
