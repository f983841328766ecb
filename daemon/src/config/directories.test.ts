// Where things are looked for on each platform.
import { expect, test } from 'vitest';
import { defaultConfigFile, defaultDataDir } from './directories.ts';

test.each([
  ['linux', { HOME: '/home/ana' }, '/home/ana/.config/subcam/config.json'],
  ['linux', { HOME: '/home/ana', XDG_CONFIG_HOME: '/etc/ana' }, '/etc/ana/subcam/config.json'],
  ['darwin', { HOME: '/Users/ana' }, '/Users/ana/Library/Application Support/subcam/config.json'],
  ['win32', { APPDATA: String.raw`C:\Users\ana\AppData\Roaming` }, String.raw`C:\Users\ana\AppData\Roaming\subcam\config.json`],
  ['win32', { USERPROFILE: String.raw`C:\Users\ana` }, String.raw`C:\Users\ana\AppData\Roaming\subcam\config.json`],
] as [NodeJS.Platform, Record<string, string>, string][])('on %s with %j the configuration is %s', (platform, env, file) => {
  expect(defaultConfigFile({ env, platform })).toBe(file);
});

test('data are where the desktop keeps them', () => {
  expect(defaultDataDir({ HOME: '/home/ana' })).toBe('/home/ana/.local/share/subcam');
  expect(defaultDataDir({ HOME: '/home/ana', XDG_DATA_HOME: '/data' })).toBe('/data/subcam');
});
