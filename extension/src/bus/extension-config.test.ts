// Settings from outside: completed, bounded, and never an address that is not this machine's.
import { describe, expect, it } from 'vitest';
import { DEFAULT_MEETING_LANGUAGES, DEFAULT_TILE_SETTINGS } from '@subcam/shared';
import { DEFAULT_EXTENSION_CONFIG, extensionConfig, isDaemonUrl } from './extension-config.ts';

const GIVEN = { daemonUrl: 'http://127.0.0.1:4123', token: 't', sourceLanguage: 'en', targetLanguages: ['es'], role: 'bot' };

describe('extensionConfig', () => {
  it('takes its own defaults unchanged', () => {
    expect(extensionConfig.parse(DEFAULT_EXTENSION_CONFIG)).toEqual(DEFAULT_EXTENSION_CONFIG);
  });

  it('has the languages before anybody has chosen any that every other part has', () => {
    expect(DEFAULT_EXTENSION_CONFIG).toMatchObject(DEFAULT_MEETING_LANGUAGES);
  });

  it('takes several languages that may be spoken, or any', () => {
    expect(extensionConfig.parse(GIVEN).spoken).toEqual([]);
    expect(extensionConfig.parse({ ...GIVEN, sourceLanguage: 'auto', spoken: ['en', 'es'] })).toMatchObject({ spoken: ['en', 'es'] });
  });

  it('completes a tile that is missing or given in part, and clamps it', () => {
    expect(extensionConfig.parse(GIVEN).tile).toEqual(DEFAULT_TILE_SETTINGS);
    expect(extensionConfig.parse({ ...GIVEN, tile: { maxCues: 99, theme: 'light' } }).tile).toEqual({
      ...DEFAULT_TILE_SETTINGS,
      maxCues: 10,
      theme: 'light',
    });
  });

  it.each([
    ['daemonUrl', 'https://example.com'],
    ['token', ''],
    ['sourceLanguage', 'English!'],
    ['spoken', ['auto']],
    ['targetLanguages', ['e']],
    ['role', 'spectator'],
    ['tile', { theme: 'pink' }],
  ])('refuses %s %j', (key, value) => {
    expect(extensionConfig.safeParse({ ...GIVEN, [key]: value }).success).toBe(false);
  });
});

describe('isDaemonUrl', () => {
  it.each(['http://127.0.0.1:3000', 'http://127.0.0.1:3000/', 'http://127.0.0.1'])('takes %s', (address) => {
    expect(isDaemonUrl(address)).toBe(true);
  });

  it.each([
    'https://127.0.0.1:3000',
    'http://localhost:3000',
    'http://127.0.0.1.example.com',
    'http://127.0.0.1:3000/path',
    'http://127.0.0.1@example.com',
    'http://user@127.0.0.1:3000',
    'http://127.0.0.1:3000?x',
    'ftp://127.0.0.1',
    '',
    '127.0.0.1:3000',
  ])('refuses %s', (address) => {
    expect(isDaemonUrl(address)).toBe(false);
  });
});
