// An id of a bot, a session or a tile of its own -> its tile, and what can be done with it.
import { SubcamError } from '@subcam/shared';
import type { WebcamConfig, WebcamStats } from '@subcam/shared/http';
import type { ContractPacket } from '@subcam/shared/wire';
import type { SessionRegistry } from '../../pipeline/index.ts';
import { readWebcamConfig, webcamConfigOf, type BrowserlessTiles, type Picture, type SessionTiles } from '../../tile/index.ts';
import type { Leases } from '../leases.ts';

export interface TilesDeps {
  readonly registry: Pick<SessionRegistry, 'setTileSettings'>;
  readonly leases: Leases;
  readonly tiles: SessionTiles;
  readonly browserless: BrowserlessTiles;
}

/** What a tile of any kind can do. */
interface AnyTile {
  config(): WebcamConfig;
  /** Returns the names of fields that mean nothing. */
  configure(input: unknown): Promise<string[]>;
  picture(): Picture;
  stats(): WebcamStats;
  packet(packet: ContractPacket): void;
}

/** Throws `session-unknown`. */
export function findTile(asked: string, { registry, leases, tiles, browserless }: TilesDeps): AnyTile {
  const own = browserless.get(asked);
  if (own !== undefined) {
    return {
      config: () => webcamConfigOf(own.settings),
      configure: (input) => {
        const { settings, ignored } = readWebcamConfig(input, own.settings);
        own.setSettings(settings);
        return Promise.resolve(ignored);
      },
      picture: () => own.picture(),
      stats: () => own.stats(),
      packet: (packet) => own.packet(packet),
    };
  }
  const sessionId = leases.get(asked)?.sessionId ?? asked;
  const live = tiles.get(sessionId);
  if (live === undefined) {
    throw new SubcamError('session-unknown', 'No bot with a running session, no session and no tile of this id is known to this daemon.');
  }
  return {
    config: () => webcamConfigOf(live.settings()),
    configure: async (input) => {
      const { settings, ignored } = readWebcamConfig(input, live.settings());
      await registry.setTileSettings(sessionId, settings);
      return ignored;
    },
    picture: () => live.picture(),
    stats: () => live.stats(),
    packet: (packet) => live.packet(packet),
  };
}
