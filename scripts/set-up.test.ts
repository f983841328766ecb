// Set-up on machines of several kinds: what it installs, when it asks for lists, and what it says when it can't.
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { ProgramNeed } from '../shared/src/index.ts';
import { findProgram } from '../daemon/src/lib/programs.ts';
import { loadConfig } from '../daemon/src/config/index.ts';
import { configOfDemo, fetchFurtherModels, findOrInstall, parseSetUpArguments } from './set-up.ts';
import type { InstallerHost } from './set-up.ts';

let folder: string;
let calls: string[];

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'subcam-set-up-'));
  calls = [];
});

afterEach(() => rm(folder, { recursive: true, force: true }));

async function put(name: string): Promise<void> {
  await writeFile(path.join(folder, name), '#!/bin/sh\n');
  await chmod(path.join(folder, name), 0o755);
}

const need = (name: string): ProgramNeed => ({
  name,
  usedFor: 'a test',
  debianPackages: [`${name}-package`],
  otherwise: `get ${name} somewhere`,
  find: (env) => findProgram(name, env),
});

/** A host whose apt-get installs `installs` when `works(attempt)`. */
const host = (
  more: Partial<InstallerHost> & { installs?: readonly string[]; works?: (attempt: number) => boolean } = {},
): InstallerHost => ({
  env: { PATH: folder },
  platform: 'linux',
  isRoot: true,
  say: () => undefined,
  run: async (command, args) => {
    calls.push([path.basename(command), ...args].join(' '));
    if (args[0] !== 'install') return 0;
    const attempt = calls.filter((call) => call.includes(' install ')).length;
    if (more.works !== undefined && !more.works(attempt)) return 100;
    for (const name of more.installs ?? []) await put(name);
    return 0;
  },
  ...more,
});

test('where everything is there nothing is started', async () => {
  await put('apt-get');
  await put('a');
  await findOrInstall([need('a')], host());
  expect(calls).toEqual([]);
});

test('on Debian as root what is missing, and only that, is installed at once', async () => {
  await put('apt-get');
  await put('a');
  await findOrInstall([need('a'), need('b'), need('c')], host({ installs: ['b', 'c'] }));
  expect(calls).toEqual(['apt-get install -y --no-install-recommends b-package c-package']);
});

test('package lists are updated once, and only when a package was not found', async () => {
  await put('apt-get');
  await findOrInstall([need('b')], host({ installs: ['b'], works: (attempt) => attempt === 2 }));
  expect(calls.map((call) => call.split(' ')[1])).toEqual(['install', 'update', 'install']);
});

test('what still is missing afterwards is named with the command that mends it', async () => {
  await put('apt-get');
  await expect(findOrInstall([need('b')], host({ works: () => false }))).rejects.toMatchObject({
    code: 'program-missing',
    message: expect.stringMatching(/b \(a test\).*"apt-get install -y b-package"/) as string,
  });
});

test('without the right to install nothing is tried, and the command is said with sudo', async () => {
  await put('apt-get');
  await expect(findOrInstall([need('b')], host({ isRoot: false }))).rejects.toThrow('"sudo apt-get install -y b-package"');
  expect(calls).toEqual([]);
});

test('on a system without apt-get the sentence says what to look for', async () => {
  await expect(findOrInstall([need('b')], host({ platform: 'darwin' }))).rejects.toThrow('get b somewhere');
  expect(calls).toEqual([]);
});

test.each([
  [['--between', 'en,es'], 'whisper'],
  [['--between=en,es', '--seconds', '20'], 'whisper'],
  [['--source', 'es', '--to', 'en'], 'whisper'],
  [['--seconds', '20', '--to', 'es,pt'], 'moonshine'],
  [['--source', 'en-GB'], 'moonshine'],
  [['--between', 'en,es', '--mode', 'mock'], 'moonshine'],
  [['--between', 'en,es', '--whisper-url', 'http://127.0.0.1:5001'], 'moonshine'],
  [['--between', 'en'], 'moonshine'],
  [['--between', 'en,tlh'], 'moonshine'],
  [['--wat', '--between'], 'moonshine'],
])('the demo with %j needs the recogniser %s', async (args, engine) => {
  const config = configOfDemo(await loadConfig({ SUBCAM_HOME: folder }), args);
  expect(config.stt.engine).toBe(engine);
  expect(config.stt.settings).toEqual(config.engines.stt[engine]);
});

test('the demo in English needs Moonshine also where the configuration has another recogniser', async () => {
  const config = await loadConfig({ SUBCAM_HOME: folder, SUBCAM_STT: 'whisper-service' });
  expect(configOfDemo(config, []).stt.engine).toBe('moonshine');
  expect(configOfDemo(config, ['--mode', 'mock']).stt.engine).toBe('whisper-service');
});

test('further models are named at set-up, and fetched by the program that fetches them for a person', async () => {
  expect(parseSetUpArguments(['demo', 'tests'])).toEqual({ purposes: ['demo', 'tests'], models: [] });
  const { models } = parseSetUpArguments(['demo', '--models', 'whisper-base, en-de', '--models', 'whisper-small']);
  expect(models).toEqual(['whisper-base', 'en-de', 'whisper-small']);
  await fetchFurtherModels(models, async (_command, [, ...args]) => {
    calls.push(args.join(' '));
    return 0;
  });
  expect(calls).toEqual(['models install whisper-base', 'models pull en-de whisper-small']);
  await expect(fetchFurtherModels(['whisper-small'], () => Promise.resolve(1))).rejects.toMatchObject({
    code: 'model-missing',
    message: expect.stringContaining('whisper-small') as string,
  });
});

test.each([[['--model', 'x']], [['demo', 'whisper-small']], [['--models', '']], [['--models', '--all']], [['--models=--from']]])(
  'set-up says what it takes in place of %j',
  (args) => {
    expect(() => parseSetUpArguments(args)).toThrow(/npm run setup -- --models whisper-small/);
  },
);
