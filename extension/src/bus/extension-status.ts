// ExtensionStatus: what the offscreen document tells whoever asks about the capture and its link.
import type { AudioAccount, CaptureState, SessionState, TileState } from '@subcam/shared';
import type { MeetUnread } from '@subcam/shared/meet';
import type { WireError } from '@subcam/shared/wire';

/**
 * `connecting`: no welcome yet. `live`: frames flow. `reconnecting`: lost after a welcome, trying again without end.
 * `refused`: the daemon said no in a way that trying again would not change. `closed`: ended in order.
 */
export type LinkPhase = 'connecting' | 'live' | 'reconnecting' | 'refused' | 'closed';

export interface LinkStatus {
  readonly phase: LinkPhase;
  /** Why it is not live, in words that a person acts on; null while all is well. */
  readonly error: WireError | null;
  /** Connections that were opened for this capture so far. */
  readonly connectionEpoch: number;
}

/** `none`: no frame for 3 s. `silent`: frames, but only digital silence for 10 s. `sound`: the tab is heard. */
export type SoundPhase = 'none' | 'silent' | 'sound';

export interface SoundStatus {
  readonly phase: SoundPhase;
  /** Loudest sample of the last half second in dB relative to full scale; null for digital silence or no frame. */
  readonly peakDbfs: number | null;
}

/** How many samples were captured, sent and acknowledged, and what was lost or dropped on the way. */
export interface CaptureCounts {
  readonly capturedSamples: number;
  readonly ackedThrough: number;
  readonly retainedSamples: number;
  readonly evictedSamples: number;
  readonly sourceGaps: number;
  readonly sourceGapSamples: number;
  readonly droppedMeetingEvents: number;
  readonly droppedTileReports: number;
  readonly malformedPageMessages: number;
}

/** The person's own microphone, captured beside the tab in the same session. */
export interface MicrophoneStatus {
  /** `failed`: it could not be opened, or has gone: the tab is captured alone, and `error` says why. */
  readonly phase: 'opening' | 'capturing' | 'ending' | 'ended' | 'failed';
  /**
   * Whether the meeting hears it, as its page says. While it is not `on`, silence is captured instead: `unknown` when no page of the
   * meeting says that the microphone is on, or that it is off.
   */
  readonly inMeeting: MicrophoneInMeeting;
  /** null until it is open. */
  readonly captureId: string | null;
  readonly link: LinkStatus | null;
  /** What is captured, so silence while the meeting does not hear it; null until it is open. */
  readonly sound: SoundStatus | null;
  readonly error: WireError | null;
  /** What became of its sound; set once the daemon has settled everything. */
  readonly account: AudioAccount | null;
}

export const MICROPHONE_IN_MEETING = ['on', 'off', 'unknown'] as const;
export type MicrophoneInMeeting = (typeof MICROPHONE_IN_MEETING)[number];

/** What the meeting's page does not tell Subcam. */
export interface MeetingReading {
  /** `lang` of the page; empty where it has none. */
  readonly language: string;
  readonly unread: readonly MeetUnread[];
}

export interface CaptureStatus {
  /** `capturing`; `ending`: stopped, the daemon still settles what was said; `ended`. */
  readonly phase: 'capturing' | 'ending' | 'ended';
  readonly sessionId: string;
  readonly captureId: string;
  readonly tabId: number;
  /** Wall clock of sample 0, ms; null until the first sound came. */
  readonly startedAtMs: number | null;
  readonly link: LinkStatus;
  readonly sound: SoundStatus;
  readonly counts: CaptureCounts;
  /** The tile as its page last reported it, known also while the daemon is away; null until it has. */
  readonly tile: TileState | null;
  /** null until the meeting's page was read. */
  readonly reading: MeetingReading | null;
  /** null: the person's own microphone was not asked for. */
  readonly microphone: MicrophoneStatus | null;
  /** The daemon's own word, with engines and latency; null before the first welcome. */
  readonly session: SessionState | null;
  /** Why the capture ended by itself; null while it runs and after an end that was asked for, or a tab that was closed. */
  readonly failure: WireError | null;
  /** What became of the sound; set once the daemon has settled everything. */
  readonly account: AudioAccount | null;
}

export interface ExtensionStatus {
  /** Whether a token is there. */
  readonly paired: boolean;
  /** The running capture, or the last one; null when there was none. */
  readonly capture: CaptureStatus | null;
}

/** The daemon's word on this capture alone; null before the first welcome. */
export function captureStateOf({ session, captureId }: Pick<CaptureStatus, 'session' | 'captureId'>): CaptureState | null {
  return session?.captures.find((capture) => capture.captureId === captureId) ?? null;
}
