// The stored configuration under a person's hand: shown at once, written in order, and true to what is stored when writing fails.
import { describe, expect, it } from 'vitest';
import { DEFAULT_EXTENSION_CONFIG } from '../bus/extension-config.ts';
import { openStoredConfig } from './stored-config.ts';
import type { ExtensionConfig } from '../bus/extension-config.ts';

/** A store that answers when it is told to, one write at a time. */
function slowStore() {
  const held = {
    stored: DEFAULT_EXTENSION_CONFIG,
    writes: [] as ExtensionConfig[],
    /** Lets the write that is under way succeed, or fail. */
    settle: (_failure?: Error): void => undefined,
  };
  return {
    held,
    read: () => Promise.resolve(held.stored),
    write: (config: ExtensionConfig) => {
      held.writes.push(config);
      return new Promise<void>((resolve, reject) => {
        held.settle = (failure) => {
          if (failure !== undefined) reject(failure);
          else {
            held.stored = config;
            resolve();
          }
        };
      });
    },
  };
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('openStoredConfig', () => {
  it('shows a change before it is written, and puts what comes meanwhile into one write', async () => {
    const store = slowStore();
    const config = await openStoredConfig(store);
    const seen: string[] = [];
    config.onChange(({ sourceLanguage }) => seen.push(sourceLanguage));
    const changes = ['de', 'fr', 'it', 'pl'].map((sourceLanguage) => config.change({ sourceLanguage }));
    expect(seen).toEqual(['de', 'fr', 'it', 'pl']);
    changes.push(config.change({ microphone: true }));
    for (let writes = 0; writes < 2; writes += 1) {
      await turn();
      store.held.settle();
    }
    await Promise.all(changes);
    expect(store.held.writes.map(({ sourceLanguage }) => sourceLanguage)).toEqual(['de', 'pl']);
    expect(store.held.stored).toMatchObject({ sourceLanguage: 'pl', microphone: true });
  });

  it('writes over what another page stored, not over what it read itself at first', async () => {
    const store = slowStore();
    const config = await openStoredConfig(store);
    store.held.stored = { ...DEFAULT_EXTENSION_CONFIG, token: 'of the other page' };
    const changed = config.change({ microphone: true });
    await turn();
    store.held.settle();
    await changed;
    expect(store.held.stored).toMatchObject({ token: 'of the other page', microphone: true });
  });

  it('goes back to what is stored when a write fails, tells whoever asked, and works again afterwards', async () => {
    const store = slowStore();
    const config = await openStoredConfig(store);
    const failing = [config.change({ sourceLanguage: 'de' }), config.change({ microphone: true })];
    await turn();
    store.held.settle(new Error('the disk is full'));
    await Promise.all(failing.map((change) => expect(change).rejects.toThrow('the disk is full')));
    expect(config.current).toEqual(DEFAULT_EXTENSION_CONFIG);
    const working = config.change({ sourceLanguage: 'fr' });
    await turn();
    store.held.settle();
    await working;
    expect(store.held.stored.sourceLanguage).toBe('fr');
  });

  it('follows what another page stored, and tells nobody when nothing is new', async () => {
    const store = slowStore();
    const config = await openStoredConfig(store);
    let told = 0;
    config.onChange(() => (told += 1));
    await config.refresh();
    expect(told).toBe(0);
    store.held.stored = { ...DEFAULT_EXTENSION_CONFIG, targetLanguages: ['ca'] };
    await config.refresh();
    expect(told).toBe(1);
    expect(config.current.targetLanguages).toEqual(['ca']);
  });

  it('does not put the old value back while a new one is being written', async () => {
    const store = slowStore();
    const config = await openStoredConfig(store);
    const changed = config.change({ sourceLanguage: 'de' });
    await config.refresh();
    expect(config.current.sourceLanguage).toBe('de');
    await turn();
    store.held.settle();
    await changed;
  });
});
