// What the MAIN-world camera says, as a schema: read by the isolated script, and again by the offscreen document.
import * as z from 'zod/mini';
import { list } from '@subcam/shared/shape';
import { schemaOf, tileReport } from '@subcam/shared/wire';
import type { TileReport } from '@subcam/shared';
import { pageCameraShape } from './chosen-camera.ts';

const report: z.ZodMiniType<TileReport> = tileReport;
const scripts: z.ZodMiniType<readonly string[]> = z.array(z.string().check(z.maxLength(40))).check(z.maxLength(40));
const cameras = schemaOf(list(pageCameraShape, 50));

/** Each of these messages, for unions that hold more. */
export const FROM_CAMERA = [
  /** The camera is listening: send settings, fonts, marks and cues. */
  z.object({ type: z.literal('ready') }),
  z.object({ type: z.literal('tile'), report }),
  /** Scripts that words now shown are written in and that no font has come for, by the names in TILE_FONTS. */
  z.object({ type: z.literal('fonts-wanted'), scripts }),
  /** The real cameras of this machine, whenever they change. */
  z.object({ type: z.literal('cameras'), cameras }),
  /** What became of the chosen camera: `off` when none is chosen, `lost` when it can't be opened or was unplugged. */
  z.object({ type: z.literal('backdrop'), status: z.enum(['off', 'live', 'lost']) }),
] as const;

export type FromCamera = z.infer<(typeof FROM_CAMERA)[number]>;

const side = z.number().check(z.int(), z.gte(1), z.lte(8_192));

/** What the MAIN world says over the bridge: the camera's messages, which go on, and what the isolated script answers itself. */
export const fromPage = z.discriminatedUnion('type', [
  ...FROM_CAMERA,
  /** Draw the tile on the canvas that was handed over just before; answered with `painted` at once. */
  z.object({
    type: z.literal('paint'),
    width: side,
    height: side,
    /** Wall clock, ms. */
    nowMs: z.number(),
    /** The person's own camera is on the canvas already. */
    backdrop: z.boolean(),
    /** The letters as they were drawn on it last. */
    again: z.boolean(),
  }),
  /** Nothing comes from the feeder any more: see TileModel's `stop`. */
  z.object({ type: z.literal('feeder-lost') }),
]);
export type FromPage = z.infer<typeof fromPage>;
