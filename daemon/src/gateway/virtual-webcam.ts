// The contract's virtual webcam over HTTP: the picture of a tile as it is now, its settings, and packets that are shown on it.
import { SubcamError, toSubcamError, type Clock } from '@subcam/shared';
import { parseContractPacket, type ContractPacket } from '@subcam/shared/wire';
import express, { type Request, type RequestHandler, type Router } from 'express';
import { rateLimit } from 'express-rate-limit';
import * as z from 'zod/mini';
import type { SessionRegistry } from '../pipeline/index.ts';
import { packetLanguage, readWebcamConfig, webcamConfig, type Picture, type WebcamStats } from '../tile/index.ts';
import type { BrowserlessTiles } from './browserless-tiles.ts';
import type { Leases } from './leases.ts';
import type { SessionTiles } from './session-tiles.ts';
import { parseInput } from './wire-error.ts';

export interface VirtualWebcamDeps {
  readonly registry: SessionRegistry;
  readonly leases: Leases;
  readonly tiles: SessionTiles;
  readonly browserless: BrowserlessTiles;
  readonly clock: Clock;
  /** Lets nobody in who may not. */
  readonly authorised: RequestHandler;
}

/** Of all tiles together: a changed picture takes about 30 ms of a core to draw and to pack at 1280×720. */
export const PICTURES_A_SECOND = 20;

/** Of all tiles together. */
export const PACKET_REQUESTS_A_SECOND = 50;

/** In one request. */
export const MAX_PACKETS_A_REQUEST = 100;

/** Of one request: a text of 100,000 characters is taken, whatever its script. */
export const MAX_PACKETS_BYTES = 2 * 1024 * 1024;

const MAX_CONFIG_BYTES = 16 * 1024;

/** Letters show no artefacts. */
const DEFAULT_JPEG_QUALITY = 90;

const id = z.string().check(z.regex(/^[A-Za-z0-9_-]{1,100}$/));
const startRequest = z.object({ session_id: z.optional(z.nullable(id)), config: z.optional(z.unknown()) });

/** What a tile of any kind can do. */
interface AnyTile {
  config(): ReturnType<typeof webcamConfig>;
  /** Returns the names of fields that mean nothing. */
  configure(input: unknown): readonly string[];
  picture(): Picture;
  stats(): WebcamStats;
  packet(packet: ContractPacket): void;
}

type Format = 'png' | 'jpeg';

export function virtualWebcam(deps: VirtualWebcamDeps): Router {
  const { registry, leases, tiles, browserless, clock } = deps;
  const router = express.Router();
  router.use(deps.authorised);

  const find = (asked: string): AnyTile => {
    const own = browserless.get(asked);
    if (own !== undefined) {
      return {
        config: () => webcamConfig(own.settings),
        configure: (input) => {
          const { settings, ignored } = readWebcamConfig(input, own.settings);
          own.setSettings(settings);
          return ignored;
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
      config: () => webcamConfig(live.settings()),
      configure: (input) => {
        const { settings, ignored } = readWebcamConfig(input, live.settings());
        registry.setTileSettings(sessionId, settings);
        return ignored;
      },
      picture: () => live.picture(),
      stats: () => live.stats(),
      packet: (packet) => live.packet(packet),
    };
  };

  router.get('/frame/:id', limited(PICTURES_A_SECOND, 'pictures of tiles'), async (request, response) => {
    const { asked, raw } = wantedPicture(request);
    const format = raw ?? formatOf(request) ?? 'png';
    const quality = qualityOf(request);
    const tile = find(asked);
    const picture = tile.picture();
    const bytes = await (format === 'png' ? picture.png() : picture.jpeg(quality));
    response.set('Cache-Control', 'no-store');
    response.vary('Accept');
    if (raw !== null) {
      response.type(format).send(bytes);
      return;
    }
    response.json({
      bot_id: asked,
      frame_base64: bytes.toString('base64'),
      timestamp: clock.nowMs() / 1000,
      webcam_stats: tile.stats(),
    });
  });

  router.get('/config/:id', (request, response) => {
    const asked = idOf(request);
    response.json({ bot_id: asked, config: find(asked).config() });
  });
  router.post('/config/:id', json(MAX_CONFIG_BYTES), (request, response) => {
    const asked = idOf(request);
    const tile = find(asked);
    const ignored = tile.configure(request.body);
    response.json({ bot_id: asked, status: 'updated', config: tile.config(), ignored_fields: ignored });
  });

  router.post('/packets/:id', limited(PACKET_REQUESTS_A_SECOND, 'packets'), json(MAX_PACKETS_BYTES), (request, response) => {
    const asked = idOf(request);
    const tile = find(asked);
    const packets = packetsOf(request.body);
    for (const packet of packets) tile.packet(packet);
    response.json({ bot_id: asked, accepted: packets.length, webcam_stats: tile.stats() });
  });

  router.post('/start', json(MAX_CONFIG_BYTES), (request, response) => {
    const { session_id: sessionId = null, config = {} } = parseInput(startRequest, request.body ?? {}, 'the body');
    const { tileId, tile, ignored } = browserless.start({ sessionId, config });
    response.status(201).json({
      bot_id: tileId,
      session_id: sessionId,
      status: 'streaming',
      config: webcamConfig(tile.settings),
      ignored_fields: ignored,
    });
  });
  router.post('/stop/:id', async (request, response) => {
    const asked = idOf(request);
    const stopped = await browserless.stop(asked);
    if (stopped === undefined) {
      throw new SubcamError('session-unknown', 'No tile of this id was opened by start. A bot is stopped by /api/bots/stop.');
    }
    response.json({ bot_id: asked, status: 'stopped', webcam_stats: stopped.stats() });
  });
  return router;
}

/** One count for all: on loopback everybody has the same address. */
function limited(aSecond: number, what: string): RequestHandler {
  return rateLimit({
    windowMs: 1_000,
    limit: aSecond,
    keyGenerator: () => what,
    standardHeaders: true,
    legacyHeaders: false,
    handler: () => {
      throw new SubcamError('rate-limited', `At most ${aSecond} requests a second for ${what}: ask again in a second.`, {
        retryable: true,
      });
    },
  });
}

/** Any JSON value, so that one that is no object gets an answer that says so. */
function json(limitBytes: number): RequestHandler {
  return express.json({ limit: limitBytes, strict: false });
}

function idOf(request: Request): string {
  return parseInput(id, request.params['id'], 'the address');
}

/** `ID.png`, `ID.jpg`, or an Accept that prefers a picture: the picture itself. Otherwise `raw` is null: JSON. */
function wantedPicture(request: Request): { readonly asked: string; readonly raw: Format | null } {
  const [, name = '', extension] = /^([^.]*)(?:\.(png|jpg|jpeg))?$/.exec(String(request.params['id'])) ?? [];
  const asked = parseInput(id, name, 'the address');
  if (extension !== undefined) return { asked, raw: extension === 'png' ? 'png' : 'jpeg' };
  const preferred = request.accepts(['application/json', 'image/png', 'image/jpeg']);
  if (preferred === 'image/png') return { asked, raw: 'png' };
  if (preferred === 'image/jpeg') return { asked, raw: 'jpeg' };
  return { asked, raw: null };
}

function formatOf(request: Request): Format | null {
  const { format } = request.query;
  if (format === undefined) return null;
  if (format === 'png') return 'png';
  if (format === 'jpeg' || format === 'jpg') return 'jpeg';
  throw new SubcamError('bad-request', 'The format of a picture is png or jpeg.');
}

function qualityOf(request: Request): number {
  const { quality } = request.query;
  if (quality === undefined) return DEFAULT_JPEG_QUALITY;
  const given = typeof quality === 'string' ? Number(quality) : Number.NaN;
  if (!Number.isInteger(given) || given < 1 || given > 100) {
    throw new SubcamError('bad-request', 'The quality of a JPEG is a whole number from 1 to 100.');
  }
  return given;
}

/** All of a request's packets, or none: one that makes no sense is named by its place. */
function packetsOf(body: unknown): readonly ContractPacket[] {
  const given: readonly unknown[] = Array.isArray(body) ? body : [body];
  if (given.length > MAX_PACKETS_A_REQUEST) {
    throw new SubcamError('bad-request', `A request holds at most ${MAX_PACKETS_A_REQUEST} packets, not ${given.length}: send several.`);
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
