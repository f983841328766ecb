// Any Archive -> whether people find a session again: by when it was, where, in which language, by its id; and pages of one moment.
import { randomInt } from 'node:crypto';
import { expect } from 'vitest';
import type { SessionPage, Store } from '@subcam/shared';
import { Meeting } from './conformance-meeting.ts';
import type { StoreCheck } from './journal-checks.ts';

/** Three sessions, a day apart, at a time at which nobody else has any: in English, Spanish, and both ways; the second one says something. */
async function threeSessions(store: Store, beganAtMs: number): Promise<readonly Meeting[]> {
  const meetings = [new Meeting(), new Meeting(), new Meeting()];
  const over = [
    { meetingUrl: 'https://meet.google.com/aaa-bbbb-ccc', targetLanguages: ['pt'] },
    { meetingUrl: null, sourceLanguage: 'auto', targetLanguages: ['en'] },
    { meetingUrl: 'https://meet.google.com/a%b_x-yyyy-zzz', spoken: ['en', 'fr'], twoWay: true, targetLanguages: ['en', 'fr'] },
  ];
  for (const [index, meeting] of meetings.entries()) {
    await store.openCapture(meeting.session({ ...over[index], openedAtMs: beganAtMs + index * 86_400_000 }), meeting.capture());
  }
  const second = meetings[1] ?? new Meeting();
  await store.commitFinal(second.final(0, { transcript: second.transcript(0, { language: 'it', text: 'Buongiorno a tutti' }) }));
  return meetings;
}

export const LIST_CHECKS: readonly StoreCheck[] = [
  {
    name: 'finds sessions by time, meeting, language and the beginning of their ids, with what was said in them',
    run: async ({ store }) => {
      const beganAtMs = 8e12 + randomInt(1e6) * 1e6;
      const ids = (await threeSessions(store, beganAtMs)).map(({ sessionId }) => sessionId);
      const within = { sinceMs: beganAtMs, untilMs: beganAtMs + 3 * 86_400_000, limit: 10 };
      const places = async (page: Partial<SessionPage> = {}) =>
        (await store.sessions({ ...within, ...page })).map(({ sessionId }) => ids.indexOf(sessionId));
      expect(await places()).toEqual([2, 1, 0]);
      expect(await places({ sinceMs: beganAtMs + 86_400_000 })).toEqual([2, 1]);
      expect(await places({ untilMs: beganAtMs + 86_400_000 })).toEqual([0]);
      expect(await places({ meeting: 'AAA-bbbb' })).toEqual([0]);
      expect(await places({ meeting: 'a%b_x' })).toEqual([2]);
      expect(await places({ meeting: '%' })).toEqual([2]);
      expect(await places({ meeting: "'; drop table sessions; --\0" })).toEqual([]);
      expect(await places({ language: 'pt' })).toEqual([0]);
      expect(await places({ language: 'fr' })).toEqual([2]);
      // Nobody asked for it; it was heard.
      expect(await places({ language: 'it' })).toEqual([1]);
      expect(await places({ language: 'f%' })).toEqual([]);
      expect(await places({ idPrefix: ids[1]?.slice(0, 20) ?? '' })).toEqual([1]);
      expect(await places({ idPrefix: '%' })).toEqual([]);
      const [both, heard] = await store.sessions(within);
      expect(heard).toMatchObject({ finals: 1, words: 3, speechMs: 700, lastFinalAtMs: 1_700.5, closedAtMs: null });
      expect(both).toMatchObject({ finals: 0, words: 0, speechMs: 0, lastFinalAtMs: null });
    },
  },
  {
    name: 'gives pages of one moment, whatever is stored meanwhile',
    run: async ({ store }) => {
      const meeting = new Meeting();
      const { sessionId } = meeting;
      await meeting.open(store);
      expect(await store.lastFinalId(sessionId)).toBeNull();
      for (const index of [1, 3, 5, 7]) await store.commitFinal(meeting.final(index));
      const throughId = (await store.lastFinalId(sessionId)) ?? 0;
      const first = await store.timeline({ sessionId, throughId, limit: 2 });
      // Another capture of the session is read later: what it heard was said before.
      await store.openCapture(meeting.session(), meeting.capture({ captureId: `${meeting.captureId}-2` }));
      for (const index of [0, 4, 8]) {
        await store.commitFinal(meeting.final(index, { transcript: meeting.transcript(index, { captureId: `${meeting.captureId}-2` }) }));
      }
      const last = first.at(-1);
      const rest = await store.timeline({ sessionId, throughId, limit: 10, ...(last === undefined ? {} : { after: last }) });
      expect([...first, ...rest].map(({ transcript }) => transcript.text)).toEqual(['words 1', 'words 3', 'words 5', 'words 7']);
      expect(await store.timeline({ sessionId, limit: 10 })).toHaveLength(7);
    },
  },
];
