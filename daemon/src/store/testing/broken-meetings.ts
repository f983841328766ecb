// Stores that are wrong about what was observed of meetings and about what people read, and the check that must find it.
import type { MeetingEvent, Store } from '@subcam/shared';
import type { BrokenStore } from './broken-store.ts';

const eventsRead = (change: (events: readonly MeetingEvent[]) => readonly MeetingEvent[]) => (sound: Store) => ({
  ...sound,
  meetingEvents: async (sessionId: string) => change(await sound.meetingEvents(sessionId)),
});

export const BROKEN_MEETINGS: readonly BrokenStore[] = [
  ['gives an event twice', eventsRead((events) => [...events, ...events]), 'records an event once, however its fields are ordered'],
  [
    'says that every event is new',
    (sound) => ({ ...sound, recordMeetingEvent: async (id, event) => (await sound.recordMeetingEvent(id, event)) || true }),
    'records an event once, however its fields are ordered',
  ],
  [
    'tells events apart by the order of their fields',
    (sound) => {
      const known = new Set<string>();
      return {
        ...sound,
        recordMeetingEvent: async (id, event) => {
          const isNew = !known.has(id + JSON.stringify(event));
          known.add(id + JSON.stringify(event));
          return (await sound.recordMeetingEvent(id, event)) || isNew;
        },
      };
    },
    'records an event once, however its fields are ordered',
  ],
  [
    'takes an event for one of another session',
    (sound) => {
      const known = new Set<string>();
      return {
        ...sound,
        recordMeetingEvent: (id, event) => {
          if (known.has(JSON.stringify(event))) return Promise.resolve(false);
          known.add(JSON.stringify(event));
          return sound.recordMeetingEvent(id, event);
        },
      };
    },
    'records an event once, however its fields are ordered',
  ],
  [
    'gives the latest events first',
    eventsRead((events) => events.toReversed()),
    'gives many events whole and in the order in which they were observed',
  ],
  [
    'gives the first page of events',
    eventsRead((events) => events.slice(0, 500)),
    'gives many events whole and in the order in which they were observed',
  ],
  [
    'gives events at whole milliseconds',
    eventsRead((events) => events.map((event) => ({ ...event, atMs: Math.trunc(event.atMs) }))),
    'gives many events whole and in the order in which they were observed',
  ],
  [
    'keeps everybody in the meeting',
    (sound) => ({ ...sound, participants: async (id) => (await sound.participants(id)).map((one) => ({ ...one, leftAtMs: null })) }),
    'tells who was in the meeting, by their last names',
  ],
  [
    'lists a session on two pages',
    (sound) => ({
      ...sound,
      sessions: ({ limit, after }) =>
        sound.sessions({ limit, ...(after === undefined ? {} : { after: { ...after, openedAtMs: after.openedAtMs + 0.5 } }) }),
    }),
    'lists sessions page by page, the latest first, none twice',
  ],
  [
    'forgets when a session was closed',
    (sound) => ({
      ...sound,
      session: async (id) => {
        const session = await sound.session(id);
        return session === null ? null : { ...session, closedAtMs: null };
      },
    }),
    'tells a session as it was opened and closed',
  ],
  [
    'answers after it was closed',
    (sound) => {
      let isClosed = false;
      return {
        ...sound,
        close: () => {
          isClosed = true;
          return sound.close();
        },
        openSessions: () => (isClosed ? Promise.resolve([]) : sound.openSessions()),
      };
    },
    'closes once, and takes nothing after it',
  ],
];
