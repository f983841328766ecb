// Bridges of meeting pages beyond the life of an extension, and what becomes of them in the next.
import { describe, expect, it } from 'vitest';
import { createVirtualClock } from '@subcam/shared/testing';
import { BRIDGE_VERSION } from '../bus/bridge-channel.ts';
import { createKeptBridges, type KeptBridge } from './kept-bridges.ts';
import { RESUME_LIMIT_MS, resumeMeetings } from './resumed-meetings.ts';
import type { StorageArea } from './config-store.ts';

function memoryArea(): StorageArea & { readonly items: Map<string, unknown> } {
  const items = new Map<string, unknown>();
  return {
    items,
    get: (key) => Promise.resolve(items.has(key) ? { [key]: structuredClone(items.get(key)) } : {}),
    set: (given) => {
      for (const [key, value] of Object.entries(given)) items.set(key, structuredClone(value));
      return Promise.resolve();
    },
  };
}

const clock = createVirtualClock();

const bridge = (tabId: number, documentId = `document ${tabId}`) => ({ documentId, tabId, channel: 'c'.repeat(32), nonce: `${tabId}` });

const idsOf = (bridges: readonly KeptBridge[]): readonly string[] => bridges.map(({ documentId }) => documentId);

describe('kept bridges', () => {
  it('are those of the newest document of each tab, all of them when several are kept at once', async () => {
    const bridges = createKeptBridges(memoryArea());
    await Promise.all([bridges.keep(bridge(1)), bridges.keep(bridge(2)), bridges.keep(bridge(1, 'newer'))]);
    expect(await bridges.read()).toEqual([
      { ...bridge(2), version: BRIDGE_VERSION },
      { ...bridge(1, 'newer'), version: BRIDGE_VERSION },
    ]);
    await bridges.forget(['newer']);
    expect(idsOf(await bridges.read())).toEqual(['document 2']);
  });

  it('are fifty at most', async () => {
    const bridges = createKeptBridges(memoryArea());
    for (let tab = 0; tab < 60; tab += 1) await bridges.keep(bridge(tab));
    expect(idsOf(await bridges.read())).toEqual(Array.from({ length: 50 }, (_, index) => `document ${index + 10}`));
  });

  it('of pages that speak another version, and what is no list of bridges, are none', async () => {
    const area = memoryArea();
    area.items.set('bridges', [{ ...bridge(1), version: BRIDGE_VERSION + 1 }]);
    expect(await createKeptBridges(area).read()).toEqual([]);
    area.items.set('bridges', 'damaged');
    expect(await createKeptBridges(area).read()).toEqual([]);
    await createKeptBridges(area).keep(bridge(2));
    expect(idsOf(await createKeptBridges(area).read())).toEqual(['document 2']);
  });
});

describe('a new life of the extension', () => {
  it('resumes every page once, however often the service worker starts, and forgets those that are gone', async () => {
    const bridges = createKeptBridges(memoryArea());
    for (const tab of [1, 2, 3]) await bridges.keep(bridge(tab));
    const life = memoryArea();
    const injected: number[] = [];
    const inject = ({ tabId }: KeptBridge): Promise<void> => {
      injected.push(tabId);
      return tabId === 2 ? Promise.reject(new Error('No document with that id.')) : Promise.resolve();
    };
    await resumeMeetings({ bridges, life, inject, clock });
    await resumeMeetings({ bridges, life, inject, clock });
    expect(injected).toEqual([1, 2, 3]);
    expect(idsOf(await bridges.read())).toEqual(['document 1', 'document 3']);
    await resumeMeetings({ bridges, life: memoryArea(), inject, clock });
    expect(injected).toEqual([1, 2, 3, 1, 3]);
  });

  it('keeps a bridge that came while a page of the same tab before it was found to be gone', async () => {
    const bridges = createKeptBridges(memoryArea());
    await bridges.keep(bridge(1));
    const inject = async (): Promise<void> => {
      await bridges.keep(bridge(1, 'newer'));
      throw new Error('No document with that id.');
    };
    await resumeMeetings({ bridges, life: memoryArea(), inject, clock });
    expect(idsOf(await bridges.read())).toEqual(['newer']);
  });

  it('waits two seconds for a page that stands still, and does not forget it', async () => {
    const bridges = createKeptBridges(memoryArea());
    await bridges.keep(bridge(1));
    const resume = async (): Promise<string> => {
      await resumeMeetings({ bridges, life: memoryArea(), clock, inject: () => new Promise(() => undefined) });
      return 'resumed';
    };
    const resumed = resume();
    await clock.advance(RESUME_LIMIT_MS - 1);
    expect(await Promise.race([resumed, Promise.resolve('waiting')])).toBe('waiting');
    await clock.advance(1);
    expect(await resumed).toBe('resumed');
    expect(idsOf(await bridges.read())).toEqual(['document 1']);
  });
});
