// MeetingEvents -> what a restarted daemon, which has forgotten them, needs to be told again: who is there, who speaks, and what happened lately.
import type { MeetingEvent } from '@subcam/shared';

/** More than two hours of a lively conversation's marks; beyond it the oldest fold into who was there at that moment. */
const MAX_REMEMBERED_EVENTS = 5_000;

/** Participants whose arrival is kept; a page that makes up more has the oldest forgotten. */
const MAX_PARTICIPANTS = 1_000;

export interface MeetingMemory {
  record(event: MeetingEvent): void;
  /**
   * Everything that tells the meeting from an instant on, in order and with the original stamps: those present and those
   * speaking at `fromMs`, then each event since. Telling an event twice is harmless: it is the same event, stamp and all.
   */
  since(fromMs: number): MeetingEvent[];
  /** Marks too old to be told singly any more. */
  readonly forgotten: number;
}

type Roster = Map<string, { joined: MeetingEvent | null; speaking: MeetingEvent | null }>;

function fold(roster: Roster, event: MeetingEvent): void {
  if (event.type === 'meeting-ended') return;
  if (event.type === 'participant-left') {
    roster.delete(event.participantId);
    return;
  }
  const known = roster.get(event.participantId) ?? { joined: null, speaking: null };
  switch (event.type) {
    case 'participant-joined':
      known.joined = event;
      break;
    case 'speaking-started':
      known.speaking = event;
      break;
    case 'speaking-stopped':
      known.speaking = null;
      break;
  }
  roster.set(event.participantId, known);
  const [oldest] = roster.keys();
  if (roster.size > MAX_PARTICIPANTS && oldest !== undefined) roster.delete(oldest);
}

/** Opens an empty memory. */
export function createMeetingMemory(maxEvents: number = MAX_REMEMBERED_EVENTS): MeetingMemory {
  const before: Roster = new Map();
  let events: MeetingEvent[] = [];
  let forgotten = 0;
  return {
    record(event) {
      events.push(event);
      const oldest = events.length > maxEvents ? events.shift() : undefined;
      if (oldest !== undefined) {
        fold(before, oldest);
        forgotten += 1;
      }
    },
    since(fromMs) {
      const roster: Roster = new Map([...before].map(([participantId, known]) => [participantId, { ...known }]));
      for (const event of events) if (event.atMs < fromMs) fold(roster, event);
      const standing = [...roster.values()];
      return [
        ...standing.flatMap((known) => known.joined ?? []),
        ...standing.flatMap((known) => known.speaking ?? []),
        ...events.filter((event) => event.atMs >= fromMs),
      ];
    },
    get forgotten() {
      return forgotten;
    },
  };
}
