// A session as it is stored, and who was in its meeting.
import type { SessionRow } from './journal.ts';

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
