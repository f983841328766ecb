// subcam doctor: what is there, what is missing, and the command that mends it.
import { access, stat } from 'node:fs/promises';
import path from 'node:path';
import { engineRemark, SubcamError, toSubcamError } from '@subcam/shared';
import { examineConfigFile, examineDataFolder, loadConfig } from '../../config/index.ts';
import { PROGRAM_NEEDS } from '../../lib/programs.ts';
import type { ProgramEnv } from '../../lib/programs.ts';
import { daemonHealth } from '../client.ts';
import { command, secondsOf } from '../command.ts';
import { enginesAsTheyCome, enginesInForce, type EnginesInForce } from '../engines-in-force.ts';
import { examineEngines, examineProgram, whyNotLoaded } from '../examine-engines.ts';
import { examinePicks } from '../examine-picks.ts';
import { examinePulledModels } from '../examine-pulled-models.ts';
import type { Finding } from '../finding.ts';
import { liveDoctor } from '../live-doctor.ts';
import { MEMORY_SENTENCE } from '../memory-sentence.ts';
import { ADDRESS_ARGS, lookForDaemon, type AtAddress } from '../running-daemon.ts';
import { tableLines, type Terminal } from '../terminal.ts';

const EXTENSION_MANIFEST = path.join(import.meta.dirname, '..', '..', '..', '..', 'extension', 'dist', 'manifest.json');

/** The store's native module; loading it here says whether it can be loaded on this machine. Engines say their own. */
const STORE_MODULE = 'better-sqlite3';

export const doctor = command({
  name: 'doctor',
  description: 'Say what is there and what is missing, with the command that mends it',
  args: {
    live: { type: 'boolean', description: 'Say where the time of the running daemon is lost, by its metrics' },
    seconds: { type: 'string', description: 'With --live: of what happens in so long, not of all since its start', valueHint: 'N' },
    json: { type: 'boolean', description: 'Print JSON' },
    ...ADDRESS_ARGS,
  },
  notes: 'Exits with 1 if something is missing or unsafe. With --live: 0 as soon as there is an answer, whatever it says.',
  run: async (args, terminal) => {
    const overMs = secondsOf('doctor', 'seconds', args.seconds);
    if (args.live === true) {
      await liveDoctor(args, terminal, { overMs, isJson: args.json === true });
      return 0;
    }
    const given: Readonly<Record<string, unknown>> = args;
    const needLive = [...Object.keys(ADDRESS_ARGS), 'seconds'].find((name) => given[name] !== undefined);
    if (needLive !== undefined) throw new SubcamError('configuration', `--${needLive} goes with --live. See "subcam doctor --help".`);
    const findings = await examine(terminal);
    const ok = findings.every(({ status }) => status !== 'missing' && status !== 'unsafe');
    if (args.json === true) terminal.out(JSON.stringify({ ok, findings }));
    else {
      const rows = findings.map((finding) => [
        finding.part,
        finding.status,
        finding.mend === null ? finding.detail : `${finding.detail}; ${finding.mend}`,
      ]);
      for (const line of tableLines(rows)) terminal.out(line);
    }
    return ok ? 0 : 1;
  },
});

/** Everything that a run needs, in the order in which it needs it. */
async function examine(terminal: Terminal): Promise<readonly Finding[]> {
  const { env } = terminal;
  const inForce = await enginesInUse(env);
  const engines = await examineEngines(inForce, env);
  return [
    { part: 'node', status: 'ok', detail: process.version, mend: null },
    await examineStoreModule(),
    ...(await Promise.all(PROGRAM_NEEDS.map((need) => examineProgram(need, env, need.purpose !== 'tests')))),
    ...engines.parts,
    ...(await examinePulledModels(inForce, terminal)),
    ...engines.engines,
    ...(await examinePicks(inForce, env)),
    await examineExtension(),
    ...(await examineData(env)),
    ...(await examineConfiguration(env)),
    await examineDaemon(env),
  ];
}

/** Those of the configuration; where it can't be read, which the line of the daemon says, those of an empty one. */
async function enginesInUse(env: ProgramEnv): Promise<EnginesInForce> {
  try {
    return await enginesInForce(env);
  } catch {
    // Told by `examineDaemon`, which reads the same configuration.
    return enginesAsTheyCome(env);
  }
}

async function examineStoreModule(): Promise<Finding> {
  const reason = await whyNotLoaded(() => import(STORE_MODULE));
  if (reason === null) return { part: STORE_MODULE, status: 'ok', detail: 'can be loaded', mend: null };
  return { part: STORE_MODULE, status: 'missing', detail: `can't be loaded (${reason})`, mend: 'npm run setup' };
}

async function examineExtension(): Promise<Finding> {
  try {
    await access(EXTENSION_MANIFEST);
    return { part: 'extension', status: 'ok', detail: path.dirname(EXTENSION_MANIFEST), mend: null };
  } catch {
    return { part: 'extension', status: 'missing', detail: 'not built yet', mend: 'npm run setup' };
  }
}

/** Who may look into the data folder. None where the configuration can't be read, which the line of the daemon says. */
async function examineData(env: ProgramEnv): Promise<readonly Finding[]> {
  const config = await loadConfig(env).catch(() => null);
  if (config === null) return [];
  const { dataDir } = config;
  const kept: readonly Finding[] =
    config.store.mode === 'memory'
      ? [{ part: 'store', status: 'warning', detail: MEMORY_SENTENCE, mend: 'subcam config unset store.mode' }]
      : [];
  const part = 'data folder';
  const open = await examineDataFolder(config);
  if (open !== null) return [...kept, { part, status: open.isWritable ? 'unsafe' : 'warning', detail: open.problem, mend: open.mend }];
  const isThere = await stat(dataDir).then(
    () => true,
    () => false,
  );
  if (!isThere) return [...kept, { part, status: 'info', detail: `${dataDir} is made at the first start, for you alone`, mend: null }];
  // Windows has no modes that would say whose it is.
  return [...kept, { part, status: 'ok', detail: process.platform === 'win32' ? dataDir : `${dataDir} is yours alone`, mend: null }];
}

/** Who may read or change the configuration file. None where nobody else may, or where there is no file. */
async function examineConfiguration(env: ProgramEnv): Promise<readonly Finding[]> {
  const open = await examineConfigFile(env);
  if (open === null) return [];
  return [{ part: 'configuration file', status: open.isWritable ? 'unsafe' : 'warning', detail: open.problem, mend: open.mend }];
}

async function examineDaemon(env: ProgramEnv): Promise<Finding> {
  try {
    const found = await lookForDaemon({ daemon: undefined, 'token-file': undefined }, { env }, await loadConfig(env));
    return { part: 'daemon', status: 'info', detail: await daemonDetail(found), mend: null };
  } catch (error) {
    return { part: 'daemon', status: 'missing', detail: toSubcamError(error).message, mend: 'change that setting' };
  }
}

/** What runs at the daemon's address; of our own daemon also the engines that it uses, which flags may have chosen. */
async function daemonDetail(found: AtAddress): Promise<string> {
  if (found.status === 'none') return `none runs on ${found.url}`;
  if (found.status === 'other') return `none runs on ${found.url}; that port is taken by another program, or by a daemon with other data`;
  const { engines, storeMode } = await daemonHealth(found.daemon);
  const { vad, stt, sttPartials, translators } = engines;
  const named = [vad, stt, ...(sttPartials === undefined ? [] : [sttPartials]), ...translators].map((engine) => {
    const remark = engine.problem ?? engineRemark(engine);
    return `${engine.name}${engine.problem === undefined ? ` ${engine.model}` : ''}${remark === null ? '' : ` (${remark})`}`;
  });
  const people = stt.follows === undefined ? '' : `; follows ${stt.follows} talking at once`;
  const memory = storeMode === 'memory' ? '; what is said is kept in memory alone' : '';
  return `runs on ${found.daemon.url} with ${named.join(', ')}${translators.length === 0 ? ', no translation' : ''}${people}${memory}`;
}
