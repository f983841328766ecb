// The port between a meeting page's isolated script and the offscreen document: cues one way, observations the other.
import * as z from 'zod/mini';
import { meetingEvent, schemaOf } from '@subcam/shared/wire';
import { MEET_UNREAD } from '@subcam/shared/meet';
import { FROM_CAMERA } from './camera-messages.ts';
import { MICROPHONE_IN_MEETING, type MeetingReading, type MicrophoneInMeeting } from './extension-status.ts';
import type { MeetingEvent } from '@subcam/shared';
import { toCameraShape } from './page-messages.ts';
import type { FromCamera } from './page-messages.ts';

/** The name by which the offscreen document knows such a port. */
export const MEETING_PORT = 'subcam-meeting';

/** Offscreen document -> isolated script. `observe`: this tab is captured: tell who is there, and everything from now on. */
export const toMeeting = z.union([z.object({ type: z.literal('observe') }), schemaOf(toCameraShape)]);
export type ToMeeting = z.infer<typeof toMeeting>;

/** Isolated script -> offscreen document. */
export type FromMeeting =
  /** Handed on as the camera said it. */
  | FromCamera
  | { readonly type: 'meeting'; readonly event: MeetingEvent }
  /** Whether the meeting hears the person's own microphone. */
  | { readonly type: 'microphone'; readonly state: MicrophoneInMeeting }
  /** What the page does not tell. */
  | { readonly type: 'reading'; readonly reading: MeetingReading }
  /** Messages of the page on the bridge that were not ours, so far. */
  | { readonly type: 'malformed'; readonly count: number };

export const fromMeeting: z.ZodMiniType<FromMeeting> = z.discriminatedUnion('type', [
  ...FROM_CAMERA,
  z.object({ type: z.literal('meeting'), event: meetingEvent }),
  z.object({ type: z.literal('microphone'), state: z.enum(MICROPHONE_IN_MEETING) }),
  z.object({
    type: z.literal('reading'),
    reading: z.object({
      language: z.string().check(z.maxLength(300)),
      unread: z.array(z.enum(MEET_UNREAD)).check(z.maxLength(MEET_UNREAD.length)),
    }),
  }),
  z.object({ type: z.literal('malformed'), count: z.number().check(z.int(), z.gte(0)) }),
]);

/** The little of `chrome.runtime.Port` that either end takes. */
export interface MessagePortLike {
  postMessage(message: unknown): void;
  disconnect(): void;
  readonly onMessage: { addListener(listener: (message: unknown) => void): void };
  readonly onDisconnect: { addListener(listener: () => void): void };
}
