// Where models live, and which registry they come from.
import { expect, test } from 'vitest';
import { defaultModelsDir } from '../lib/models-dir.ts';
import { npmRegistry } from './npm-registry.ts';

test('an explicit directory wins over the cache directory, and that over the home directory', () => {
  expect(defaultModelsDir({ SUBCAM_MODELS: '/m', XDG_CACHE_HOME: '/c', HOME: '/h' })).toBe('/m');
  expect(defaultModelsDir({ XDG_CACHE_HOME: '/c', HOME: '/h' })).toBe('/c/subcam/models');
  expect(defaultModelsDir({ XDG_CACHE_HOME: '', HOME: '/h' })).toBe('/h/.cache/subcam/models');
});

test('the registry that npm hands to its scripts is used, one that is no http URL is refused, and without npm the message says what to set', async () => {
  expect(await npmRegistry({ npm_config_registry: 'http://127.0.0.1:9/npm' })).toBe('http://127.0.0.1:9/npm/');
  await expect(npmRegistry({ npm_config_registry: 'file:///etc' })).rejects.toMatchObject({ code: 'configuration' });
  await expect(npmRegistry({ PATH: '/nonexistent' })).rejects.toThrow(/set npm_config_registry/);
});
