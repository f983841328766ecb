// What the MAIN-world camera says, as a schema: read by the isolated script, and again by the offscreen document.
import * as z from 'zod/mini';
import { tileReport } from '@subcam/shared/wire';
import { pageCamera } from './chosen-camera.ts';
import type { FromCamera } from './page-messages.ts';

/** Each of these messages, for unions that hold more. */
export const FROM_CAMERA = [
  z.object({ type: z.literal('ready') }),
  z.object({ type: z.literal('tile'), report: tileReport }),
  z.object({ type: z.literal('fonts-wanted'), scripts: z.array(z.string().check(z.maxLength(40))).check(z.maxLength(40)) }),
  z.object({ type: z.literal('cameras'), cameras: z.array(pageCamera).check(z.maxLength(50)) }),
  z.object({ type: z.literal('backdrop'), status: z.enum(['off', 'live', 'lost']) }),
] as const;

export const fromCamera: z.ZodMiniType<FromCamera> = z.discriminatedUnion('type', FROM_CAMERA);
