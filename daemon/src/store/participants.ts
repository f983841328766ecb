// What a page tells of a meeting -> who is in it.
import type { MeetingEvent } from '@subcam/shared';
import { and, eq } from 'drizzle-orm';
import type { Database } from './database.ts';
import { change, type Work } from './work.ts';

export function* recordParticipant({ build, tables: { participants } }: Database, sessionId: string, event: MeetingEvent): Work<void> {
  switch (event.type) {
    case 'participant-joined': {
      const { participantId, displayName, isSelf, atMs } = event;
      yield* change(
        build
          .insert(participants)
          .values({ sessionId, participantId, displayName, isSelf, joinedAtMs: atMs })
          .onConflictDoUpdate({ target: [participants.sessionId, participants.participantId], set: { displayName, leftAtMs: null } }),
      );
      return;
    }
    case 'participant-left':
      yield* change(
        build
          .update(participants)
          .set({ leftAtMs: event.atMs })
          .where(and(eq(participants.sessionId, sessionId), eq(participants.participantId, event.participantId))),
      );
      return;
    case 'speaking-started':
    case 'speaking-stopped':
    case 'meeting-ended':
      return;
  }
}
