// Cues and packets -> a virtual webcam without a browser: a frame for every instant of its rate, whether or not anything changed.
import { steadyClock, SubcamError, type Clock, type CueUpdate, type TileSettings } from '@subcam/shared';
import type { WebcamStats } from '@subcam/shared/http';
import { parseContractPacket, type ContractPacket } from '@subcam/shared/wire';
import type { FrameSink } from './frame-sink.ts';
import { createPacketCues } from './packet-cues.ts';
import { createSessionTile } from './session-tile.ts';
import { createTilePainter, type Picture, type TilePainter } from './tile-painter.ts';
import { webcamStatsOf } from './webcam-contract.ts';

/** One frame. Its picture can be read until the listener's promise settles. */
export interface TileFrame {
  /** 0 for the first; no number is left out. */
  readonly index: number;
  /** Wall clock, ms: the start of the tile and `index` periods of its rate. */
  readonly atMs: number;
  /** The same object as the frame before it when nothing has changed. */
  readonly picture: Picture;
}

export interface TileOptions {
  readonly settings: TileSettings;
  readonly clock: Clock;
  readonly sessionId?: string | null;
  /**
   * Sees every frame, in order, one at a time; the next waits until the promise that it returns settles. When it throws, the tile
   * stops, and `stopped` rejects with that.
   */
  readonly onFrame?: (frame: TileFrame) => void | Promise<void>;
  /** Takes every frame too, and is finished when the tile stops. */
  readonly saveTo?: FrameSink;
  /** East of UTC, for times on the tile. Default: the machine's own zone. */
  readonly utcOffsetMinutes?: number;
}

export interface Tile {
  /** Begins with a frame at once. Throws `bad-request` the second time. */
  start(): void;
  /** The last frame is out and everything is saved. Rejects with what the listener or the sink failed of. Idempotent. */
  stop(): Promise<void>;
  /** As `stop` settles, whoever stops it. */
  readonly stopped: Promise<void>;
  readonly settings: TileSettings;
  /** From the next frame on; another rate counts from that frame. */
  setSettings(settings: TileSettings): void;
  cue(update: CueUpdate): void;
  /** A packet of the contract in either variant. Throws a ZodError, or `bad-request` for a target language that is none or can't be drawn. */
  packet(packet: unknown): void;
  /** The tile as it is now; usable until this is called again. */
  picture(): Picture;
  /** The contract's figures. */
  stats(): WebcamStats;
  /** Frames that were not made because the listener (or the machine) was more than MAX_LAG_MS behind. */
  readonly framesSkipped: number;
}

/** A tile that is behind makes up for it frame by frame; past this (a machine that slept) it goes on at the present. */
export const MAX_LAG_MS = 10_000;

/** Never rejects by itself before `start`. */
export function openTile(options: TileOptions): Tile {
  const { sessionId = null, utcOffsetMinutes } = options;
  const clock = steadyClock(options.clock);
  const tile = createSessionTile(options.settings);
  const packets = createPacketCues({ cueDurationMs: options.settings.cueDurationMs, clock });
  const painter = createTilePainter();
  /** Of what is asked for in between: a frame stays usable while its listener works. */
  const askedPainter = createTilePainter();
  const over = new AbortController();
  const end = Promise.withResolvers<void>();
  // Who asks for `stopped` or stops the tile hears of a failure; nobody has to.
  end.promise.catch(() => undefined);
  let startedAtMs: number | null = null;
  let stoppedAtMs: number | null = null;
  let framesGenerated = 0;
  let framesSkipped = 0;

  const show = (updates: readonly CueUpdate[]): void => {
    for (const update of updates) tile.update(update, clock.nowMs());
  };

  const pictureAt = (nowMs: number, by: TilePainter): Picture => {
    show(packets.expire(clock.monotonicMs()));
    const { width, height } = tile.model.settings;
    const zone = utcOffsetMinutes === undefined ? {} : { utcOffsetMinutes };
    return by.draw({ model: tile.model, width, height, nowMs, ...zone });
  };

  const frameAt = async (atMs: number): Promise<void> => {
    const picture = pictureAt(atMs, painter);
    const index = framesGenerated;
    framesGenerated += 1;
    await options.saveTo?.write(picture);
    await options.onFrame?.({ index, atMs, picture });
  };

  const run = async (): Promise<void> => {
    let dueMs = clock.nowMs();
    while (!over.signal.aborted) {
      await frameAt(dueMs);
      const periodMs = 1000 / tile.model.settings.fps;
      dueMs += periodMs;
      const lagMs = clock.nowMs() - dueMs;
      if (lagMs > MAX_LAG_MS) {
        const skipped = Math.floor(lagMs / periodMs);
        framesSkipped += skipped;
        dueMs += skipped * periodMs;
      }
      // Cancelled by `stop`, which ends the loop. A tile that is behind still lets others have their turn.
      await Promise.allSettled([clock.sleep(Math.max(0, dueMs - clock.nowMs()), over.signal)]);
    }
  };

  const finish = async (work: Promise<void>): Promise<void> => {
    try {
      await work;
    } catch (error) {
      await options.saveTo?.abort();
      throw error;
    } finally {
      stoppedAtMs = clock.nowMs();
      over.abort();
    }
    await options.saveTo?.finish();
  };

  return {
    start: () => {
      if (startedAtMs !== null) throw new SubcamError('bad-request', 'A tile is started once: open another one.');
      startedAtMs = clock.nowMs();
      end.resolve(finish(run()));
    },
    stop: async () => {
      over.abort();
      if (startedAtMs === null) end.resolve(options.saveTo?.abort());
      await end.promise;
    },
    stopped: end.promise,
    get settings() {
      return tile.model.settings;
    },
    setSettings: (settings) => {
      tile.setSettings(settings);
      packets.stayAtLeast(settings.cueDurationMs);
    },
    cue: (update) => tile.update(update, clock.nowMs()),
    packet: (input) => {
      const packet: ContractPacket = parseContractPacket(input);
      show(packets.expire(clock.monotonicMs()));
      show(packets.packet(packet));
    },
    picture: () => pictureAt(clock.nowMs(), askedPainter),
    stats: () => {
      const nowMs = clock.nowMs();
      const isStreaming = startedAtMs !== null && stoppedAtMs === null && !over.signal.aborted;
      const durationMs = startedAtMs === null ? 0 : (stoppedAtMs ?? nowMs) - startedAtMs;
      return webcamStatsOf({ tile, sessionId, isStreaming, framesGenerated, durationMs, nowMs });
    },
    get framesSkipped() {
      return framesSkipped;
    },
  };
}
