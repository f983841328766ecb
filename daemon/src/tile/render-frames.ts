// TileLog -> every frame of its tile. Time is the log’s own, so the same log gives the same pixels, whenever and wherever it is drawn.
import type { CueUpdate, TileSettings } from '@subcam/shared';
import type { TileFrame } from './open-tile.ts';
import { createPacketCues } from './packet-cues.ts';
import { createSessionTile } from './session-tile.ts';
import type { TileLog, TileMoment } from './tile-log.ts';
import { createTilePainter } from './tile-painter.ts';

export interface RenderOptions {
  /** Over the settings that the log tells, at every instant; width, height and fps are for the whole rendering. */
  readonly settings: Partial<TileSettings>;
  /** ms from the log's first instant. */
  readonly fromMs: number;
  /** ms from the log's first instant; null: until the last cue has gone. */
  readonly toMs: number | null;
  /** East of UTC. */
  readonly utcOffsetMinutes: number;
}

export interface RenderPlan {
  readonly width: number;
  readonly height: number;
  readonly fps: number;
  readonly frameCount: number;
  /** Wall clock of the first frame. */
  readonly startMs: number;
}

/** A log whose tile shows words when it ends goes on until they have gone, but no longer than the longest time that a cue may have. */
const MAX_TAIL_MS = 60_000;

/** The whole tile of a log at one instant after the other. Instants must not go back. */
function replay(log: TileLog, options: RenderOptions) {
  let nowMs = log.firstMs;
  const tile = createSessionTile();
  const settingsNow = (told: TileSettings): TileSettings => ({ ...told, ...options.settings });
  let told = tile.model.settings;
  tile.setSettings(settingsNow(told));
  const packets = createPacketCues({
    cueDurationMs: tile.model.settings.cueDurationMs,
    clock: { nowMs: () => nowMs, monotonicMs: () => nowMs },
  });
  const show = (updates: readonly CueUpdate[]): void => {
    for (const update of updates) tile.update(update, nowMs);
  };
  const apply = (moment: TileMoment): void => {
    if (moment.type === 'packet') return show(packets.packet(moment.packet));
    if (moment.event.type !== 'tile-settings') return tile.event(moment.event);
    told = moment.event.settings;
    tile.setSettings(settingsNow(told));
    packets.stayAtLeast(tile.model.settings.cueDurationMs);
  };
  const expireUntil = (atMs: number): void => {
    for (let dueMs = packets.nextExpiryMs(); dueMs !== null && dueMs <= atMs; dueMs = packets.nextExpiryMs()) {
      nowMs = Math.max(nowMs, dueMs);
      show(packets.expire(nowMs));
    }
  };
  let next = 0;
  return {
    tile,
    advance: (atMs: number): void => {
      for (let moment = log.moments[next]; moment !== undefined && moment.atMs <= atMs; moment = log.moments[next]) {
        expireUntil(moment.atMs);
        nowMs = moment.atMs;
        apply(moment);
        next += 1;
      }
      expireUntil(atMs);
      nowMs = atMs;
    },
  };
}

/** Size and rate are those that the tile has when the first frame is drawn, unless others were asked for. */
export function planRender(log: TileLog, options: RenderOptions): RenderPlan {
  const startMs = log.firstMs + options.fromMs;
  const first = replay(log, options);
  first.advance(startMs);
  const { width, height, fps } = first.tile.model.settings;
  const whole = replay(log, options);
  whole.advance(log.lastMs);
  const { cues } = whole.tile.model.input({ width, height }, log.lastMs);
  const lastGoneMs = Math.max(log.lastMs, ...cues.map(({ expiresAtMs }) => expiresAtMs ?? log.lastMs));
  const endMs = options.toMs === null ? Math.min(lastGoneMs, log.lastMs + MAX_TAIL_MS) : log.firstMs + options.toMs;
  // The first frame is there in any case; the last shows the tile at the end or just before it.
  const frameCount = Math.max(1, Math.floor(((endMs - startMs) * fps) / 1000) + 1);
  return { width, height, fps, frameCount, startMs };
}

/** In order, without a gap. A frame's picture must be used before the next frame is asked for. */
export function* renderFrames(log: TileLog, plan: RenderPlan, options: RenderOptions): Generator<TileFrame> {
  const { tile, advance } = replay(log, options);
  const painter = createTilePainter();
  const { width, height, fps, frameCount, startMs } = plan;
  for (let index = 0; index < frameCount; index += 1) {
    const atMs = startMs + (index * 1000) / fps;
    advance(atMs);
    const picture = painter.draw({ model: tile.model, width, height, nowMs: atMs, utcOffsetMinutes: options.utcOffsetMinutes });
    yield { index, atMs, picture };
  }
}
