// Any Upkeep -> whether what is deleted is gone and nothing else is, and whether what was exported comes back as it was.
import { expect } from 'vitest';
import type { SessionRecord, Store } from '@subcam/shared';
import { Meeting } from './conformance-meeting.ts';
import { failureOf, type StoreCheck } from './journal-checks.ts';

const ZOE = { participantId: 'z1', displayName: 'Zoë Q.', speakerLabel: 'SPEAKER_00', confidence: 1 };
const MAX = { participantId: 'm1', displayName: 'Max', speakerLabel: 'SPEAKER_01', confidence: 0.5 };

/** Zoë, Max, and Zoë again while nobody knew her name; with translations, events, a gap. */
async function talk(store: Store): Promise<Meeting> {
  const meeting = new Meeting();
  await meeting.open(store);
  const { sessionId } = meeting;
  for (const [at, { participantId, displayName }] of [ZOE, MAX].entries()) {
    await store.recordMeetingEvent(sessionId, {
      type: 'participant-joined',
      atMs: 5.25 + at,
      participantId,
      displayName,
      isSelf: at === 0,
    });
    await store.recordMeetingEvent(sessionId, { type: 'speaking-started', atMs: 10 + at, participantId });
  }
  const said = [
    [2, MAX, 'Mine is the zircon plan.'],
    [0, ZOE, 'I saw the quokka at noon.'],
    [4, { ...ZOE, displayName: null, participantId: null }, 'Another quokka came.'],
  ] as const;
  for (const [index, attribution, text] of said) {
    await store.commitFinal(
      meeting.final(index, { transcript: meeting.transcript(index, { text, confidence: 0.123456789012345 }), attribution }),
    );
  }
  await store.commitTranslation(meeting.translation(0, 'Vi el quokka a mediodía.'), 6_000.5);
  await store.failTranslation(meeting.key(2), 'no model');
  await store.recordGap(meeting.captureId, { firstSample: 80_000, sampleCount: 16_000, reason: 'client-lost' });
  return meeting;
}

async function hits(store: Store, text: string, meeting: Meeting): Promise<number> {
  return (await store.search({ text, sessionId: meeting.sessionId, limit: 10 })).length;
}

async function recordOf(store: Store, { sessionId }: Meeting): Promise<SessionRecord> {
  const record = await store.record(sessionId);
  if (record === null) throw new Error('The session has no record.');
  return record;
}

export const UPKEEP_CHECKS: readonly StoreCheck[] = [
  {
    name: 'deletes everything of a session that is closed, and nothing of another',
    run: async ({ store }) => {
      const [meeting, other] = [await talk(store), await talk(store)];
      const { sessionId } = meeting;
      const open = await failureOf(store.deleteSession(sessionId));
      expect(open).toMatchObject({ code: 'bad-request' });
      expect(open.message).toContain('is open: end it');
      expect(await hits(store, 'quokka', meeting)).toBe(3);
      await store.closeSession(sessionId, 9_000);
      expect(await store.session(sessionId)).not.toBeNull();
      expect(await store.deleteSession(sessionId)).toEqual({ sessions: 1, finals: 3, translations: 3 });
      expect(await store.session(sessionId)).toBeNull();
      expect(await store.record(sessionId)).toBeNull();
      expect(await store.transcripts(sessionId)).toEqual([]);
      expect(await store.participants(sessionId)).toEqual([]);
      expect(await store.speakers(sessionId)).toEqual([]);
      expect(await store.statistics(sessionId)).toBeNull();
      expect(await store.meetingEvents(sessionId)).toEqual([]);
      expect(await store.gaps(meeting.captureId)).toEqual([]);
      expect(await hits(store, 'quokka', meeting)).toBe(0);
      expect(await store.deleteSession(sessionId)).toEqual({ sessions: 0, finals: 0, translations: 0 });
      // Its ids are free: a client that comes back begins anew.
      expect(await meeting.settled(store, 1)).toEqual({ through: 0, state: null });
      expect(await store.transcripts(other.sessionId)).toHaveLength(3);
      expect(await hits(store, 'quokka', other)).toBe(3);
    },
  },
  {
    name: 'deletes what a person said and that they were there, and nothing of the others',
    run: async ({ store }) => {
      const [meeting, other] = [await talk(store), await talk(store)];
      const { sessionId } = meeting;
      expect(await store.sessionsOfPerson('ZOE  q.')).toEqual(expect.arrayContaining([sessionId, other.sessionId]));
      for (const nobody of ['Zo', 'Zoë', '%', '']) expect(await store.sessionsOfPerson(nobody)).not.toContain(sessionId);
      const theirs = await store.record(sessionId, 'zoë q.');
      expect(theirs?.finals.map(({ text }) => text)).toEqual(['I saw the quokka at noon.', 'Another quokka came.']);
      expect(JSON.stringify(theirs)).not.toMatch(/Max|zircon|m1/u);
      expect(await store.record(sessionId, 'Zo')).toBeNull();
      expect(await failureOf(store.deletePerson(sessionId, 'Zoë Q.'))).toMatchObject({ code: 'bad-request' });
      await store.closeSession(sessionId, 9_000);
      expect(await store.deletePerson(sessionId, 'Zoë')).toEqual({ sessions: 0, finals: 0, translations: 0 });
      expect(await store.deletePerson(sessionId, 'zoe q.')).toEqual({ sessions: 1, finals: 2, translations: 2 });
      expect((await store.transcripts(sessionId)).map(({ transcript }) => transcript.text)).toEqual(['Mine is the zircon plan.']);
      expect((await store.participants(sessionId)).map(({ displayName }) => displayName)).toEqual(['Max']);
      expect((await store.speakers(sessionId)).map(({ displayName }) => displayName)).toEqual(['Max']);
      expect(JSON.stringify(await store.meetingEvents(sessionId))).not.toMatch(/Zoë|z1/u);
      expect(await store.meetingEvents(sessionId)).toHaveLength(2);
      expect(await hits(store, 'quokka', meeting)).toBe(0);
      expect(await hits(store, 'zircon', meeting)).toBe(1);
      expect(await store.statistics(sessionId)).toMatchObject({
        finals: 1,
        words: 5,
        speechMs: 700,
        translationsDone: 0,
        translationsFailed: 1,
        gaps: 1,
      });
      // What was held back of their words goes, what is settled stays so.
      expect(await meeting.settled(store, 2)).toEqual({ through: 80_000, state: null });
      expect(await store.sessionsOfPerson('Zoë Q.')).not.toContain(sessionId);
      expect(await store.transcripts(other.sessionId)).toHaveLength(3);
      expect(await hits(store, 'quokka', other)).toBe(3);
    },
  },
  {
    name: 'names the sessions that were closed before an instant, the oldest first, and none that is open',
    run: async ({ store }) => {
      const meetings = [new Meeting(), new Meeting(), new Meeting(), new Meeting()];
      for (const meeting of meetings) await meeting.open(store);
      const [open, late, early, later] = meetings.map(({ sessionId }) => sessionId);
      await store.closeSession(late ?? '', -90);
      await store.closeSession(early ?? '', -100);
      await store.closeSession(later ?? '', -80);
      expect(await store.sessionsClosedBefore(-80, 10)).toEqual([early, late]);
      expect(await store.sessionsClosedBefore(-80, 1)).toEqual([early]);
      expect(await store.sessionsClosedBefore(1e15, 1_000)).not.toContain(open);
      for (const sessionId of [late, early, later]) await store.deleteSession(sessionId ?? '');
    },
  },
  {
    name: 'takes a session back as it was exported, once',
    run: async ({ store }) => {
      const meeting = await talk(store);
      const { sessionId } = meeting;
      const early = await failureOf(store.importSession(await recordOf(store, meeting)));
      expect(early).toMatchObject({ code: 'bad-request' });
      expect(early.message).toContain('it was exported while it ran');
      await store.closeSession(sessionId, 9_000.125);
      const record = await recordOf(store, meeting);
      const [timeline, statistics, speakers] = [
        await store.timeline({ sessionId, limit: 10 }),
        await store.statistics(sessionId),
        await store.speakers(sessionId),
      ];
      expect(await store.importSession(record)).toBe(false);
      await store.deleteSession(sessionId);
      expect(await store.importSession(record)).toBe(true);
      expect(await store.importSession(record)).toBe(false);
      expect(JSON.stringify(await recordOf(store, meeting))).toBe(JSON.stringify(record));
      const withoutIds = (entries: Awaited<ReturnType<Store['timeline']>>) => entries.map(({ transcriptId: _id, ...entry }) => entry);
      expect(withoutIds(await store.timeline({ sessionId, limit: 10 }))).toEqual(withoutIds(timeline));
      expect(await store.statistics(sessionId)).toEqual(statistics);
      expect(await store.speakers(sessionId)).toEqual(speakers);
      expect(await hits(store, 'quokka', meeting)).toBe(3);
      const other = { ...record, session: { ...record.session, client: 'another' } };
      const refused = await failureOf(store.importSession(other));
      expect(refused).toMatchObject({ code: 'bad-request' });
      expect(refused.message).toContain('is here already, and is not the same');
      expect(JSON.stringify(await recordOf(store, meeting))).toBe(JSON.stringify(record));
    },
  },
  {
    name: 'takes nothing of a record that contradicts itself or another session',
    run: async ({ store }) => {
      const meeting = await talk(store);
      await store.closeSession(meeting.sessionId, 9_000);
      const record = await recordOf(store, meeting);
      const sessionId = new Meeting().sessionId;
      const session = { ...record.session, sessionId };
      const [final] = record.finals;
      if (final === undefined) throw new Error('Nothing was said.');
      for (const [wrong, said] of [
        [{ ...record, session }, 'belongs to another session'],
        [{ ...record, session, captures: [] }, 'of a capture'],
        [{ ...record, session, finals: [...record.finals, final] }, 'twice'],
        [{ ...record, session, finals: [{ ...final, firstSample: final.endSample + 1 }] }, 'end before they begin'],
        [
          {
            ...record,
            session,
            finals: [{ ...final, translations: final.translations.map((one) => ({ ...one, status: 'failed' as const })) }],
          },
          'with a text',
        ],
      ] as const) {
        const error = await failureOf(store.importSession(wrong));
        expect(error).toMatchObject({ code: 'bad-request', retryable: false });
        expect(error.message).toContain(said);
        expect(error.message).toContain('was not imported.');
        expect(await store.session(sessionId)).toBeNull();
      }
    },
  },
  {
    name: 'finds what one speaker said, by name or label',
    run: async ({ store }) => {
      const meeting = await talk(store);
      const { sessionId } = meeting;
      const find = async (text: string, speaker: string) => (await store.search({ text, speaker, sessionId, limit: 10 })).length;
      expect(await find('quokka', 'zoe q.')).toBe(3);
      expect(await find('quokka', 'SPEAKER_00')).toBe(3);
      expect(await find('quokka', 'Max')).toBe(0);
      expect(await find('zircon', 'MAX')).toBe(1);
      expect(await find('quokka', '%')).toBe(0);
      expect(await find('quokka', "Zoë Q.' or 1=1 --")).toBe(0);
    },
  },
];
