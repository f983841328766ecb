// A machine with Node and the dependencies -> one that can run the demo and the tests: programs, models, the extension's build.
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { DEFAULT_MEETING_LANGUAGES, parseBetween, spokenLanguages, SubcamError, toSubcamError } from '../shared/src/index.ts';
import type { ProgramNeed } from '../shared/src/index.ts';
import { loadConfig } from '../daemon/src/config/index.ts';
import type { DaemonConfig } from '../daemon/src/config/index.ts';
import { allModels, chooseEngines, ENGINES, everyEngine, listChosen, modelsNeeded, programsNeeded } from '../daemon/src/engines.ts';
import type { ChosenEngine } from '../daemon/src/engines.ts';
import { PROGRAM_NEEDS, findProgram } from '../daemon/src/lib/programs.ts';
import type { ProgramEnv, ProgramPurpose } from '../daemon/src/lib/programs.ts';
import { localRecogniserOf } from '../daemon/src/transcribe/index.ts';
import { inspectModels } from '../daemon/src/models/index.ts';
import { sourceStamp } from './source-stamp.mjs';

const root = path.dirname(import.meta.dirname);

/** Runs a program with our terminal; resolves with its exit code. */
export type RunProgram = (command: string, args: readonly string[]) => Promise<number>;

export interface InstallerHost {
  readonly env: ProgramEnv;
  readonly platform: NodeJS.Platform;
  readonly isRoot: boolean;
  readonly run: RunProgram;
  readonly say: (line: string) => void;
}

/**
 * Finds every program, and installs what is missing where that is allowed (Debian or Ubuntu, as root). Rejects with
 * `program-missing` and the command that mends it when something is still missing afterwards.
 */
export async function findOrInstall(needs: readonly ProgramNeed[], host: InstallerHost): Promise<void> {
  const missing = await missingOf(needs, host.env);
  if (missing.length === 0) return;
  const aptGet = host.platform === 'linux' ? await findProgram('apt-get', host.env) : null;
  if (aptGet !== null && host.isRoot) {
    const packages = missing.flatMap((need) => need.debianPackages);
    host.say(`Installing ${packages.join(', ')} …`);
    const install = (): Promise<number> => host.run(aptGet, ['install', '-y', '--no-install-recommends', ...packages]);
    // The lists of a fresh machine are empty or old; where they are good, updating them would only cost time.
    if ((await install()) !== 0) {
      await host.run(aptGet, ['update']);
      await install();
    }
  }
  const stillMissing = aptGet !== null && host.isRoot ? await missingOf(missing, host.env) : missing;
  if (stillMissing.length === 0) return;
  const names = stillMissing.map((need) => `${need.name} (${need.usedFor})`).join(', ');
  const remedy =
    aptGet === null
      ? stillMissing.map((need) => need.otherwise).join('; ')
      : `run "${host.isRoot ? '' : 'sudo '}apt-get install -y ${stillMissing.flatMap((need) => need.debianPackages).join(' ')}"`;
  throw new SubcamError('program-missing', `Not installed: ${names}. To mend it: ${remedy}; then run this again.`);
}

async function missingOf(needs: readonly ProgramNeed[], env: ProgramEnv): Promise<ProgramNeed[]> {
  const found = await Promise.all(needs.map((need) => need.find(env)));
  return needs.filter((_need, index) => found[index] === null);
}

/** What the extension's build reads; its tests don't change it. */
const EXTENSION_SOURCES = ['extension', 'shared/src', 'shared/fonts', 'shared/package.json', 'pnpm-lock.yaml'];

/** Builds the extension when its sources are others than at the last build. Rejects with `internal` when the build fails. */
async function buildExtension(run: RunProgram, say: (line: string) => void): Promise<void> {
  const stamp = sourceStamp(root, EXTENSION_SOURCES, (file) => !file.endsWith('.test.ts'));
  const stampFile = path.join(root, 'node_modules', '.cache', 'subcam', 'extension');
  const built = path.join(root, 'extension', 'dist', 'manifest.json');
  if (existsSync(built) && existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp) return;
  say('Building the extension …');
  const code = await run(process.execPath, [path.join(root, 'extension', 'build.ts')]);
  if (code !== 0 || !existsSync(built)) {
    throw new SubcamError('internal', `The extension could not be built (exit code ${code}; the reason is above).`);
  }
  mkdirSync(path.dirname(stampFile), { recursive: true });
  writeFileSync(stampFile, stamp);
}

/** Fetches what is missing or damaged, in the program that does so for a person too: one progress bar, one set of messages. */
async function installModels(chosen: readonly ChosenEngine[], modelsDir: string, run: RunProgram): Promise<void> {
  const models = modelsNeeded(chosen);
  const states = await inspectModels(modelsDir, models);
  if (states.every((state) => state.status === 'ok')) return;
  const code = await run(process.execPath, [SUBCAM, 'models', 'install', ...models.map(({ id }) => id)]);
  if (code !== 0) throw new SubcamError('model-missing', 'The speech models are not complete; the line above says why.');
}

/**
 * The configuration with the recogniser that the demo takes, whatever other one it names: the first of this machine that reads what is spoken. A mocked
 * recogniser, or one behind an address, needs nothing here. What is wrong with the arguments, the demo says.
 */
export function configOfDemo(config: DaemonConfig, args: readonly string[]): DaemonConfig {
  const options = {
    between: { type: 'string' },
    source: { type: 'string' },
    mode: { type: 'string' },
    'whisper-url': { type: 'string' },
  } as const;
  const { between, source, mode, 'whisper-url': whisperUrl } = parseArgs({ args: [...args], options, strict: false }).values;
  if (mode === 'mock' || whisperUrl !== undefined) return config;
  const spoken = spokenIn(between ?? source ?? DEFAULT_MEETING_LANGUAGES.sourceLanguage);
  const engine = spoken === null ? null : localRecogniserOf(spoken);
  return engine === null ? config : { ...config, stt: { engine, settings: config.engines.stt[engine] ?? {} } };
}

/** `en,es` or `es` -> these languages; null for anything else. */
function spokenIn(text: string | boolean | undefined): readonly string[] | null {
  if (typeof text !== 'string') return null;
  try {
    return text.includes(',') ? spokenLanguages(parseBetween(text)) : [text];
  } catch (error) {
    if (error instanceof SubcamError && error.code === 'configuration') return null;
    throw error;
  }
}

/** The program that fetches models for a person: one progress bar, one set of messages. */
const SUBCAM = path.join(root, 'daemon', 'bin', 'subcam.mjs');

export interface SetUpWish {
  readonly purposes: readonly string[];
  /** Ids of further models, names of engines, or pairs of languages (`en-de`). */
  readonly models: readonly string[];
}

const PURPOSES: readonly string[] = ['demo', 'tests'] satisfies readonly ProgramPurpose[];

/** Throws `configuration` for what it does not understand. */
export function parseSetUpArguments(args: readonly string[]): SetUpWish {
  const usage =
    'npm run setup takes --models with ids of further models, commas between them: npm run setup -- --models whisper-small,en-de.';
  const parsed = (() => {
    try {
      return parseArgs({ args: [...args], allowPositionals: true, options: { models: { type: 'string', multiple: true } } });
    } catch (error) {
      throw new SubcamError('configuration', usage, { cause: error });
    }
  })();
  const models = (parsed.values.models ?? []).flatMap((names) => names.split(',')).map((name) => name.trim());
  const isOdd = parsed.positionals.some((purpose) => !PURPOSES.includes(purpose));
  // A name, not a flag: it goes to another program's command line.
  if (isOdd || models.some((name) => !/^[A-Za-z0-9][\w.-]*$/.test(name))) throw new SubcamError('configuration', usage);
  return { purposes: parsed.positionals, models };
}

/** Those that come with an engine are installed, all others pulled. Rejects with `model-missing` where one can't be had: the program's own line says why. */
export async function fetchFurtherModels(names: readonly string[], run: RunProgram): Promise<void> {
  const known = new Set([...allModels().map(({ id }) => id), ...ENGINES.map(({ name }) => name)]);
  const ways = [
    ['install', names.filter((name) => known.has(name))],
    ['pull', names.filter((name) => !known.has(name))],
  ] as const;
  for (const [action, chosen] of ways) {
    if (chosen.length === 0) continue;
    const code = await run(process.execPath, [SUBCAM, 'models', action, ...chosen]);
    if (code !== 0) throw new SubcamError('model-missing', `Not all of ${chosen.join(', ')} could be fetched; the line above says why.`);
  }
}

function runHere(env: NodeJS.ProcessEnv): RunProgram {
  return (command, args) =>
    new Promise((resolve, reject) => {
      const child = spawn(command, args, { cwd: root, env, stdio: ['ignore', 'inherit', 'inherit'] });
      child.once('error', reject);
      child.once('exit', (code) => resolve(code ?? 1));
    });
}

/** `demoArgs`: what the demo is started with. */
async function main({ purposes, models }: SetUpWish, demoArgs: readonly string[]): Promise<void> {
  const startedMs = performance.now();
  const say = (line: string): void => {
    process.stderr.write(`${line}\n`);
  };
  const run = runHere({ ...process.env, DEBIAN_FRONTEND: 'noninteractive' });
  const config = configOfDemo(await loadConfig(process.env), demoArgs);
  const chosen = listChosen(chooseEngines(config));
  // The tests open every engine that there is; a run those that are chosen.
  const engines = purposes.includes('tests' satisfies ProgramPurpose) ? everyEngine(config) : chosen;
  const needs = [...PROGRAM_NEEDS.filter((need) => purposes.includes(need.purpose satisfies ProgramPurpose)), ...programsNeeded(engines)];
  await findOrInstall(needs, { env: process.env, platform: process.platform, isRoot: process.getuid?.() === 0, run, say });
  await installModels(engines, config.modelsDir, run);
  await fetchFurtherModels(models, run);
  await buildExtension(run, say);
  say(`Set-up: everything is there (${((performance.now() - startedMs) / 1000).toFixed(1)} s).`);
}

if (import.meta.main) {
  try {
    const args = process.argv.slice(2);
    const end = args.includes('--') ? args.indexOf('--') : args.length;
    await main(parseSetUpArguments(args.slice(0, end)), args.slice(end + 1));
  } catch (error) {
    process.stderr.write(`${toSubcamError(error).message}\n`);
    process.exitCode = 2;
  }
}
