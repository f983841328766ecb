// The stored configuration as a page edits it: shown at once, written in order, and followed when another page of ours changes it.
import type { ExtensionConfig } from '../bus/extension-config.ts';

export interface StoredConfigPorts {
  /** Both reject with a SubcamError. */
  readonly read: () => Promise<ExtensionConfig>;
  readonly write: (config: ExtensionConfig) => Promise<void>;
}

export interface StoredConfig {
  /** With every change that was asked for, also one that is still being written. */
  readonly current: ExtensionConfig;
  /**
   * Changes some of it. Changes that come while one is being written go together in the next, so that a slider costs no queue.
   * Rejects when it could not be written: `current` is then what is stored.
   */
  change(patch: Partial<ExtensionConfig>): Promise<void>;
  /** Somebody else may have changed it: looks again, unless a change of our own is under way, which looks by itself. */
  refresh(): Promise<void>;
  /** Called with `current` whenever it is another. */
  onChange(listener: (config: ExtensionConfig) => void): void;
}

/** Reads it first. */
export async function openStoredConfig({ read, write }: StoredConfigPorts): Promise<StoredConfig> {
  let current = await read();
  let waiting: Partial<ExtensionConfig> | null = null;
  let writing: Promise<void> | null = null;
  const listeners = new Set<(config: ExtensionConfig) => void>();

  function become(next: ExtensionConfig): void {
    if (JSON.stringify(next) === JSON.stringify(current)) return;
    current = next;
    for (const listener of listeners) listener(current);
  }

  async function writeAll(): Promise<void> {
    try {
      while (waiting !== null) {
        const patch: Partial<ExtensionConfig> = waiting;
        waiting = null;
        // Over what is stored now: another page may have changed something else.
        await write({ ...(await read()), ...patch });
      }
    } catch (thrown) {
      waiting = null;
      throw thrown;
    } finally {
      writing = null;
    }
  }

  return {
    get current() {
      return current;
    },
    async change(patch) {
      waiting = { ...waiting, ...patch };
      become({ ...current, ...patch });
      writing ??= writeAll();
      try {
        await writing;
      } catch (thrown) {
        become(await read());
        throw thrown;
      }
    },
    async refresh() {
      if (writing !== null) return;
      const stored = await read();
      if (writing === null) become(stored);
    },
    onChange(listener) {
      listeners.add(listener);
    },
  };
}
