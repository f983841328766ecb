// subcam up in a data folder that was there before, open to all: its own files are closed, the folder stays as it is and is told.
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { modeOf } from '../testing/open-umask.ts';
import { runCli } from './main.ts';
import { recordingTerminal } from './testing/recording-terminal.ts';

const PROGRAM = path.join(import.meta.dirname, '..', '..', 'bin', 'subcam.mjs');

let home: string;
let dataDir: string;
let said: string[];
let daemon: ChildProcess | null;

beforeEach(async () => {
  home = await mkdtemp(path.join(tmpdir(), 'subcam-rights-'));
  dataDir = path.join(home, 'data');
  said = [];
  daemon = null;
});

afterEach(async () => {
  if (daemon !== null && daemon.exitCode === null) {
    daemon.kill('SIGTERM');
    await once(daemon, 'exit');
  }
  await rm(home, { recursive: true, force: true });
});

/** With the umask 000 and engines that need neither a model of their own nor a program. Resolves with its address. */
async function up(): Promise<string> {
  const engines = ['--stt', 'whisper-service', '--translator', 'none'];
  const args = [process.execPath, PROGRAM, 'up', '--json', '--port', '0', ...engines];
  daemon = spawn('sh', ['-c', 'umask 000; exec "$@"', 'sh', ...args], {
    env: { ...process.env, SUBCAM_HOME: dataDir, XDG_CONFIG_HOME: home },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  if (daemon.stdout === null || daemon.stderr === null) throw new Error('The daemon was started without its streams.');
  createInterface({ input: daemon.stderr }).on('line', (line) => said.push(line));
  const [ready] = (await once(createInterface({ input: daemon.stdout }), 'line')) as [string];
  return (JSON.parse(ready) as { url: string }).url;
}

/** Files and folders in the data folder that are not their owner's alone, with their modes. */
async function openFiles(): Promise<readonly string[]> {
  const entries = await readdir(dataDir, { withFileTypes: true, recursive: true });
  const open = entries.map(async (entry) => {
    const mode = await modeOf(path.join(entry.parentPath, entry.name));
    return mode === (entry.isDirectory() ? '700' : '600') ? [] : [`${entry.name} ${mode}`];
  });
  return (await Promise.all(open)).flat();
}

const sentences = (): readonly string[] => said.filter((line) => !line.startsWith('{'));
const logged = (): readonly string[] => said.filter((line) => line.startsWith('{') && line.includes('rights to the data folder'));

test('every file in a folder of mode 777 is closed, new or old; up says who can do what, in a sentence and in the log', async () => {
  await mkdir(dataDir);
  await chmod(dataDir, 0o777);
  const old = new Database(path.join(dataDir, 'subcam.db'));
  old.pragma('journal_mode = WAL');
  old.close();
  await writeFile(path.join(dataDir, 'token'), `${'t'.repeat(43)}\n`);
  await writeFile(path.join(dataDir, 'settings.json'), '{"log":{"level":"warn"}}');
  for (const name of await readdir(dataDir)) await chmod(path.join(dataDir, name), 0o666);
  const configFile = path.join(home, 'subcam', 'config.json');
  await mkdir(path.dirname(configFile));
  await writeFile(configFile, '{}');
  await chmod(configFile, 0o644);

  const url = await up();
  expect(await openFiles()).toEqual([]);
  await expect.poll(() => logged()).toHaveLength(1);
  expect(JSON.parse(logged()[0] ?? '')).toMatchObject({ level: 40, mode: '777', isWritable: true });
  await expect.poll(() => sentences()).toHaveLength(2);
  expect(sentences()[1]).toBe(
    `The configuration file ${configFile} has mode 644: every user of this machine can read it, with every key and password in it. To close it: chmod 600 ${configFile}`,
  );
  expect(await modeOf(configFile)).toBe('644');
  expect(sentences()[0]).toBe(
    `The data folder ${dataDir} has mode 777: every user of this machine can put files of their own in the place of Subcam's there, and so read what is said and decide what Subcam does. To close it: chmod 700 ${dataDir}`,
  );
  expect(await modeOf(dataDir)).toBe('777');

  const env = { ...process.env, SUBCAM_HOME: dataDir, XDG_CONFIG_HOME: home, SUBCAM_PORT: new URL(url).port };
  expect(await runCli(['config', 'set', 'tile.theme', 'light'], recordingTerminal(env))).toBe(0);
  expect(await openFiles()).toEqual([]);
});

test('a folder that the daemon makes is its owner’s alone, and nothing is told', async () => {
  await up();
  expect(await modeOf(dataDir)).toBe('700');
  expect(await openFiles()).toEqual([]);
  await expect.poll(() => said.some((line) => line.includes('The daemon has started.'))).toBe(true);
  expect(sentences()).toEqual([]);
  expect(logged()).toEqual([]);
});
