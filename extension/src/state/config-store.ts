// ExtensionConfig in chrome.storage: read anew each time, since the service worker forgets everything when it dies.
import { DEFAULT_EXTENSION_CONFIG, extensionConfig } from '../bus/extension-config.ts';
import type { ExtensionConfig } from '../bus/extension-config.ts';

const KEY = 'config';

/** The little of `chrome.storage.local` that it takes. */
export interface StorageArea {
  get(key: string): Promise<Record<string, unknown>>;
  set(items: Record<string, unknown>): Promise<void>;
}

export interface ConfigStore {
  /** What was stored last; the defaults before that, and for what an older version stored in another shape. */
  read(): Promise<ExtensionConfig>;
  write(config: ExtensionConfig): Promise<void>;
}

/** Config under one key of the area. */
export function createConfigStore(area: StorageArea): ConfigStore {
  return {
    async read() {
      const stored = await area.get(KEY);
      const parsed = extensionConfig.safeParse(stored[KEY]);
      return parsed.success ? parsed.data : DEFAULT_EXTENSION_CONFIG;
    },
    write: (config) => area.set({ [KEY]: config }),
  };
}
