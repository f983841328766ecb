// subcam config: values with where they come from, changes that are kept, the schema; and no word of a secret anywhere.
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import * as z from 'zod';
import { configurationOf } from '../../config/index.ts';
import { SAMPLE_ENGINES } from '../../testing/configurable-engines.ts';
import { runCli } from '../main.ts';
import { recordingTerminal } from '../testing/recording-terminal.ts';
import { configCommand } from './config.ts';

const configuration = configurationOf(SAMPLE_ENGINES);
const command = configCommand(configuration);
const SECRET = 'k-0123456789-do-not-tell';

let home: string;
let env: Record<string, string>;

beforeEach(async () => {
  home = await mkdtemp(path.join(tmpdir(), 'subcam-config-command-'));
  // A port on which nobody listens: the discard service's.
  env = { HOME: home, SUBCAM_PORT: '9' };
});

afterEach(() => rm(home, { recursive: true }));

const run = async (...argv: string[]): Promise<string> => {
  const terminal = recordingTerminal(env);
  expect(await command.run(argv, terminal)).toBe(0);
  return terminal.outLines.join('\n');
};

test('every setting is listed with its value and where that comes from', async () => {
  const configFile = path.join(home, '.config', 'subcam', 'config.json');
  await mkdir(path.dirname(configFile), { recursive: true });
  await writeFile(configFile, JSON.stringify({ tile: { theme: 'light' } }));
  await run('set', 'limits.maxSessions', '7');
  const lines = (await run()).split('\n').map((line) => line.split(/ {2,}/));
  expect(lines).toHaveLength(configuration.settings.length);
  expect(lines).toContainEqual(['port', '9', 'SUBCAM_PORT']);
  expect(lines).toContainEqual(['tile.theme', 'light', configFile]);
  expect(lines).toContainEqual(['tile.mode', 'overlay', 'default']);
  const storedFile = path.join(home, '.local', 'share', 'subcam', 'settings.json');
  expect(lines).toContainEqual(['limits.maxSessions', '7', `changed, in ${storedFile}`]);

  const { settings } = JSON.parse(await run('list', '--json')) as { settings: { key: string; value: unknown; source: unknown }[] };
  expect(settings.find(({ key }) => key === 'tile.theme')).toMatchObject({
    value: 'light',
    source: { layer: 'file', name: configFile },
    variable: 'SUBCAM_TILE_THEME',
    live: true,
  });
});

test('one setting is read, changed and taken back; a group is read as JSON', async () => {
  expect(await run('get', 'limits.graceMs')).toBe('60000');
  expect(await run('set', 'limits.graceMs', '5000')).toContain('limits.graceMs  5000  changed, in');
  expect(JSON.parse(await run('get', 'limits'))).toMatchObject({ graceMs: 5000, maxSessions: 100 });
  expect(await run('unset', 'limits.graceMs')).toBe('limits.graceMs  60000  default');
  expect(await run('set', '--', 'bots.chromeArgs', '--c')).toContain('["--c"]');
  expect(JSON.parse(await run('set', 'bots.chromeArgs', '["--a", "--b"]', '--json'))).toMatchObject({ value: ['--a', '--b'] });
});

test('a change that waits for the next start says so', async () => {
  expect(await run('set', 'stt.engine', 'local')).toContain('cloud (at the next start local)');
  expect(await run('get', 'stt.engine')).toBe('local');
});

test('the file of another place is read, and the data of another directory are changed', async () => {
  const file = path.join(home, 'mine.json');
  await writeFile(file, JSON.stringify({ tile: { maxCues: 2 } }));
  expect(await run('path')).toBe(path.join(home, '.config', 'subcam', 'config.json'));
  expect(await run('path', '--config', file)).toBe(file);
  expect(await run('get', 'tile.maxCues', '--config', file)).toBe('2');
  await run('set', 'tile.fps', '12', '--data-dir', path.join(home, 'other'));
  expect(JSON.parse(await readFile(path.join(home, 'other', 'settings.json'), 'utf8'))).toEqual({ tile: { fps: 12 } });
});

test.each([
  [['set', 'limits.maxSesions', '3'], 'did you mean limits.maxSessions?'],
  [['get', 'tile.them'], 'did you mean tile.theme?'],
  [['unset', 'limits.grace'], 'did you mean limits.graceMs?'],
  [['set', 'limits.maxSessions', 'many'], 'limits.maxSessions must be a whole number from 1 to 1000'],
  [['set', 'port', '4000'], 'port is fixed by SUBCAM_PORT'],
  [['set', 'port'], 'VALUE is missing'],
  [['sett', 'port', '1'], '"sett" is none of list, get, set, unset, schema, path'],
])('%j is refused', async (argv, text) => {
  const refusal = command.run(argv, recordingTerminal(env));
  await expect(refusal).rejects.toMatchObject({ code: 'configuration', message: expect.stringContaining(text) as string });
});

test('every subcommand has a help of its own, and the first one names every setting with its variable', async () => {
  for (const name of ['list', 'get', 'set', 'unset', 'schema', 'path']) {
    const terminal = recordingTerminal(env);
    expect(await runCli(['config', name, '--help'], terminal)).toBe(0);
    expect(terminal.outLines.join('\n')).toContain(`USAGE subcam config ${name}`);
  }
  const overview = await command.usage([]);
  for (const { key, variable } of configuration.settings) expect(overview).toMatch(new RegExp(`^  ${key} +${variable} `, 'm'));
});

test('the JSON Schema has every key with its description and default, and takes the file that it describes', async () => {
  const json = JSON.parse(await run('schema')) as Record<string, unknown>;
  expect(json['$schema']).toBe('https://json-schema.org/draft/2020-12/schema');
  for (const setting of configuration.settings) {
    const properties = setting.path.flatMap((name) => ['properties', name]);
    const found = properties.reduce<unknown>((at, name) => (at as Record<string, unknown> | undefined)?.[name], json);
    expect(found, setting.key).toMatchObject({ description: setting.description });
    expect(found, setting.key).toHaveProperty('default');
    for (const word of ['variable', 'flag', 'secret', 'live']) expect(found, setting.key).not.toHaveProperty(word);
  }
  const schema = z.fromJSONSchema(json);
  const file = {
    $schema: './schema.json',
    tile: { theme: 'light', colours: null },
    bots: { chromeArgs: ['--a'] },
    stt: { engine: 'local' },
  };
  expect(schema.safeParse(file).error).toBeUndefined();
  expect(schema.safeParse({ tile: { theme: 'drak' } }).success).toBe(false);
  expect(schema.safeParse({ limits: { maxSesions: 3 } }).success).toBe(false);
  expect(schema.safeParse({ port: 70_000 }).success).toBe(false);
});

test('no command shows a secret, wherever it was set', async () => {
  const keys = ['engines.stt.cloud.apiKey', 'engines.stt.cloud.keys'];
  const file = path.join(home, 'secret.json');
  await writeFile(file, JSON.stringify({ engines: { stt: { cloud: { apiKey: SECRET, keys: [SECRET] } } } }));
  const runs: string[][] = [
    ['set', 'engines.stt.cloud.apiKey', SECRET],
    ['set', 'engines.stt.cloud.keys', SECRET, '--json'],
    ...keys.flatMap((key) => [
      ['get', key],
      ['get', key, '--json'],
    ]),
    ['list'],
    ['list', '--json'],
    ['list', '--config', file],
    ['get', 'engines'],
    ['get', 'engines.stt.cloud', '--json', '--config', file],
    ['schema'],
    ['unset', 'engines.stt.cloud.apiKey'],
    ['path'],
  ];
  let shown = 0;
  for (const argv of runs) {
    const text = await run(...argv);
    expect(text, argv.join(' ')).not.toContain(SECRET);
    if (text.includes('•••')) shown += 1;
  }
  // It was there to be shown.
  expect(shown).toBe(runs.length - 2);

  env = { ...env, SUBCAM_ENGINES_STT_CLOUD_API_KEY: SECRET };
  expect(await run('list')).not.toContain(SECRET);
  // Refused values of secrets are not repeated either.
  for (const argv of [
    ['set', keys[0] ?? '', SECRET],
    ['set', keys[1] ?? '', 'short-secret'],
    ['set', keys[1] ?? '', '[short-secret'],
  ]) {
    const error: unknown = await command.run(argv, recordingTerminal(env)).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'configuration' });
    expect(String((error as Error).stack)).not.toMatch(new RegExp(`${SECRET}|short-secret`));
  }
});
