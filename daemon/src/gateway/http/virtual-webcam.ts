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
} from '@subcam/shared/http';
import { parseContractPacket, type ContractPacket } from '@subcam/shared/wire';
import * as z from 'zod/mini';
import { packetLanguage, webcamConfigOf } from '../../tile/index.ts';
import { answered, MediaAnswer, type AnsweredRoute } from './answered-route.ts';
import { findTile, type TilesDeps } from './tile-by-id.ts';

export interface VirtualWebcamDeps extends TilesDeps {
  /** Those of now. */
  readonly limits: () => Pick<RouteLimitValues, 'maxPacketsPerRequest'>;
  readonly clock: Clock;
}

/** Letters show no artefacts. */
const DEFAULT_JPEG_QUALITY = 90;

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
    throw new SubcamError(
      'bad-request',
      `A request holds at most ${most} packets (limits.maxPacketsPerRequest), not ${given.length}: send several.`,
    );
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
