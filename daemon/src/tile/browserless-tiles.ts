// Tiles that no browser shows: opened by a request, fed by packets, and gone when nobody has asked for them for a while.
import { randomUUID } from 'node:crypto';
import { DEFAULT_TILE_SETTINGS, SubcamError, type Clock } from '@subcam/shared';
import type { Log } from '../telemetry/index.ts';
import { openTile, type Tile } from './open-tile.ts';
import { readWebcamConfig } from './webcam-contract.ts';

export interface BrowserlessTiles {
  /** Opens one that runs. Throws `session-limit`, or `bad-request` for settings that make no sense. */
  start(request: { readonly sessionId: string | null; readonly config: unknown }): {
    readonly tileId: string;
    readonly tile: Tile;
    readonly ignored: string[];
  };
  /** Counts as being asked for. */
  get(tileId: string): Tile | undefined;
  /** Resolves with the tile, whose figures stay; undefined for one that does not run. */
  stop(tileId: string): Promise<Tile | undefined>;
  /** Stops those that run. */
  close(): Promise<void>;
}

export interface BrowserlessLimits {
  /** Tiles that may run at once. */
  readonly maxBrowserlessTiles: number;
  /** How long one is kept when nobody asks for it. */
  readonly browserlessIdleMs: number;
}

export interface BrowserlessTilesDeps {
  /** Those of now. */
  readonly limits: () => BrowserlessLimits;
  readonly clock: Clock;
  readonly log: Log;
}

/** How often it is looked whether a tile is still asked for. */
const LOOK_EVERY_MS = 60_000;

interface Entry {
  readonly tile: Tile;
  askedAtMs: number;
}

export function createBrowserlessTiles({ limits, clock, log }: BrowserlessTilesDeps): BrowserlessTiles {
  const entries = new Map<string, Entry>();
  const over = new AbortController();
  let isLooking = false;

  const end = async (tileId: string): Promise<Tile | undefined> => {
    const entry = entries.get(tileId);
    entries.delete(tileId);
    await entry?.tile.stop();
    return entry?.tile;
  };

  /** Runs while there are tiles. */
  const look = async (): Promise<void> => {
    if (isLooking) return;
    isLooking = true;
    try {
      while (entries.size > 0) {
        await clock.sleep(LOOK_EVERY_MS, over.signal);
        for (const [tileId, { askedAtMs }] of entries) {
          if (clock.monotonicMs() - askedAtMs < limits().browserlessIdleMs) continue;
          log.info({ tileId }, 'A tile that nobody asks for is closed.');
          await end(tileId);
        }
      }
    } finally {
      isLooking = false;
    }
  };

  const failed = (tileId: string, error: unknown): void => {
    if (over.signal.aborted) return;
    log.error({ error, tileId }, 'A tile without a browser failed.');
    entries.delete(tileId);
  };

  return {
    start: ({ sessionId, config }) => {
      const { maxBrowserlessTiles } = limits();
      if (entries.size >= maxBrowserlessTiles) {
        throw new SubcamError('session-limit', `This daemon runs at most ${maxBrowserlessTiles} tiles without a browser: stop one first.`, {
          retryable: true,
        });
      }
      const { settings, ignored } = readWebcamConfig(config, DEFAULT_TILE_SETTINGS);
      const tileId = `tile-${randomUUID()}`;
      const tile = openTile({ settings, clock, sessionId });
      entries.set(tileId, { tile, askedAtMs: clock.monotonicMs() });
      tile.stopped.catch((error: unknown) => failed(tileId, error));
      tile.start();
      look().catch((error: unknown) => failed(tileId, error));
      return { tileId, tile, ignored };
    },
    get: (tileId) => {
      const entry = entries.get(tileId);
      if (entry !== undefined) entry.askedAtMs = clock.monotonicMs();
      return entry?.tile;
    },
    stop: end,
    close: async () => {
      over.abort();
      await Promise.allSettled([...entries.keys()].map(end));
    },
  };
}
