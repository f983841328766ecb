// The bridges of open meeting pages, kept beyond the life of an extension: whoever takes a page over after an update needs what was agreed on.
import * as z from 'zod/mini';
import { BRIDGE_VERSION } from '../bus/bridge-channel.ts';
import type { StorageArea } from './config-store.ts';

const KEY = 'bridges';

/** More meetings than anybody has open; those that were kept first go. */
const MAX_BRIDGES = 50;

const keptBridge = z.object({
  /** Chrome's name of the document, which no other document ever has. */
  documentId: z.string(),
  tabId: z.number(),
  /** BRIDGE_VERSION of the scripts in the page. */
  version: z.number(),
  channel: z.string(),
  nonce: z.string(),
});
export type KeptBridge = z.infer<typeof keptBridge>;

const keptBridges = z.array(keptBridge);

export interface KeptBridges {
  /** Those that speak as this version of the extension does. */
  read(): Promise<readonly KeptBridge[]>;
  /** Takes the place of every other bridge of the same tab. */
  keep(bridge: Omit<KeptBridge, 'version'>): Promise<void>;
  forget(documentIds: readonly string[]): Promise<void>;
}

/**
 * In an area that outlives an update and that content scripts can't read, `chrome.storage.local`. What is kept opens nothing but the bridge
 * of a page that is open at this moment, to a script in that very page.
 */
export function createKeptBridges(area: StorageArea): KeptBridges {
  /** One change is written after the other. */
  let changing: Promise<unknown> = Promise.resolve();

  const all = async (): Promise<readonly KeptBridge[]> => {
    const stored = keptBridges.safeParse((await area.get(KEY))[KEY]);
    return stored.success ? stored.data : [];
  };

  const change = (work: (bridges: readonly KeptBridge[]) => readonly KeptBridge[]): Promise<void> => {
    const changed = changing.then(async () => area.set({ [KEY]: work(await all()).slice(-MAX_BRIDGES) }));
    changing = changed.catch(() => undefined);
    return changed;
  };

  return {
    read: async () => (await all()).filter(({ version }) => version === BRIDGE_VERSION),
    keep: (bridge) =>
      change((bridges) => [...bridges.filter(({ tabId }) => tabId !== bridge.tabId), { ...bridge, version: BRIDGE_VERSION }]),
    forget: (documentIds) => change((bridges) => bridges.filter(({ documentId }) => !documentIds.includes(documentId))),
  };
}
