// npm run setup | demo | test | bench | subcam -> the pinned dependencies, then the program itself on the pinned Node.
// Plain JavaScript without dependencies, because it runs on whatever Node a newcomer has, before anything is installed.
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { constants } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const PNPM = 'pnpm@12.21.0';
const LEAST_NODE = 20;

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const bin = join(root, 'node_modules', '.bin');
const node = join(bin, 'node');

/** A failure that a person can mend: one sentence, exit code 2, no stack. */
class Missing extends Error {}

/**
 * What the children inherit: the pinned tools first on the PATH, and the network as npm was told to use it. Loopback never goes
 * through a proxy.
 */
function childEnv() {
  /** @type {NodeJS.ProcessEnv} */
  const env = { ...process.env, PATH: `${bin}${delimiter}${process.env.PATH ?? ''}` };
  env.NODE_USE_SYSTEM_CA ??= '1';
  const cafile = env.npm_config_cafile;
  if (cafile) env.NODE_EXTRA_CA_CERTS ??= cafile;
  const proxy = env.HTTPS_PROXY || env.https_proxy || env.npm_config_https_proxy;
  if (proxy) {
    env.HTTPS_PROXY = proxy;
    env.NODE_USE_ENV_PROXY ??= '1';
    const direct = [env.NO_PROXY || env.no_proxy, '127.0.0.1', 'localhost'].filter(Boolean).join(',');
    env.NO_PROXY = direct;
    env.no_proxy = direct;
  }
  return env;
}

/**
 * Runs a program with our terminal and resolves with its exit code. Ctrl-C reaches the child from the terminal itself; a signal
 * that is sent to us alone is passed on, and we stay until the child has ended in order.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ env?: NodeJS.ProcessEnv, quiet?: boolean }} [options] quiet: the child's standard output goes to standard error
 * @returns {Promise<number>}
 */
function run(command, args, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd: options.quiet ? root : process.cwd(),
      env: options.env ?? childEnv(),
      stdio: ['inherit', options.quiet ? 2 : 'inherit', 'inherit'],
    });
    const wait = () => {};
    const pass = () => child.kill('SIGTERM');
    process.on('SIGINT', wait);
    process.on('SIGTERM', pass);
    const settle = () => {
      process.off('SIGINT', wait);
      process.off('SIGTERM', pass);
    };
    child.once('error', (error) => {
      settle();
      reject(error);
    });
    child.once('exit', (code, signal) => {
      settle();
      resolve(code ?? 128 + (signal === null ? 0 : constants.signals[signal]));
    });
  });
}

function checkNode() {
  const major = Number(process.versions.node.split('.')[0]);
  if (major < LEAST_NODE) {
    throw new Missing(
      `Subcam's set-up needs Node ${LEAST_NODE} or newer, and this is ${process.versions.node}: install it from https://nodejs.org.`,
    );
  }
}

/** Installs exactly what the lockfile names, when the lockfile or a package.json is another than at the last installation. */
async function installDependencies() {
  // Only now: an older Node couldn't load it, and would have been told so above.
  const { sourceStamp } = await import('./source-stamp.mjs');
  const packages = ['.', 'shared', 'daemon', 'extension', 'e2e'].map((folder) => join(folder, 'package.json'));
  const stamp = `${process.platform}-${process.arch}-${sourceStamp(root, ['pnpm-lock.yaml', 'pnpm-workspace.yaml', ...packages])}`;
  const stampFile = join(root, 'node_modules', '.cache', 'subcam', 'dependencies');
  if (existsSync(node) && existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp) return;
  process.stderr.write('Installing the pinned dependencies …\n');
  // CI: pnpm asks nothing, even where it has a terminal to ask on.
  const code = await run('npx', ['-y', PNPM, 'install', '--frozen-lockfile'], { quiet: true, env: { ...childEnv(), CI: 'true' } });
  if (code !== 0 || !existsSync(node)) {
    throw new Missing(
      `The dependencies could not be installed (exit code ${code}; the reason is above): check that npm's registry ("npm config get registry") can be reached, then run this again.`,
    );
  }
  mkdirSync(dirname(stampFile), { recursive: true });
  writeFileSync(stampFile, stamp);
}

/** @param {readonly string[]} purposes */
const setUp = (...purposes) => run(node, [join(root, 'scripts', 'set-up.ts'), ...purposes], { quiet: true });

/** @param {readonly string[]} args of the demo, which needs other engines for other languages */
const setUpDemo = (args) => setUp('demo', '--', ...args);

/** @param {readonly string[]} args */
const subcam = (args) => run(node, [join(root, 'daemon', 'bin', 'subcam.mjs'), ...args]);

/** @type {Record<string, (args: readonly string[]) => Promise<number>>} */
const commands = {
  setup: (args) => setUp('demo', 'tests', ...args),
  demo: async (args) => {
    // Help needs nothing but the program.
    const code = args.includes('--help') || args.includes('-h') ? 0 : await setUpDemo(args);
    return code === 0 ? subcam(['demo', ...args]) : code;
  },
  test: async (args) => {
    const code = args.includes('--help') || args.includes('-h') ? 0 : await setUp('demo', 'tests');
    return code === 0 ? run(node, [join(root, 'scripts', 'run-tests.ts'), ...args]) : code;
  },
  bench: async (args) => {
    const code = args.includes('--help') || args.includes('-h') ? 0 : await setUp('demo');
    return code === 0 ? run(node, [join(root, 'e2e', 'src', 'bench', 'main.ts'), ...args]) : code;
  },
  subcam,
};

async function main() {
  const [name = '', ...args] = process.argv.slice(2);
  const command = commands[name];
  if (command === undefined) throw new Missing(`Usage: npm run ${Object.keys(commands).join(' | npm run ')}.`);
  checkNode();
  await installDependencies();
  return command(args);
}

try {
  process.exitCode = await main();
} catch (error) {
  const wasExpected =
    error instanceof Missing || (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'EACCES'));
  process.stderr.write(`${wasExpected ? error.message : error instanceof Error ? error.stack : String(error)}\n`);
  process.exitCode = wasExpected ? 2 : 1;
}
