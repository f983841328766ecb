// Sessions that were looked up -> the same again without the database, until they are written to.
import type { StoredSession } from '@subcam/shared';

/** What was used longest ago is forgotten first. Right as long as whoever writes to a session forgets it here. */
export interface SessionCache {
  /** What is remembered, else what `read` gives. */
  find(sessionId: string, read: () => Promise<StoredSession | null>): Promise<StoredSession | null>;
  forget(sessionId: string): void;
}

export function createSessionCache(maxSessions: number): SessionCache {
  /** The one that was used longest ago first. */
  const sessions = new Map<string, StoredSession>();
  /** How often anything was forgotten: what was read before may be old. */
  let changes = 0;
  return {
    find: async (sessionId, read) => {
      const known = sessions.get(sessionId);
      if (known !== undefined) {
        sessions.delete(sessionId);
        sessions.set(sessionId, known);
        return known;
      }
      const before = changes;
      const found = await read();
      if (found === null || before !== changes) return found;
      sessions.set(sessionId, found);
      for (const oldest of sessions.keys()) {
        if (sessions.size <= maxSessions) break;
        sessions.delete(oldest);
      }
      return found;
    },
    forget: (sessionId) => {
      changes += 1;
      sessions.delete(sessionId);
    },
  };
}
