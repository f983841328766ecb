// The store: what was written comes back; what an older version or somebody else wrote does not break the start.
import { describe, expect, it } from 'vitest';
import { DEFAULT_EXTENSION_CONFIG } from '../bus/extension-config.ts';
import { createConfigStore } from './config-store.ts';

function area(initial: Record<string, unknown> = {}) {
  const items = { ...initial };
  return {
    get: (key: string) => Promise.resolve(key in items ? { [key]: items[key] } : {}),
    set: (given: Record<string, unknown>) => Promise.resolve(void Object.assign(items, given)),
  };
}

describe('createConfigStore', () => {
  it('gives the defaults first and then what was written', async () => {
    const store = createConfigStore(area());
    expect(await store.read()).toEqual(DEFAULT_EXTENSION_CONFIG);
    const config = { ...DEFAULT_EXTENSION_CONFIG, token: 'secret', targetLanguages: ['ca'] };
    await store.write(config);
    expect(await store.read()).toEqual(config);
  });

  it('gives the defaults for what it cannot read', async () => {
    expect(await createConfigStore(area({ config: { token: 7 } })).read()).toEqual(DEFAULT_EXTENSION_CONFIG);
  });
});
