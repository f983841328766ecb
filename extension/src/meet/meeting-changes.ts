// Two looks at a meeting's page -> the MeetingEvents between them.
import type { MeetingEvent } from '@subcam/shared';
import type { MeetParticipant } from '@subcam/shared/meet';

/** What one look at the page gave. `endedBecause`: null while the meeting goes on. */
export interface MeetingLook {
  readonly participants: readonly MeetParticipant[];
  readonly endedBecause: string | null;
}

export const NOTHING_SEEN: MeetingLook = { participants: [], endedBecause: null };

/** Events at `atMs` that lead from one look to the next: arrivals, marks, departures, the end. A changed name is a new arrival. */
export function meetingChanges(before: MeetingLook, after: MeetingLook, atMs: number): MeetingEvent[] {
  const earlier = new Map(before.participants.map((one) => [one.participantId, one]));
  const present = new Set(after.participants.map((one) => one.participantId));
  const events: MeetingEvent[] = [];
  for (const one of after.participants) {
    const { participantId, displayName, isSelf } = one;
    const known = earlier.get(participantId);
    if (known === undefined || known.displayName !== displayName || known.isSelf !== isSelf) {
      events.push({ type: 'participant-joined', atMs, participantId, displayName, isSelf });
    }
    if (one.speaking && known?.speaking !== true) events.push({ type: 'speaking-started', atMs, participantId });
    if (!one.speaking && known?.speaking === true) events.push({ type: 'speaking-stopped', atMs, participantId });
  }
  for (const { participantId, speaking } of before.participants) {
    if (present.has(participantId)) continue;
    if (speaking) events.push({ type: 'speaking-stopped', atMs, participantId });
    events.push({ type: 'participant-left', atMs, participantId });
  }
  if (after.endedBecause !== null && before.endedBecause === null) events.push({ type: 'meeting-ended', atMs, reason: after.endedBecause });
  return events;
}
