// The upkeep: what people change of what was written down. They delete it, or bring back what was exported.
import type { SessionRecord } from './session-record.ts';

export interface Deleted {
  /** Sessions of which nothing is left; of a person, sessions in which they were. */
  readonly sessions: number;
  readonly finals: number;
  readonly translations: number;
}

/**
 * All methods reject with SubcamError `storage`: nothing of the call has been done. What is deleted can't be found any more when the call resolves;
 * `erase` then removes what is left of it in the files.
 */
export interface Upkeep {
  /** Everything that is known of a session. All counts are 0 where there is none of this id. Rejects with `bad-request` for one that is open. */
  deleteSession(sessionId: string): Promise<Deleted>;
  /**
   * What a person said and what shows that they were there, in one session: their finals with the translations, their label, their name, their events. The
   * session and what others said stays. Case and accents of the name make no difference. Rejects with `bad-request` while the session is open.
   */
  deletePerson(sessionId: string, name: string): Promise<Deleted>;
  /** Ids of sessions that were closed before this instant (wall clock), the oldest first; at most `limit`. */
  sessionsClosedBefore(atMs: number, limit: number): Promise<readonly string[]>;
  /**
   * Stores a session as its record says. False, and nothing changes, where the same is there already. Rejects with `bad-request` where the record contradicts
   * itself, or where its session, or a capture of it, is there otherwise.
   */
  importSession(record: SessionRecord): Promise<boolean>;
  /** Removes the remains of everything that was deleted from the database's files, as far as they are ours. Rejects with `storage`, retryable, while another program keeps them. */
  erase(): Promise<void>;
}
