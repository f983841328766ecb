// Messages between the meeting's server, the guest's page and the participants' page: one schema for each direction.
import * as z from 'zod';

const text = z.string().max(4000);
const sdp = z.string().max(200_000);

const participant = z.object({ participantId: text.min(1), displayName: text });
export type Participant = z.infer<typeof participant>;

const candidate = z.object({
  candidate: text.optional(),
  sdpMid: text.nullish(),
  sdpMLineIndex: z.number().nullish(),
  usernameFragment: text.nullish(),
});

/** `callId` counts peer connections: what belongs to an older one is out of date and left aside. */
const callId = z.number().int().nonnegative();

const offer = z.object({
  type: z.literal('offer'),
  callId,
  sdp,
  /** Which participant each of the offered sounds is. */
  sounds: z.array(z.object({ mid: text, participantId: text })),
});
const answer = z.object({ type: z.literal('answer'), callId, sdp });
const iceCandidate = z.object({ type: z.literal('candidate'), callId, candidate });
const caption = z.object({ type: z.literal('caption'), participantId: text, text });
const chat = z.object({ type: z.literal('chat'), text: z.string().min(1).max(500) });

export const guestToServer = z.discriminatedUnion('type', [
  z.object({ type: z.literal('ask'), displayName: z.string().min(1).max(60) }),
  z.object({ type: z.literal('joined') }),
  z.object({ type: z.literal('leave') }),
  z.object({ type: z.literal('toast'), text }),
  answer,
  iceCandidate,
  chat,
]);
export type GuestToServer = z.infer<typeof guestToServer>;

/**
 * What Meet's page does to the guest's camera, without its being asked.
 * `switch-off`: as after three minutes in the lobby: the track is stopped and the control says so. `forbid`: the same, and the control
 * does nothing, as where the host has locked cameras, until `allow`. The other ones leave the control as it is.
 * `disable`, `enable`: the track's own flag. `drop`, `restore`: nothing goes to the sender, then the track again. `renew`: the track is stopped
 * and the device asked for another.
 */
export const CAMERA_ACTIONS = ['switch-off', 'forbid', 'allow', 'disable', 'enable', 'drop', 'restore', 'renew'] as const;
export type CameraAction = (typeof CAMERA_ACTIONS)[number];

/** What of the meeting's options shows on the page. */
export interface PageOptions {
  readonly lobbyMutesAfterMs: number;
  readonly consentDialog: boolean;
  readonly firstVisitPrompt: boolean;
  readonly peopleControl: 'button' | 'avatars';
}

export type ServerToGuest =
  | { readonly type: 'welcome'; readonly options: PageOptions; readonly self: Participant }
  | { readonly type: 'admitted' }
  | { readonly type: 'refused'; readonly why: 'denied' | 'no-response' }
  | { readonly type: 'participants'; readonly participants: readonly Participant[] }
  | { readonly type: 'removed' }
  | { readonly type: 'camera'; readonly action: CameraAction }
  | { readonly type: 'ended' }
  | { readonly type: 'chat'; readonly displayName: string; readonly text: string }
  | z.infer<typeof caption>
  | z.infer<typeof offer>
  | z.infer<typeof iceCandidate>;

export const participantsToServer = z.discriminatedUnion('type', [
  z.object({ type: z.literal('here'), participants: z.array(participant).max(100) }),
  offer,
  iceCandidate,
  caption,
]);
export type ParticipantsToServer = z.infer<typeof participantsToServer>;

export type ServerToParticipants =
  | { readonly type: 'guest-joined'; readonly displayName: string }
  | { readonly type: 'guest-left' }
  | { readonly type: 'rebuild' }
  | { readonly type: 'chat'; readonly displayName: string; readonly text: string }
  | z.infer<typeof answer>
  | z.infer<typeof iceCandidate>;
