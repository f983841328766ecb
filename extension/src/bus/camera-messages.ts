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

export const fromCamera = z.discriminatedUnion('type', FROM_CAMERA);
export type FromCamera = z.infer<typeof fromCamera>;
