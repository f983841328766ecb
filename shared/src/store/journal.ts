// The journal: what the pipeline makes durable, and what it goes on from after a restart. One transaction a call; a resolved promise means committed.
import type { AudioGap } from '../audio/audio-frame.ts';
import type { LanguageCode } from '../language/language.ts';
import type { CaptureSource } from '../session/session.ts';
import type { TileSettings } from '../settings/tile-defaults.ts';
import type { Attribution, MeetingEvent } from '../speaker/speaker.ts';
import type { Transcript } from '../transcript/transcript.ts';
import type { Translation } from '../translation/translation.ts';

export interface SessionRow {
  readonly sessionId: string;
  readonly meetingUrl: string | null;
  readonly client: string;
  readonly sourceLanguage: LanguageCode;
  /** Empty: `sourceLanguage` says it. */
  readonly spoken: readonly LanguageCode[];
  readonly targetLanguages: readonly LanguageCode[];
  /** `MeetingLanguages` says what it means. */
  readonly twoWay: boolean;
  readonly openedAtMs: number;
}

export interface CaptureRow {
  readonly captureId: string;
  readonly sessionId: string;
  readonly source: CaptureSource;
  /** Wall clock of sample 0, ms. */
  readonly startedAtMs: number;
  readonly connectionEpoch: number;
  readonly committedThrough: number;
  /** The segmenter's state at `committedThrough`, and what was held back of the final before it; null before the first commit. Opaque JSON text. */
  readonly segmenterState: string | null;
  /** How its client asked for the tile when that was last stored; null: it never did. */
  readonly tileWish: TileSettings | null;
}

/** A capture as it is once it has been opened, and what is known of its session's tile. */
export interface OpenedCapture {
  readonly capture: CaptureRow;
  /** null: nobody has asked for other settings than the daemon's own. */
  readonly tileSettings: TileSettings | null;
}

/** A commit of progress: everything before `throughSample` is settled, and this is the segmenter's state at that sample. */
export interface Progress {
  readonly captureId: string;
  readonly throughSample: number;
  readonly segmenterState: string;
}

export interface PendingTranslation {
  readonly sessionId: string;
  readonly captureId: string;
  readonly firstSample: number;
  readonly targetLanguage: LanguageCode;
  readonly transcript: Transcript;
  /** Who spoke it, as committed with the final. */
  readonly attribution: Attribution;
}

/** A final with who spoke it, and its translations that are done, by language. */
export interface StoredFinal {
  readonly transcript: Transcript;
  readonly attribution: Attribution;
  readonly translations: Readonly<Record<LanguageCode, string>>;
}

/**
 * All methods reject with SubcamError `storage`: nothing of the call has been written. After one that is `retryable` the same call may succeed later.
 * Texts come back as they were given, without NUL characters and with lone surrogates replaced by U+FFFD: no database keeps those.
 */
export interface Journal {
  /** Idempotent on sessionId and captureId; raises connectionEpoch. Rejects with `stale-connection` when `connectionEpoch` is not higher than the stored one. */
  openCapture(session: SessionRow, capture: Omit<CaptureRow, 'committedThrough' | 'segmenterState' | 'tileWish'>): Promise<OpenedCapture>;
  /** How the tile of a session looks from now on, and, where a capture's client asked for it, that it did. */
  saveTileSettings(
    sessionId: string,
    settings: TileSettings,
    wish?: { readonly captureId: string; readonly tile: TileSettings },
  ): Promise<void>;
  /** The final, one `pending` row for each target, sound after it that could not be read, and the progress, in one transaction. A second final with the same (captureId, firstSample) changes nothing and returns false. */
  commitFinal(final: {
    readonly sessionId: string;
    readonly transcript: Transcript;
    readonly attribution: Attribution;
    readonly targetLanguages: readonly LanguageCode[];
    readonly progress: Progress;
    readonly atMs: number;
    readonly gap?: AudioGap;
  }): Promise<boolean>;
  commitQuiet(progress: Progress): Promise<void>;
  /** The gap and the progress past it, in one transaction. */
  commitGap(gap: AudioGap, progress: Progress): Promise<void>;
  /** A gap that was filled with silence and needs no progress of its own. Returns false when it lies within one that is known. */
  recordGap(captureId: string, gap: AudioGap): Promise<boolean>;
  commitTranslation(translation: Translation, atMs: number): Promise<void>;
  failTranslation(
    key: { readonly captureId: string; readonly firstSample: number; readonly targetLanguage: LanguageCode },
    message: string,
  ): Promise<void>;
  pendingTranslations(sessionId: string): Promise<readonly PendingTranslation[]>;
  /** Idempotent: a client that was cut off tells again what it told before. Returns false for what is already known. */
  recordMeetingEvent(sessionId: string, event: MeetingEvent): Promise<boolean>;
  /** Everything that was recorded of the meeting, in the order in which it was observed: what attribution is rebuilt from. */
  meetingEvents(sessionId: string): Promise<readonly MeetingEvent[]>;
  /** Its tile's settings go with it: a session of this id that is opened again begins with the daemon's own. */
  closeSession(sessionId: string, atMs: number): Promise<void>;
  /** Ids of the sessions that are open, in the order in which they were opened. */
  openSessions(): Promise<readonly string[]>;
  gaps(captureId: string): Promise<readonly AudioGap[]>;
  /** Finals of a session in the order in which they were said. */
  transcripts(sessionId: string): Promise<readonly StoredFinal[]>;
}
