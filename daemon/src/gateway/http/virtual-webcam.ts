// The virtual webcam over HTTP: an id of a bot, a session or a tile of its own -> its picture, its settings, and packets shown on it.
import { setImmediate as turn } from 'node:timers/promises';
import { SubcamError, toSubcamError, type Clock } from '@subcam/shared';
import {
  changeWebcamConfigRoute,
  startWebcamRoute,
  stopWebcamRoute,
  webcamConfigRoute,
  webcamFrameRoute,
  webcamPacketsRoute,
  type RouteLimitValues,
  type WebcamConfig,
  type WebcamStats,
} from '@subcam/shared/http';
import { parseContractPacket, type ContractPacket } from '@subcam/shared/wire';
import * as z from 'zod/mini';
import type { SessionRegistry } from '../../pipeline/index.ts';
import {
  packetLanguage,
  readWebcamConfig,
  webcamConfigOf,
  type BrowserlessTiles,
  type Picture,
  type SessionTiles,
} from '../../tile/index.ts';
import type { Leases } from '../leases.ts';
import { answered, MediaAnswer, type AnsweredRoute } from './answered-route.ts';

export interface VirtualWebcamDeps {
  readonly registry: Pick<SessionRegistry, 'setTileSettings'>;
  readonly leases: Leases;
  readonly tiles: SessionTiles;
  readonly browserless: BrowserlessTiles;
  /** Those of now. */
  readonly limits: () => Pick<RouteLimitValues, 'maxPacketsPerRequest'>;
  readonly clock: Clock;
}

/** Letters show no artefacts. */
const DEFAULT_JPEG_QUALITY = 90;

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
function findTile(asked: string, { registry, leases, tiles, browserless }: VirtualWebcamDeps): AnyTile {
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

export function answerVirtualWebcam(deps: VirtualWebcamDeps): readonly AnsweredRoute[] {
  const { browserless, limits, clock } = deps;
  return [
    answered(webcamFrameRoute, async ({ params, query, preferredMedia }) => {
      const [asked = '', ending] = params.id.split('.');
      // Of the picture itself; null: JSON with the picture in it.
      const media = ending === undefined ? preferredMedia() : mediaOf(ending);
      const packed = media ?? mediaOf(query.format ?? 'png');
      const tile = findTile(asked, deps);
      const picture = tile.picture();
      const bytes = await (packed === 'image/png' ? picture.png() : picture.jpeg(query.quality ?? DEFAULT_JPEG_QUALITY));
      if (media !== null) return new MediaAnswer(media, bytes);
      return { bot_id: asked, frame_base64: bytes.toString('base64'), timestamp: clock.nowMs() / 1000, webcam_stats: tile.stats() };
    }),
    answered(webcamConfigRoute, ({ params: { id } }) => ({ bot_id: id, config: findTile(id, deps).config() })),
    answered(changeWebcamConfigRoute, async ({ params: { id }, body }) => {
      const tile = findTile(id, deps);
      const ignored = await tile.configure(body);
      return { bot_id: id, status: 'updated', config: tile.config(), ignored_fields: ignored };
    }),
    answered(webcamPacketsRoute, async ({ params: { id }, body }) => {
      const tile = findTile(id, deps);
      const packets = packetsOf(body, limits().maxPacketsPerRequest);
      for (const packet of packets) {
        tile.packet(packet);
        // Each may tell every viewer of every cue that stands; others come in between.
        await turn();
      }
      return { bot_id: id, accepted: packets.length, webcam_stats: tile.stats() };
    }),
    answered(startWebcamRoute, ({ body: { session_id: sessionId = null, config = {} } }) => {
      const { tileId, tile, ignored } = browserless.start({ sessionId, config });
      return {
        bot_id: tileId,
        session_id: sessionId,
        status: 'streaming',
        config: webcamConfigOf(tile.settings),
        ignored_fields: ignored,
      };
    }),
    answered(stopWebcamRoute, async ({ params: { id } }) => {
      const stopped = await browserless.stop(id);
      if (stopped === undefined) {
        throw new SubcamError('session-unknown', 'No tile of this id was opened by start. A bot is stopped by /api/bots/stop.');
      }
      return { bot_id: id, status: 'stopped', webcam_stats: stopped.stats() };
    }),
  ];
}

/** Of an ending, or of a format by name: `png`, `jpg`, `jpeg`. */
function mediaOf(format: string): 'image/png' | 'image/jpeg' {
  return format === 'png' ? 'image/png' : 'image/jpeg';
}

/** All of a request's packets, or none: one that makes no sense is named by its place. */
function packetsOf(body: unknown, most: number): readonly ContractPacket[] {
  const given: readonly unknown[] = Array.isArray(body) ? body : [body];
  if (given.length > most) {
    throw new SubcamError('bad-request', `A request holds at most ${most} packets, not ${given.length}: send several.`);
  }
  return given.map((value, index) => {
    try {
      const packet = parseContractPacket(value);
      packetLanguage(packet);
      return packet;
    } catch (error) {
      if (error instanceof SubcamError) throw new SubcamError(error.code, `Packet ${index + 1} of ${given.length}: ${error.message}`);
      const issue = error instanceof z.core.$ZodError ? error.issues[0] : undefined;
      const field = issue === undefined || issue.path.length === 0 ? '' : `: see its ${issue.path.map(String).join('.')}`;
      throw new SubcamError('bad-request', `Packet ${index + 1} of ${given.length} is not as the contract has it${field}.`, {
        cause: toSubcamError(error),
      });
    }
  });
}
