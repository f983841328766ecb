// Any Archive -> whether it keeps what the port promises.
import { expect } from 'vitest';
import { Meeting } from './conformance-meeting.ts';
import type { StoreCheck } from './journal-checks.ts';

export const ARCHIVE_CHECKS: readonly StoreCheck[] = [
  {
    name: 'tells a session as it was opened and closed',
    run: async ({ store }) => {
      const meeting = new Meeting();
      const session = meeting.session({ meetingUrl: null, spoken: ['en', 'es'], targetLanguages: ['en', 'pt'], twoWay: true });
      await store.openCapture(session, meeting.capture());
      expect(await store.session(meeting.sessionId)).toEqual({ ...session, closedAtMs: null });
      await store.closeSession(meeting.sessionId, 9_000.5);
      expect(await store.session(meeting.sessionId)).toEqual({ ...session, closedAtMs: 9_000.5 });
      expect(await store.session('nobody-has-this-id')).toBeNull();
    },
  },
  {
    name: 'lists sessions page by page, the latest first, none twice',
    run: async ({ store }) => {
      const meetings = Array.from({ length: 5 }, () => new Meeting());
      for (const [index, meeting] of meetings.entries()) {
        // Two of them in one instant, later than those of other checks.
        await store.openCapture(meeting.session({ openedAtMs: 9e12 + Math.floor(index / 2) }), meeting.capture());
      }
      const ours = new Set(meetings.map(({ sessionId }) => sessionId));
      const listed = [];
      let after: { readonly sessionId: string; readonly openedAtMs: number } | undefined;
      for (let page = 0; page < 4; page += 1) {
        const sessions = await store.sessions({ limit: 2, ...(after === undefined ? {} : { after }) });
        expect(sessions.length).toBeLessThanOrEqual(2);
        listed.push(...sessions);
        after = sessions.at(-1);
      }
      const found = listed.filter(({ sessionId }) => ours.has(sessionId));
      expect(new Set(found.map(({ sessionId }) => sessionId))).toEqual(ours);
      expect(found).toHaveLength(5);
      expect(found.map(({ openedAtMs }) => openedAtMs - 9e12)).toEqual([2, 1, 1, 0, 0]);
    },
  },
  {
    name: 'tells who was in the meeting, by their last names',
    run: async ({ store }) => {
      const meeting = new Meeting();
      await meeting.open(store);
      const join = (atMs: number, participantId: string, displayName: string) =>
        store.recordMeetingEvent(meeting.sessionId, { type: 'participant-joined', atMs, participantId, displayName, isSelf: false });
      const leave = (atMs: number, participantId: string) =>
        store.recordMeetingEvent(meeting.sessionId, { type: 'participant-left', atMs, participantId });
      await join(20, 'p2', 'Bo');
      await join(10.5, 'p1', 'Ana');
      await leave(30, 'p1');
      await leave(31, 'p2');
      await join(40, 'p2', 'Bo B.');
      expect(await store.participants(meeting.sessionId)).toEqual([
        { participantId: 'p1', displayName: 'Ana', isSelf: false, joinedAtMs: 10.5, leftAtMs: 30 },
        { participantId: 'p2', displayName: 'Bo B.', isSelf: false, joinedAtMs: 20, leftAtMs: null },
      ]);
      expect(await store.participants(new Meeting().sessionId)).toEqual([]);
    },
  },
];
