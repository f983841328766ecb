// Why the shortcut did nothing: kept until it is told; the name is the manifest's.
import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { TOGGLE_COMMAND, createShortcutFailure } from './shortcut.ts';

function area(items: Record<string, unknown> = {}) {
  return {
    get: (key: string) => Promise.resolve(key in items ? { [key]: items[key] } : {}),
    set: (given: Record<string, unknown>) => Promise.resolve(void Object.assign(items, given)),
  };
}

describe('createShortcutFailure', () => {
  it('has nothing to tell at first, then what was written, and nothing again', async () => {
    const failure = createShortcutFailure(area());
    expect(await failure.read()).toBeNull();
    await failure.write('Pair the extension first.');
    expect(await failure.read()).toBe('Pair the extension first.');
    await failure.write(null);
    expect(await failure.read()).toBeNull();
  });

  it('has nothing to tell of what it cannot read', async () => {
    expect(await createShortcutFailure(area({ 'shortcut-failure': 7 })).read()).toBeNull();
  });
});

describe('TOGGLE_COMMAND', () => {
  it('is a command of the manifest', async () => {
    const manifest = JSON.parse(await readFile(new URL('../../public/manifest.json', import.meta.url), 'utf8')) as { commands: object };
    expect(Object.keys(manifest.commands)).toEqual([TOGGLE_COMMAND]);
  });
});
