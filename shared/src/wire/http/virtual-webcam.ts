// The contract's virtual webcam: the picture of a tile as it is now, its settings, packets that are shown on it, and tiles of their own.
import * as z from 'zod/mini';
import { TILE_LIMITS, TILE_MODES, TILE_THEMES, tileColours } from '../../settings/tile-settings.ts';
import { contractPacketInput } from '../contract-packet.ts';
import { defineRoute, type RouteRefusal } from './route.ts';

const id = z.string().check(z.regex(/^[A-Za-z0-9_-]{1,100}$/));
const tileId = z.object({ id });

/** How a tile looks, as clients of the contract name it. */
export const webcamConfig = z.object({
  width: z.number(),
  height: z.number(),
  fps: z.number(),
  display_mode: z.enum(TILE_MODES),
  theme: z.enum(TILE_THEMES),
  max_translations_displayed: z.number(),
  translation_duration_seconds: z.number(),
  show_speaker_names: z.boolean(),
  show_confidence: z.boolean(),
  show_timestamps: z.boolean(),
  background_opacity: z.number(),
  letter_scale: z.number(),
  colours: z.nullable(tileColours),
});
export type WebcamConfig = Readonly<z.infer<typeof webcamConfig>>;

/** A change of some of them, with the shorter names that are in the wild too. Other fields are ignored, and named in the answer. */
export const webcamConfigChange = z.looseObject({
  ...z.partial(webcamConfig).shape,
  mode: z.optional(z.enum(TILE_MODES)),
  max_translations: z.optional(z.number()),
  duration_seconds: z.optional(z.number()),
});

/** Instants: seconds since 1970. */
export const webcamStats = z.object({
  is_streaming: z.boolean(),
  session_id: z.nullable(z.string()),
  frames_generated: z.number(),
  duration_seconds: z.number(),
  /** 0 while nothing has been measured. */
  average_fps: z.number(),
  current_translations_count: z.number(),
  speakers_count: z.number(),
  config: webcamConfig,
  last_translation_time: z.nullable(z.number()),
});
export type WebcamStats = Readonly<z.infer<typeof webcamStats>>;

const resource = 'virtual-webcam';

const unknownTile: RouteRefusal = {
  code: 'session-unknown',
  when: 'No bot with a running session, no session and no tile of this id is known to this daemon.',
};
const badConfig: RouteRefusal = {
  code: 'bad-request',
  when: 'A mode, a theme or a type is wrong; the message names the field and what it may be.',
};

const { fps, maxCues, cueDurationMs, width, height } = TILE_LIMITS;
const CLAMPS =
  `Numbers are clamped: width ${width.min}–${width.max}, height ${height.min}–${height.max}, fps ${fps.min}–${fps.max}, ` +
  `cues ${maxCues.min}–${maxCues.max}, duration ${cueDurationMs.min / 1000}–${cueDurationMs.max / 1000} s.`;

export const webcamFrameRoute = defineRoute({
  name: 'webcamFrame',
  method: 'GET',
  path: '/api/bot/virtual-webcam/frame/{id}',
  scope: 'read',
  resource,
  summary: 'The present picture of a tile, as JSON with base64, or as PNG or JPEG.',
  description:
    'The id is that of a bot, of a session or of a tile of its own. With `.png`, `.jpg` or `.jpeg` behind it, or with an Accept that ' +
    'prefers a picture, the picture itself is answered.',
  params: z.object({ id: z.string().check(z.regex(/^[A-Za-z0-9_-]{1,100}(\.(png|jpg|jpeg))?$/)) }),
  query: z.object({
    format: z.optional(z.enum(['png', 'jpeg', 'jpg'])),
    /** Of a JPEG; 90 unless told. */
    quality: z.optional(z.coerce.number().check(z.int(), z.gte(1), z.lte(100))),
  }),
  response: z.object({ bot_id: z.string(), frame_base64: z.string(), timestamp: z.number(), webcam_stats: webcamStats }),
  media: ['image/png', 'image/jpeg'],
  refusals: [unknownTile],
  limits: { rate: { requests: 'maxPicturesPerSecond', per: 'second', what: 'pictures of tiles', param: 'id' } },
});

export const webcamConfigRoute = defineRoute({
  name: 'webcamConfig',
  method: 'GET',
  path: '/api/bot/virtual-webcam/config/{id}',
  scope: 'read',
  resource,
  summary: 'How a tile looks.',
  params: tileId,
  response: z.object({ bot_id: z.string(), config: webcamConfig }),
  refusals: [unknownTile],
});

export const changeWebcamConfigRoute = defineRoute({
  name: 'changeWebcamConfig',
  method: 'POST',
  path: '/api/bot/virtual-webcam/config/{id}',
  scope: 'operate',
  resource,
  summary: 'Changes how a tile looks. A running camera changes at once.',
  description: CLAMPS,
  params: tileId,
  body: webcamConfigChange,
  bodyIsReadBy: 'resource',
  response: z.object({
    bot_id: z.string(),
    status: z.literal('updated'),
    config: webcamConfig,
    /** Names of fields that mean nothing here. */
    ignored_fields: z.array(z.string()),
  }),
  refusals: [unknownTile, badConfig],
});

export const webcamPacketsRoute = defineRoute({
  name: 'webcamPackets',
  method: 'POST',
  path: '/api/bot/virtual-webcam/packets/{id}',
  scope: 'operate',
  resource,
  summary: 'Shows transcription and translation packets as cues on a tile: all of a request, or none.',
  params: tileId,
  body: z.union([contractPacketInput, z.array(contractPacketInput)]),
  bodyIsReadBy: 'resource',
  response: z.object({ bot_id: z.string(), accepted: z.number(), webcam_stats: webcamStats }),
  refusals: [unknownTile, { code: 'bad-request', when: 'A packet is not as the contract has it; the message names it by its place.' }],
  limits: {
    bodyBytes: 'maxPacketsBytes',
    items: 'maxPacketsPerRequest',
    rate: { requests: 'maxPacketRequestsPerSecond', per: 'second', what: 'requests with packets', param: 'id' },
  },
});

export const startWebcamRoute = defineRoute({
  name: 'startWebcam',
  method: 'POST',
  path: '/api/bot/virtual-webcam/start',
  scope: 'operate',
  resource,
  summary: 'Opens a tile without a meeting. It closes when nobody has asked for it for 30 minutes.',
  description: CLAMPS,
  body: z.object({
    session_id: z.optional(z.nullable(id)),
    /** As in a change of settings. */
    config: z.optional(z.unknown()),
  }),
  status: 201,
  response: z.object({
    bot_id: z.string(),
    session_id: z.nullable(z.string()),
    status: z.literal('streaming'),
    config: webcamConfig,
    ignored_fields: z.array(z.string()),
  }),
  refusals: [badConfig, { code: 'session-limit', when: 'As many such tiles run as may at once.' }],
});

export const stopWebcamRoute = defineRoute({
  name: 'stopWebcam',
  method: 'POST',
  path: '/api/bot/virtual-webcam/stop/{id}',
  scope: 'operate',
  resource,
  summary: 'Closes a tile that was opened by start; its last figures are the answer.',
  params: tileId,
  response: z.object({ bot_id: z.string(), status: z.literal('stopped'), webcam_stats: webcamStats }),
  refusals: [{ code: 'session-unknown', when: 'No tile of this id was opened by start.' }],
});
