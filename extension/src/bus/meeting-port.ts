// The port between a meeting page's isolated script and the offscreen document: cues one way, observations the other.
import * as z from 'zod/mini';
import { cue, cueUpdate, meetingEvent, tileSettings } from '@subcam/shared/wire';
import { FROM_CAMERA } from './camera-messages.ts';
import { chosenCamera } from './chosen-camera.ts';
import { MICROPHONE_IN_MEETING, type MicrophoneInMeeting } from './extension-status.ts';
import type { MeetingEvent } from '@subcam/shared';
import type { FromCamera, ToCamera } from './page-messages.ts';

/** The name by which the offscreen document knows such a port. */
export const MEETING_PORT = 'subcam-meeting';

const toCamera: z.ZodMiniType<ToCamera> = z.discriminatedUnion('type', [
  z.object({ type: z.literal('settings'), settings: tileSettings }),
  z.object({
    type: z.literal('marks'),
    marks: z.object({
      status: z.enum(['waiting', 'listening', 'no-sound', 'reconnecting', 'ended']),
      translation: z.enum(['ok', 'off', 'failing']),
      engine: z.string(),
    }),
  }),
  z.object({ type: z.literal('cues'), cues: z.array(cue) }),
  z.object({ type: z.literal('cue'), update: cueUpdate }),
  z.object({ type: z.literal('font'), family: z.string(), weight: z.number(), base64: z.string() }),
  z.object({ type: z.literal('backdrop'), camera: z.nullable(chosenCamera) }),
]);

/** Offscreen document -> isolated script. `observe`: this tab is captured: tell who is there, and everything from now on. */
export const toMeeting = z.union([z.object({ type: z.literal('observe') }), toCamera]);
export type ToMeeting = z.infer<typeof toMeeting>;

/** Isolated script -> offscreen document. */
export type FromMeeting =
  /** Handed on as the camera said it. */
  | FromCamera
  | { readonly type: 'meeting'; readonly event: MeetingEvent }
  /** Whether the meeting hears the person's own microphone. */
  | { readonly type: 'microphone'; readonly state: MicrophoneInMeeting }
  /** Messages of the page on the bridge that were not ours, so far. */
  | { readonly type: 'malformed'; readonly count: number };

export const fromMeeting: z.ZodMiniType<FromMeeting> = z.discriminatedUnion('type', [
  ...FROM_CAMERA,
  z.object({ type: z.literal('meeting'), event: meetingEvent }),
  z.object({ type: z.literal('microphone'), state: z.enum(MICROPHONE_IN_MEETING) }),
  z.object({ type: z.literal('malformed'), count: z.number().check(z.int(), z.gte(0)) }),
]);

/** The little of `chrome.runtime.Port` that either end takes. */
export interface MessagePortLike {
  postMessage(message: unknown): void;
  disconnect(): void;
  readonly onMessage: { addListener(listener: (message: unknown) => void): void };
  readonly onDisconnect: { addListener(listener: () => void): void };
}
