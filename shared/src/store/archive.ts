// The archive: what people read of the meetings that were written down.
import type { Journal, SessionRow } from './journal.ts';

export interface StoredSession extends SessionRow {
  /** null while it is open. */
  readonly closedAtMs: number | null;
}

export interface StoredParticipant {
  /** The page's id of the participant's device. */
  readonly participantId: string;
  /** As the page told it last. */
  readonly displayName: string;
  readonly isSelf: boolean;
  readonly joinedAtMs: number;
  /** null: nobody saw them leave. */
  readonly leftAtMs: number | null;
}

export interface SessionPage {
  /** At most this many. */
  readonly limit: number;
  /** Those that come after this one in the order; left out: from the beginning. */
  readonly after?: Pick<StoredSession, 'sessionId' | 'openedAtMs'>;
}

/** All methods reject with SubcamError `storage`. Nothing here changes what is stored. */
export interface Archive extends Pick<Journal, 'transcripts'> {
  /** Open and closed ones, the one that was opened last first. */
  sessions(page: SessionPage): Promise<readonly StoredSession[]>;
  /** null: there is none of this id. */
  session(sessionId: string): Promise<StoredSession | null>;
  /** Everybody who was in the meeting, in the order in which they came. */
  participants(sessionId: string): Promise<readonly StoredParticipant[]>;
}
