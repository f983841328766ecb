// Who is in the meeting and who spoke: what the page observes, and what attribution makes of it.

/**
 * One observation of the meeting, stamped in the page with the machine's wall clock.
 * `participantId` is the page's own id of the participant's device (`spaces/…/devices/…`).
 */
export type MeetingEvent =
  | {
      readonly type: 'participant-joined';
      readonly atMs: number;
      readonly participantId: string;
      readonly displayName: string;
      readonly isSelf: boolean;
    }
  | { readonly type: 'participant-left'; readonly atMs: number; readonly participantId: string }
  | { readonly type: 'speaking-started'; readonly atMs: number; readonly participantId: string }
  | { readonly type: 'speaking-stopped'; readonly atMs: number; readonly participantId: string }
  | { readonly type: 'meeting-ended'; readonly atMs: number; readonly reason: string };

/** Which participant spoke a transcript; nobody when nothing in the meeting says so. */
export interface Attribution {
  readonly participantId: string | null;
  readonly displayName: string | null;
  /**
   * `SPEAKER_00`, `SPEAKER_01`, … in order of first words in the session; null for nobody. A label without a participant is that of the
   * client's own microphone while the page has not told whose it is.
   */
  readonly speakerLabel: string | null;
  /** 0–1: the share of the segment during which this participant, and no other, was marked as speaking. */
  readonly confidence: number;
}

/** How many colours the tile tells speakers apart by; a speaker's is its label's number modulo this. */
export const SPEAKER_COLOURS = 8;
