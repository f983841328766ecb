// A session's tile: one set of settings for all of its captures, whoever asked for them last, and cues that others show on it.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DEFAULT_TILE_SETTINGS, type TileSettings } from '@subcam/shared';
import { sampleCue } from '@subcam/shared/testing';
import { createSessionTile } from './session-tile.ts';
import { openRig, send, TALK, type Rig } from './testing/pipeline-rig.ts';

let rig: Rig;

beforeEach(async () => {
  rig = await openRig();
});

afterEach(() => rig.close());

const wish = (over: Partial<TileSettings>): TileSettings => ({ ...DEFAULT_TILE_SETTINGS, ...over });
const modes = (): readonly string[] => rig.eventsOf('tile-settings').map(({ settings }) => settings.mode);

describe('the settings of a tile', () => {
  it('remember the wishes of the captures that came last; those of others are in the store', () => {
    const tile = createSessionTile(null, () => DEFAULT_TILE_SETTINGS);
    const asked = wish({ theme: 'light' });
    for (let count = 0; count <= 100; count += 1) tile.hello(`capture-${count}`, asked, null);
    expect(tile.hello('capture-100', asked, null).newWish).toBeNull();
    expect(tile.hello('capture-0', asked, asked).newWish).toBeNull();
    expect(tile.hello('capture-1', asked, null).newWish).toEqual(asked);
  });

  it('are the daemon’s own while no client wishes others, and readers hear them when the session opens', async () => {
    const { attachment } = await rig.attach();
    expect(attachment.welcome.tile).toEqual(DEFAULT_TILE_SETTINGS);
    expect(rig.events.slice(0, 2).map(({ type }) => type)).toEqual(['opened', 'tile-settings']);
    expect(modes()).toEqual(['overlay']);
  });

  it('follow the daemon’s own when those change, until somebody asks for others', async () => {
    let tile = DEFAULT_TILE_SETTINGS;
    const settings = {
      get tile() {
        return tile;
      },
    };
    await rig.close();
    rig = await openRig({ settings });
    const { client, attachment } = await rig.attach();
    const asked = await rig.attach({ captureId: 'capture-3', sessionId: 'session-3', tile: wish({ mode: 'split' }) });
    tile = wish({ theme: 'light' });
    rig.registry.tileDefaultsChanged();
    expect(client.tiles).toEqual([wish({ theme: 'light' })]);
    expect(asked.client.tiles).toEqual([]);
    await attachment.tileSettings(DEFAULT_TILE_SETTINGS);
    rig.registry.tileDefaultsChanged();
    expect(client.tiles).toEqual([wish({ theme: 'light' }), DEFAULT_TILE_SETTINGS]);
  });

  it('are those of the hello, within the contract’s limits', async () => {
    const { attachment } = await rig.attach({ tile: wish({ mode: 'split', fps: 5_000, cueDurationMs: 1 }) });
    expect(attachment.welcome.tile).toEqual(wish({ mode: 'split', fps: 60, cueDurationMs: 5_000 }));
  });

  it('that a client changes reach every client of the session, itself too, and no other session', async () => {
    const tab = await rig.attach();
    const microphone = await rig.attach({ captureId: 'capture-2', source: 'microphone' });
    const other = await rig.attach({ captureId: 'capture-3', sessionId: 'session-3' });
    await tab.attachment.tileSettings(wish({ theme: 'light' }));
    for (const { client } of [tab, microphone]) expect(client.tiles).toEqual([wish({ theme: 'light' })]);
    expect(other.client.tiles).toEqual([]);
    const later = await rig.attach({ captureId: 'capture-4' });
    expect(later.attachment.welcome.tile.theme).toBe('light');
    expect(rig.eventsOf('tile-settings').filter(({ settings }) => settings.theme === 'light')).toHaveLength(2);
  });

  it('that somebody else changes reach the client too; an unknown session has none', async () => {
    const { client } = await rig.attach();
    await rig.registry.setTileSettings('session-1', wish({ mode: 'sidebar', maxCues: 99 }));
    expect(client.tiles).toEqual([wish({ mode: 'sidebar', maxCues: 10 })]);
    await expect(rig.registry.setTileSettings('nobody', wish({}))).rejects.toMatchObject({ code: 'session-unknown' });
  });

  it('that were changed in between survive a client that comes back with the wish that it had before', async () => {
    const tile = wish({ mode: 'split' });
    await rig.attach({ tile });
    await rig.registry.setTileSettings('session-1', wish({ mode: 'sidebar' }));
    expect((await rig.attach({ tile })).attachment.welcome.tile.mode).toBe('sidebar');
    expect((await rig.attach({ tile: wish({ mode: 'floating' }) })).attachment.welcome.tile.mode).toBe('floating');
    expect(modes()).toEqual(['split', 'sidebar', 'floating']);
  });

  it('outlive a daemon, whoever asked for them, and the wish that a client had before it', async () => {
    const tile = wish({ mode: 'split' });
    await rig.attach({ tile });
    await rig.registry.setTileSettings('session-1', wish({ mode: 'sidebar' }));
    await rig.restart();
    expect((await rig.attach({ tile })).attachment.welcome.tile.mode).toBe('sidebar');
    await rig.restart();
    expect((await rig.attach({ tile: wish({ mode: 'floating' }) })).attachment.welcome.tile.mode).toBe('floating');
    await rig.restart();
    expect((await rig.attach()).attachment.welcome.tile.mode).toBe('floating');
  });

  it('are forgotten with the session', async () => {
    const { attachment } = await rig.attach({ tile: wish({ mode: 'split' }) });
    await rig.clock.run(attachment.end(0));
    expect((await rig.attach({ captureId: 'capture-2' })).attachment.welcome.tile.mode).toBe('overlay');
  });

  it('say how long a cue stays, from the next cue on', async () => {
    const { attachment } = await rig.attach();
    await attachment.tileSettings(wish({ cueDurationMs: 60_000 }));
    send(attachment, TALK);
    await rig.clock.run(attachment.end(TALK.length));
    const cues = rig
      .eventsOf('cue')
      .flatMap(({ update }) => (update.type === 'upsert' && update.cue.expiresAtMs !== null ? [update.cue] : []));
    expect(cues.length).toBeGreaterThan(0);
    for (const { shownAtMs, expiresAtMs } of cues) expect(Number(expiresAtMs) - shownAtMs).toBeGreaterThanOrEqual(60_000);
  });
});

describe('a cue that is not of the session’s own sound', () => {
  const given = sampleCue({ cueId: 'packet:1' });
  const shown = async (over: Parameters<Rig['attach']>[0] = {}): Promise<readonly string[]> =>
    (await rig.attach(over)).attachment.welcome.cues.map(({ cueId }) => cueId);

  it('reaches every client of the session, and those that come or come back while it stands', async () => {
    const { client } = await rig.attach();
    rig.registry.showCue('session-1', { type: 'upsert', emittedAtMs: 1, cue: given });
    expect(client.cues).toEqual([{ type: 'upsert', emittedAtMs: 1, cue: given }]);
    expect(await shown()).toEqual(['packet:1']);
    expect(await shown({ captureId: 'capture-2' })).toEqual(['packet:1']);
    expect(await shown({ captureId: 'capture-3', sessionId: 'session-3' })).toEqual([]);
    rig.registry.showCue('session-1', { type: 'remove', emittedAtMs: 2, cueId: 'packet:1' });
    expect(await shown()).toEqual([]);
  });

  it('is forgotten with the session', async () => {
    const { attachment } = await rig.attach();
    rig.registry.showCue('session-1', { type: 'upsert', emittedAtMs: 1, cue: given });
    await rig.clock.run(attachment.end(0));
    expect(await shown({ captureId: 'capture-2' })).toEqual([]);
    expect(() => rig.registry.showCue('nobody', { type: 'remove', emittedAtMs: 1, cueId: 'packet:1' })).toThrow(
      expect.objectContaining({ code: 'session-unknown' }),
    );
  });
});
