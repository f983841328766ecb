// Settings over their layers: who wins, what is fixed, what is stored, and what is said of names that nobody knows.
import { chmod, mkdir, mkdtemp, readFile, readdir, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { configurationOf, type LoadOptions } from './configuration.ts';
import type { Settings } from './daemon-config.ts';
import type { ConfigFlags } from './flags.ts';
import { SAMPLE_ENGINES } from '../testing/configurable-engines.ts';

const CONFIGURATION = configurationOf(SAMPLE_ENGINES);
const SECRET = 'k-0123456789-do-not-tell';

let folder: string;
let configFile: string;
let storedFile: string;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'subcam-config-'));
  configFile = path.join(folder, 'config.json');
  storedFile = path.join(folder, 'data', 'settings.json');
  await mkdir(path.join(folder, 'data'));
});

afterEach(() => rm(folder, { recursive: true }));

const write = (file: string, document: unknown): Promise<void> => writeFile(file, JSON.stringify(document));

interface Layers {
  readonly file?: unknown;
  readonly stored?: unknown;
  readonly env?: Record<string, string>;
  readonly flags?: ConfigFlags;
  readonly defaults?: LoadOptions['defaults'];
}

async function open({ file, stored, env = {}, flags = {}, defaults }: Layers = {}): Promise<Settings> {
  if (file !== undefined) await write(configFile, file);
  if (stored !== undefined) await write(storedFile, stored);
  const place = { HOME: folder, SUBCAM_HOME: path.join(folder, 'data'), ...(file === undefined ? {} : { SUBCAM_CONFIG: configFile }) };
  return CONFIGURATION.open({ ...place, ...env }, flags, defaults === undefined ? {} : { defaults });
}

const complaint = async (layers: Layers): Promise<string> => {
  const error: unknown = await open(layers).then(
    () => new Error('nothing to complain about'),
    (thrown: unknown) => thrown,
  );
  expect(error).toMatchObject({ code: 'configuration' });
  return (error as Error).message;
};

describe('of two layers', () => {
  const file = { engines: { stt: { cloud: { retry: { tries: 4 } } } } };
  const stored = { engines: { stt: { cloud: { retry: { tries: 5 } } } } };
  const env = { SUBCAM_ENGINES_STT_CLOUD_RETRY_TRIES: '6' };
  const flags = { cloudTries: '7' };
  const key = 'engines.stt.cloud.retry.tries';

  it.each([
    ['the default, where there is nothing else', {}, 3, { layer: 'default', name: null }],
    ['the file wins over the default', { file }, 4, { layer: 'file' }],
    ['what was stored wins over the file', { file, stored }, 5, { layer: 'stored' }],
    ['the environment wins over what was stored', { file, stored, env }, 6, { layer: 'environment', name: Object.keys(env)[0] }],
    ['a flag wins over the environment', { file, stored, env, flags }, 7, { layer: 'flag', name: '--cloud-tries' }],
    ['a default of whoever opens them wins over the schema’s', { defaults: { [key]: 8 } }, 8, { layer: 'default' }],
  ] as [string, Layers, number, object][])('%s', async (...[, layers, tries, source]) => {
    const settings = await open(layers);
    expect(settings.current().stt.settings['retry']).toEqual({ tries, isPatient: false });
    expect(settings.sourceOf(key)).toMatchObject(source);
  });

  it('the names of the files are told', async () => {
    const settings = await open({ file: { port: 4000 }, stored: { log: { level: 'warn' } } });
    expect(settings.sourceOf('port')).toEqual({ layer: 'file', name: configFile });
    expect(settings.sourceOf('log.level')).toEqual({ layer: 'stored', name: storedFile });
  });
});

describe('lists and groups', () => {
  it('have a place in the file and in variables', async () => {
    const file = { $schema: './schema.json', bots: { chromeArgs: ['--a=1,2', '--b'] }, tile: { theme: 'light', maxCues: 3 } };
    const settings = await open({ file, env: { SUBCAM_ENGINES_STT_CLOUD_MODELS: 'large,small', SUBCAM_TILE_FPS: '15' } });
    expect(settings.current()).toMatchObject({
      bots: { chromeArgs: ['--a=1,2', '--b'] },
      tile: { theme: 'light', maxCues: 3, fps: 15, width: 1280 },
      stt: { engine: 'cloud', settings: { models: ['large', 'small'] } },
      translators: [{ engine: 'cloud', settings: { url: 'http://127.0.0.1:7' } }],
    });
  });
});

describe('a name that nobody knows', () => {
  it.each([
    [
      'in the file',
      { file: { limits: { maxSesions: 3 } } },
      'config.json: limits.maxSesions is not a setting: did you mean limits.maxSessions?',
    ],
    ['as a group of the file', { file: { limit: {} } }, 'limit is not a setting: did you mean limits?'],
    ['in the wrong group', { file: { graceMs: 5000 } }, 'graceMs is not a setting: did you mean limits.graceMs?'],
    ['in what was stored', { stored: { tile: { them: 'dark' } } }, 'settings.json: tile.them is not a setting: did you mean tile.theme?'],
    ['in the environment', { env: { SUBCAM_PROT: '1' } }, 'SUBCAM_PROT is not a variable of Subcam: did you mean SUBCAM_PORT?'],
    ['as a flag', { flags: { datDir: '/x' } }, '"datDir" is not a flag of a setting: did you mean dataDir?'],
  ] as [string, Layers, string][])('%s is refused, naming the nearest', async (_, layers, text) => {
    expect(await complaint(layers)).toContain(text);
  });

  it('as a key is refused too', async () => {
    const settings = await open();
    expect(() => settings.sourceOf('limits.gracMs')).toThrow('did you mean limits.graceMs?');
    await expect(settings.set('stt.engin', 'cloud')).rejects.toThrow('did you mean stt.engine?');
    await expect(settings.unset('xyz')).rejects.toThrow('"subcam config" lists those that there are');
    await expect(settings.set('tile', {})).rejects.toThrow('tile is a group of settings: name one of them, such as tile.');
    await expect(settings.set('tile.palette.nothing', 1)).rejects.toThrow('is not a setting');
  });

  it('is no mistake where others read that variable', async () => {
    const settings = await open({ env: { SUBCAM_CHROMIUM: '/usr/bin/chromium', SUBCAMERA: '1', SUBCAM_E2E_REPORT: '/r.json' } });
    expect(settings.current().port).toBe(3000);
  });
});

describe('what is wrong in a file', () => {
  it('is named by file and key, with what it may be, all of it at once', async () => {
    const text = await complaint({ file: { port: 'many', tile: [], stt: { engine: 'x' } }, env: { SUBCAM_LOG: 'loud' } });
    expect(text).toContain('SUBCAM_LOG must be fatal, error');
    expect(text).toContain(`${configFile}: port must be a whole number from 0 to 65535`);
    expect(text).toContain(`${configFile}: tile must be an object with some of width, height`);
    expect(text).toContain(`${configFile}: stt.engine must be cloud or local`);
  });

  it('is said where it is no JSON, without its words', async () => {
    await writeFile(configFile, `{"engines": ${SECRET}}`);
    const error: unknown = await CONFIGURATION.open({ HOME: folder }, { config: configFile }).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'configuration', message: expect.stringContaining(`${configFile} is not JSON`) as string });
    expect(String((error as Error).stack)).not.toContain(SECRET);
    expect((error as Error).cause).toBeUndefined();
  });

  it('that somebody named is said when there is none, and a default one may be absent', async () => {
    const named = path.join(folder, 'none.json');
    expect(await complaint({ flags: { config: named } })).toContain(`There is no configuration file ${named}`);
    expect(await complaint({ env: { SUBCAM_CONFIG: named } })).toContain(`There is no configuration file ${named}`);
    expect((await open()).current().port).toBe(3000);
  });

  it('is looked for where the platform keeps such files', async () => {
    await mkdir(path.join(folder, 'xdg', 'subcam'), { recursive: true });
    await write(path.join(folder, 'xdg', 'subcam', 'config.json'), { port: 4567 });
    const settings = await CONFIGURATION.open({ HOME: folder, XDG_CONFIG_HOME: path.join(folder, 'xdg') }, {});
    expect(settings.current().port).toBe(4567);
  });

  it('may name the data directory, in which the stored settings are then', async () => {
    await write(storedFile, { port: 4568 });
    await write(configFile, { dataDir: path.join(folder, 'data') });
    const settings = await CONFIGURATION.open({ HOME: folder }, { config: configFile });
    expect(settings.current()).toMatchObject({ port: 4568, dataDir: path.join(folder, 'data') });
  });
});

describe('stored settings', () => {
  it('that others could read are closed to them when they are read; the configuration file is its owner’s to decide about', async () => {
    await write(storedFile, { port: 4568 });
    await write(configFile, { dataDir: path.join(folder, 'data') });
    for (const file of [storedFile, configFile]) await chmod(file, 0o644);
    await CONFIGURATION.open({ HOME: folder }, { config: configFile });
    const modes = await Promise.all([storedFile, configFile].map(async (file) => (await stat(file)).mode & 0o777));
    expect(modes).toEqual([0o600, 0o644]);
  });
});

describe('a change', () => {
  it('is kept for the next start, readable by its owner alone, and leaves nothing else behind', async () => {
    await (await open()).set('limits.maxSessions', 7);
    expect((await stat(storedFile)).mode & 0o777).toBe(0o600);
    expect(await readdir(path.dirname(storedFile))).toEqual(['settings-history.json', 'settings.json']);
    expect((await stat(path.join(folder, 'data', 'settings-history.json'))).mode & 0o777).toBe(0o600);
    expect(JSON.parse(await readFile(storedFile, 'utf8'))).toEqual({ limits: { maxSessions: 7 } });
    const again = await open();
    expect(again.current().limits.maxSessions).toBe(7);
    await again.unset('limits.maxSessions');
    expect((await open()).current().limits.maxSessions).toBe(100);
  });

  it('of a live setting counts at once, and tells its subscribers; of another it waits for the next start', async () => {
    const settings = await open();
    const told: (readonly string[])[] = [];
    const stop = settings.subscribe((keys) => told.push(keys));
    await settings.change({ set: { 'limits.graceMs': 5000, port: 4001 } });
    expect(settings.current()).toMatchObject({ port: 3000, limits: { graceMs: 5000 } });
    expect(told).toEqual([['limits.graceMs']]);
    expect(settings.rows().find(({ key }) => key === 'port')).toMatchObject({ value: 3000, atNextStart: 4001, live: false });
    expect(settings.rows().find(({ key }) => key === 'limits.graceMs')).not.toHaveProperty('atNextStart');
    expect((await open()).current().port).toBe(4001);
    stop();
    await settings.unset('limits.graceMs');
    expect(told).toHaveLength(1);
  });

  it('is refused where a variable or a flag fixes the setting, and names it', async () => {
    const settings = await open({ env: { SUBCAM_MAX_SESSIONS: '3' }, flags: { cloudTries: 2 } });
    await expect(settings.set('limits.maxSessions', 5)).rejects.toMatchObject({
      code: 'configuration',
      message: 'limits.maxSessions is fixed by SUBCAM_MAX_SESSIONS: change it there.',
    });
    await expect(settings.unset('engines.stt.cloud.retry.tries')).rejects.toThrow('fixed by --cloud-tries');
    expect(settings.rows().find(({ key }) => key === 'limits.maxSessions')).toMatchObject({ value: 3, fixedBy: 'SUBCAM_MAX_SESSIONS' });
    expect(await readdir(path.dirname(storedFile))).toEqual([]);
  });

  it('is refused for the place where changes are kept', async () => {
    const settings = await CONFIGURATION.open({ HOME: folder }, {});
    await expect(settings.set('dataDir', '/elsewhere')).rejects.toThrow('use the configuration file, SUBCAM_HOME or --data-dir');
    expect(await complaint({ stored: { dataDir: '/elsewhere' } })).toContain('dataDir is not a setting');
  });

  it('is made whole or not at all', async () => {
    const settings = await open({ stored: { limits: { graceMs: 2000 } } });
    await expect(settings.change({ set: { 'limits.maxSessions': 5, 'tile.theme': 'drak' } })).rejects.toThrow('tile.theme must be dark');
    expect(settings.current().limits).toMatchObject({ maxSessions: 100, graceMs: 2000 });
    expect(JSON.parse(await readFile(storedFile, 'utf8'))).toEqual({ limits: { graceMs: 2000 } });
  });

  it('and another at the same time are both kept', async () => {
    const settings = await open();
    await Promise.all([settings.set('limits.maxSessions', 5), settings.set('limits.graceMs', 5000), settings.set('tile.fps', 10)]);
    expect((await open()).current()).toMatchObject({ limits: { maxSessions: 5, graceMs: 5000 }, tile: { fps: 10 } });
  });

  it('keeps what somebody else has written to the file since, and so does the next start', async () => {
    const settings = await open();
    await write(storedFile, { limits: { graceMs: 7000 } });
    await settings.set('limits.maxSessions', 5);
    expect(settings.current().limits).toMatchObject({ graceMs: 7000, maxSessions: 5 });
    expect(JSON.parse(await readFile(storedFile, 'utf8'))).toEqual({ limits: { graceMs: 7000, maxSessions: 5 } });
  });

  it('is refused where that file was damaged since, and the file stays as it is', async () => {
    const settings = await open();
    await writeFile(storedFile, '{"limits": ');
    await expect(settings.set('limits.maxSessions', 5)).rejects.toMatchObject({ code: 'configuration' });
    expect(await readFile(storedFile, 'utf8')).toBe('{"limits": ');
    expect(settings.current().limits.maxSessions).toBe(100);
  });

  it('that can’t be written is an error, and what was in force stays', async () => {
    const settings = await open();
    await rm(path.join(folder, 'data'), { recursive: true });
    await symlink(path.join(folder, 'nowhere', 'at-all'), path.join(folder, 'data'));
    await expect(settings.set('limits.maxSessions', 5)).rejects.toMatchObject({ code: 'storage' });
    expect(settings.current().limits.maxSessions).toBe(100);
  });
});

it('a damaged file of changes is an error that says what to do, and stays as it is', async () => {
  await writeFile(storedFile, '{"limits": {"maxSessions": 5');
  expect(await complaint({})).toMatch(/settings\.json is not JSON.*Mend it, or move it out of the way/);
  expect(await readFile(storedFile, 'utf8')).toBe('{"limits": {"maxSessions": 5');
});

it('a secret is in force and in the file, and nowhere else', async () => {
  const settings = await open({ stored: { engines: { stt: { cloud: { apiKey: SECRET } } } } });
  expect(settings.current().stt.settings['apiKey']).toBe(SECRET);
  expect(JSON.stringify(settings.rows())).not.toContain(SECRET);
  const text = await complaint({ env: { SUBCAM_ENGINES_STT_CLOUD_KEYS: 'too-short' }, stored: {} });
  expect(text).toContain('SUBCAM_ENGINES_STT_CLOUD_KEYS must be a list');
  expect(text).not.toContain('too-short');
});
