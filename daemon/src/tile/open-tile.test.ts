// A virtual webcam without a browser: every frame is seen, every frame is saved, and the figures are the contract's.
import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createVirtualClock, type VirtualClock } from '@subcam/shared/testing';
import { MAX_LAG_MS, openTile, type TileFrame } from './open-tile.ts';
import { openPngFolder, pngName } from './png-folder.ts';
import { cueOf, settingsOf } from './testing/sample-log.ts';
import type { Picture } from './tile-painter.ts';
import { TRANSCRIPTION, TRANSLATION } from '../testing/sample-packets.ts';

let clock: VirtualClock;
let folder: string;

beforeEach(async () => {
  clock = createVirtualClock();
  folder = await mkdtemp(path.join(tmpdir(), 'subcam-tile-'));
});

afterEach(() => rm(folder, { recursive: true }));

const settings = settingsOf({ fps: 10 });

describe('the listener of a tile', () => {
  it('sees every frame at the tile’s rate, by number and instant, whether or not anything changed', async () => {
    const frames: TileFrame[] = [];
    const tile = openTile({ settings, clock, onFrame: (frame) => void frames.push(frame) });
    const startMs = clock.nowMs();
    tile.start();
    await clock.advance(1_950);
    expect(frames.map(({ index }) => index)).toEqual(Array.from({ length: 20 }, (_, index) => index));
    expect(frames.map(({ atMs }) => atMs - startMs)).toEqual(Array.from({ length: 20 }, (_, index) => index * 100));
    expect(new Set(frames.map(({ picture }) => picture)).size).toBe(1);
    await tile.stop();
    await clock.advance(1_000);
    expect(frames).toHaveLength(20);
  });

  it('sees words from the frame after they came, and no more after their time', async () => {
    const seen: Buffer[] = [];
    const tile = openTile({ settings, clock, onFrame: ({ picture }) => void seen.push(Buffer.from(picture.rgba())) });
    tile.start();
    await clock.advance(250);
    tile.packet(TRANSCRIPTION);
    await clock.advance(100);
    const isFirst = seen.map((pixels) => pixels.equals(seen[0] ?? Buffer.alloc(0)));
    expect(isFirst).toEqual([true, true, true, false]);
    await clock.advance(11_000);
    const [, , , withWords] = seen;
    expect(seen.at(-1)?.equals(withWords ?? Buffer.alloc(0))).toBe(false);
    await tile.stop();
  });

  it('that is slow misses no frame: the next one waits, and what is late is made up for', async () => {
    const frames: number[] = [];
    const tile = openTile({
      settings,
      clock,
      onFrame: async ({ index }) => {
        if (index === 2) await clock.sleep(1_000);
        frames.push(index);
      },
    });
    tile.start();
    await clock.advance(1_150);
    expect(frames).toEqual([0, 1]);
    await clock.advance(900);
    expect(frames).toEqual(Array.from({ length: 21 }, (_, index) => index));
    expect(tile.framesSkipped).toBe(0);
    await tile.stop();
  });

  it('that is behind for longer than the limit goes on at the present, and what was left out is counted', async () => {
    const instants: number[] = [];
    const startMs = clock.nowMs();
    const tile = openTile({
      settings,
      clock,
      onFrame: async ({ index, atMs }) => {
        instants.push(atMs - startMs);
        if (index === 0) await clock.sleep(MAX_LAG_MS + 5_000);
      },
    });
    tile.start();
    await clock.advance(MAX_LAG_MS + 5_050);
    expect(tile.framesSkipped).toBe(149);
    expect(instants).toEqual([0, 15_000]);
    await tile.stop();
  });

  it('that throws stops the tile, and whoever stops it hears why', async () => {
    const tile = openTile({
      settings,
      clock,
      onFrame: () => {
        throw new Error('full');
      },
    });
    tile.start();
    await expect(tile.stopped).rejects.toThrow('full');
    await expect(tile.stop()).rejects.toThrow('full');
    expect(tile.stats().is_streaming).toBe(false);
  });

  it('may read a frame’s pixels until it has done with it, and is told when it is too late', async () => {
    const kept: Picture[] = [];
    const tile = openTile({ settings, clock, onFrame: ({ picture }) => void kept.push(picture) });
    tile.start();
    await clock.advance(0);
    expect(kept[0]?.rgba()).toHaveLength(settings.width * settings.height * 4);
    const png = kept[0]?.png();
    tile.cue({ type: 'upsert', emittedAtMs: 0, cue: cueOf({ cueId: 'a:0', atMs: clock.nowMs(), text: 'Words' }) });
    // What somebody asks for in between does not disturb the frame.
    tile.picture();
    expect(await kept[0]?.jpeg(80)).toBeInstanceOf(Buffer);
    await clock.advance(100);
    await expect(kept[0]?.jpeg(80)).rejects.toMatchObject({ code: 'internal' });
    expect(await kept[0]?.png()).toBe(await png);
    await tile.stop();
  });
});

describe('a tile that saves', () => {
  it('saves every frame of its rate, and what shows the same shares its bytes', async () => {
    const saveTo = await openPngFolder(folder);
    const tile = openTile({ settings, clock, saveTo });
    /** A frame is on the disk when the tile sleeps until the next. */
    const seconds = async (count: number): Promise<void> => {
      for (let frame = 0; frame < count * settings.fps; frame += 1) {
        await expect.poll(() => clock.sleepers, { interval: 1 }).toBe(1);
        await clock.advance(100);
      }
    };
    tile.start();
    await seconds(0.5);
    tile.packet(TRANSLATION);
    await seconds(0.5);
    await tile.stop();
    const { frames_generated: count } = tile.stats();
    expect(count).toBe(11);
    expect((await readdir(folder)).toSorted()).toEqual(Array.from({ length: count }, (_, index) => pngName(index)));
    const inodes = await Promise.all((await readdir(folder)).map(async (name) => (await stat(path.join(folder, name))).ino));
    expect(new Set(inodes).size).toBe(2);
    const first = await readFile(path.join(folder, pngName(0)));
    expect(first.equals(await readFile(path.join(folder, pngName(count - 1))))).toBe(false);
  });

  it('refuses a folder with something in it, rather than mixing two recordings', async () => {
    await openPngFolder(path.join(folder, 'inner'));
    await expect(openPngFolder(folder)).rejects.toMatchObject({
      code: 'configuration',
      message: expect.stringContaining('not empty') as string,
    });
  });
});

describe('the figures of a tile', () => {
  it('have the contract’s fields and no other', async () => {
    const tile = openTile({ settings, clock, sessionId: 'meeting-1' });
    expect(Object.keys(tile.stats())).toEqual([
      'is_streaming',
      'session_id',
      'frames_generated',
      'duration_seconds',
      'average_fps',
      'current_translations_count',
      'speakers_count',
      'config',
      'last_translation_time',
    ]);
    expect(tile.stats()).toMatchObject({ is_streaming: false, frames_generated: 0, average_fps: 0, last_translation_time: null });
    await tile.stop();
  });

  it('count what is shown, who spoke and what went by, and stand still after the stop', async () => {
    const tile = openTile({ settings, clock });
    tile.start();
    await clock.advance(1_000);
    tile.packet(TRANSLATION);
    tile.packet({ ...TRANSCRIPTION, speaker_id: 'SPEAKER_01', speaker_name: 'Ben', timestamp: 5 });
    const translatedAtMs = clock.nowMs();
    await clock.advance(1_000);
    const stats = {
      frames_generated: 21,
      duration_seconds: 2,
      average_fps: 10.5,
      speakers_count: 2,
      last_translation_time: translatedAtMs / 1000,
    };
    expect(tile.stats()).toMatchObject({ ...stats, is_streaming: true, current_translations_count: 1 });
    await tile.stop();
    await clock.advance(20_000);
    expect(tile.stats()).toMatchObject({ ...stats, is_streaming: false, current_translations_count: 0 });
  });
});

describe('a tile', () => {
  it('takes new settings from the next frame on: size, rate and duration', async () => {
    const frames: TileFrame[] = [];
    const tile = openTile({ settings, clock, onFrame: (frame) => void frames.push(frame) });
    tile.start();
    await clock.advance(150);
    tile.setSettings(settingsOf({ fps: 2, width: 640, height: 360, cueDurationMs: 60_000 }));
    tile.packet(TRANSLATION);
    await clock.advance(1_000);
    expect(frames.map(({ picture }) => picture.width)).toEqual([320, 320, 640, 640]);
    await clock.advance(50_000);
    expect(tile.stats().current_translations_count).toBe(1);
    await tile.stop();
  });

  it('refuses a packet that is none, and goes on', async () => {
    const tile = openTile({ settings, clock });
    tile.start();
    for (const nonsense of [
      null,
      5,
      {},
      { ...TRANSLATION, translated_text: 5 },
      { ...TRANSLATION, target_language: '?' },
      { ...TRANSLATION, target_language: 'chr' },
    ]) {
      expect(() => tile.packet(nonsense)).toThrow();
    }
    await clock.advance(300);
    expect(tile.stats()).toMatchObject({ is_streaming: true, frames_generated: 4 });
    await tile.stop();
  });

  it('is started once, and may be stopped before', async () => {
    const tile = openTile({ settings, clock });
    tile.start();
    expect(() => tile.start()).toThrow(expect.objectContaining({ code: 'bad-request' }));
    await tile.stop();
    await openTile({ settings, clock }).stop();
  });
});
