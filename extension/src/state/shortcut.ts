// The keyboard shortcut: its name, and why its last press did nothing, kept for the popup since no page of ours is open when it is pressed.
import * as z from 'zod/mini';
import type { StorageArea } from './config-store.ts';

/** As the manifest calls it. */
export const TOGGLE_COMMAND = 'toggle-subtitles';

const KEY = 'shortcut-failure';

const failure = z.string();

export interface ShortcutFailure {
  /** Why the last press did nothing, in words; null after one that worked. */
  read(): Promise<string | null>;
  write(message: string | null): Promise<void>;
}

/** Kept in an area that lives as long as the browser, `chrome.storage.session`. */
export function createShortcutFailure(area: StorageArea): ShortcutFailure {
  return {
    async read() {
      const stored = failure.safeParse((await area.get(KEY))[KEY]);
      return stored.success ? stored.data : null;
    },
    write: (message) => area.set({ [KEY]: message }),
  };
}
