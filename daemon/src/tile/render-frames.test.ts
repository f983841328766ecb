// A log drawn again: the frames that viewers had, on no clock but the log's, and the same pixels each time.
import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { parseContractPacket } from '@subcam/shared/wire';
import { planRender, renderFrames, type RenderOptions, type RenderPlan } from './render-frames.ts';
import { createSessionTile } from './session-tile.ts';
import { settingsOf, shortSession, START_MS } from './testing/sample-log.ts';
import type { TileLog, TileMoment } from './tile-log.ts';
import { createTilePainter, type Picture } from './tile-painter.ts';
import { TRANSCRIPTION, TRANSLATION } from '../testing/sample-packets.ts';

const options: RenderOptions = { settings: {}, fromMs: 0, toMs: null, utcOffsetMinutes: 0 };

function logOf(moments: readonly TileMoment[]): TileLog {
  return { moments, firstMs: moments[0]?.atMs ?? 0, lastMs: moments.at(-1)?.atMs ?? 0, sessionId: 'session-1', badLines: [] };
}

function sessionLog(settings = settingsOf()): TileLog {
  const moments = shortSession(settings).flatMap((event): TileMoment[] =>
    event.type === 'opened' || event.type === 'state' || event.type === 'cue' || event.type === 'tile-settings'
      ? [{ type: 'event', atMs: event.atMs, event }]
      : [],
  );
  return logOf(moments);
}

interface Drawn {
  readonly plan: RenderPlan;
  readonly atMs: readonly number[];
  /** A short name for the pixels of each frame. */
  readonly pixels: readonly string[];
  /** How many were really drawn. */
  readonly drawn: number;
}

const hashOf = (rgba: Uint8ClampedArray): string => createHash('sha256').update(rgba).digest('hex').slice(0, 12);

function draw(log: TileLog, over: Partial<RenderOptions> = {}): Drawn {
  const plan = planRender(log, { ...options, ...over });
  const frames = [...renderFrames(log, plan, { ...options, ...over })].map(({ index, atMs }) => ({ index, atMs }));
  const pixels: string[] = [];
  const pictures = new Set<Picture>();
  for (const { picture } of renderFrames(log, plan, { ...options, ...over })) {
    pixels.push(hashOf(picture.rgba()));
    pictures.add(picture);
  }
  expect(frames.map(({ index }) => index)).toEqual(frames.map((_, index) => index));
  return { plan, atMs: frames.map(({ atMs }) => atMs - START_MS), pixels, drawn: pictures.size };
}

describe('a rendered session', () => {
  it('has a frame for every instant of its rate, until its last cue has gone', () => {
    const { plan, atMs } = draw(sessionLog());
    expect(plan).toMatchObject({ width: 320, height: 180, fps: 10, frameCount: 31 });
    expect(atMs).toEqual(Array.from({ length: 31 }, (_, index) => index * 100));
  });

  it('changes at the first frame at or after each change, and at no other', () => {
    const { pixels, drawn } = draw(sessionLog());
    const changes = pixels.flatMap((hash, index) => (index > 0 && hash !== pixels[index - 1] ? [index] : []));
    // The words, their end, their translation, and the expiry; states that say the same change nothing.
    expect(changes).toEqual([5, 10, 15, 30]);
    expect(drawn).toBe(5);
  });

  it('is the same each time, down to the last pixel', () => {
    expect(draw(sessionLog()).pixels).toEqual(draw(sessionLog()).pixels);
  });

  it('shows the pixels that viewers had', () => {
    const live = createSessionTile();
    const painter = createTilePainter();
    for (const event of shortSession().slice(0, 5)) if (event.type !== 'gap') live.event(event as Parameters<typeof live.event>[0]);
    const then = painter.draw({ model: live.model, width: 320, height: 180, nowMs: START_MS + 1_200, utcOffsetMinutes: 0 });
    expect(draw(sessionLog()).pixels[12]).toBe(hashOf(then.rgba()));
  });

  it('of a part is that part of the whole', () => {
    const whole = draw(sessionLog());
    const part = draw(sessionLog(), { fromMs: 800, toMs: 1_700 });
    expect(part.pixels).toEqual(whole.pixels.slice(8, 18));
    expect(part.atMs).toEqual(whole.atMs.slice(8, 18));
    expect(draw(sessionLog(), { fromMs: 500, toMs: 500 }).pixels).toEqual([whole.pixels[5]]);
  });

  it('looks as it is asked to, whatever the log’s own settings', () => {
    const asked = draw(sessionLog(), { settings: { mode: 'split', theme: 'light', fps: 4, width: 640, height: 360 } });
    expect(asked.plan).toMatchObject({ width: 640, height: 360, fps: 4, frameCount: 13 });
    const recorded = draw(sessionLog(settingsOf({ mode: 'split', theme: 'light', fps: 4, width: 640, height: 360 })));
    expect(asked.pixels).toEqual(recorded.pixels);
  });

  it('tells times in the zone that is asked for, and in no other', () => {
    const log = sessionLog(settingsOf({ showTimestamps: true }));
    const [utc, again, tokyo] = [0, 0, 540].map((utcOffsetMinutes) => draw(log, { utcOffsetMinutes }).pixels[20]);
    expect(utc).toBe(again);
    expect(utc).not.toBe(tokyo);
  });

  it('that ends in mid-word ends there', () => {
    const { moments } = sessionLog();
    expect(draw(logOf(moments.slice(0, 3))).plan.frameCount).toBe(6);
    expect(draw(logOf(moments.slice(0, 1))).plan.frameCount).toBe(1);
  });

  it('follows settings that change in the middle', () => {
    const log = sessionLog();
    const light: TileMoment = {
      type: 'event',
      atMs: START_MS + 1_100,
      event: { type: 'tile-settings', atMs: START_MS + 1_100, sessionId: 'session-1', settings: settingsOf({ theme: 'light' }) },
    };
    const changed = draw(logOf([...log.moments.slice(0, 5), light, ...log.moments.slice(5)]));
    const [dark, allLight] = [draw(log), draw(log, { settings: { theme: 'light' } })];
    expect(changed.pixels).toEqual([...dark.pixels.slice(0, 11), ...allLight.pixels.slice(11)]);
  });
});

describe('rendered packets', () => {
  const packetMoment = (packet: object, atMs: number): TileMoment => ({ type: 'packet', atMs, packet: parseContractPacket(packet) });

  it('are shown as cues for as long as the settings say, whichever came first', () => {
    const both = [TRANSCRIPTION, TRANSLATION].map((packet) => packetMoment(packet, START_MS));
    const settings = { width: 320, height: 180, fps: 1, cueDurationMs: 5_000 };
    const inOrder = draw(logOf(both), { settings });
    expect(inOrder.plan.frameCount).toBe(6);
    expect(new Set(inOrder.pixels.slice(0, 5)).size).toBe(1);
    expect(inOrder.pixels[5]).not.toBe(inOrder.pixels[4]);
    expect(draw(logOf(both.toReversed()), { settings }).pixels).toEqual(inOrder.pixels);
  });

  it('of a part are that part of the whole, also where what came before has gone in between', () => {
    const again = [
      { ...TRANSLATION, correlation_id: 'a' },
      { ...TRANSCRIPTION, translated_text: 'Hello again.', correlation_id: 'a' },
    ];
    const log = logOf(again.map((packet, index) => packetMoment(packet, START_MS + index * 10_500)));
    const settings = { width: 320, height: 180, fps: 1, cueDurationMs: 5_000 };
    const whole = draw(log, { settings });
    expect(draw(log, { settings, fromMs: 11_000 }).pixels).toEqual(whole.pixels.slice(11));
  });

  it('a hundred a second and of any length take as many frames as the time that they last', () => {
    const moments = Array.from({ length: 200 }, (_, index) =>
      packetMoment(
        { ...TRANSCRIPTION, translated_text: `${index} `.repeat(1 + (index % 2) * 25_000), timestamp: index },
        START_MS + index * 10,
      ),
    );
    const { plan, pixels } = draw(logOf(moments), { settings: { width: 320, height: 180, fps: 5 }, toMs: 1_990 });
    expect(plan.frameCount).toBe(10);
    expect(new Set(pixels).size).toBe(10);
  });
});
