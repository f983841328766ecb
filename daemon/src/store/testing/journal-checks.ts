// Any Journal -> whether it keeps what the port promises.
import { expect } from 'vitest';
import { DEFAULT_TILE_SETTINGS, SubcamError } from '@subcam/shared';
import { Meeting, NOBODY, type StoreSubject } from './conformance-meeting.ts';

export interface StoreCheck {
  readonly name: string;
  readonly run: (subject: StoreSubject) => Promise<void>;
  /** It closes the store. */
  readonly closes?: true;
}

export async function failureOf(work: Promise<unknown>): Promise<SubcamError> {
  const outcome: unknown = await work.then(
    () => 'an answer',
    (error: unknown) => error,
  );
  expect(outcome).toBeInstanceOf(SubcamError);
  return outcome as SubcamError;
}

export const JOURNAL_CHECKS: readonly StoreCheck[] = [
  {
    name: 'opens a capture at sample 0, without a state',
    run: async ({ store }) => {
      const meeting = new Meeting();
      expect(await store.openCapture(meeting.session(), meeting.capture())).toEqual({
        capture: { ...meeting.capture(), committedThrough: 0, segmenterState: null, tileWish: null },
        tileSettings: null,
      });
    },
  },
  {
    name: 'goes on from the last commit in another process',
    closes: true,
    run: async ({ store, reopen }) => {
      const meeting = new Meeting();
      await meeting.open(store);
      await store.commitFinal(meeting.final(0));
      const again = await reopen();
      expect(await meeting.settled(again, 7)).toEqual({ through: 16_000, state: '{"at":16000}' });
      expect(await again.transcripts(meeting.sessionId)).toHaveLength(1);
      expect(await again.pendingTranslations(meeting.sessionId)).toHaveLength(1);
    },
  },
  {
    name: 'refuses a connection that is not newer',
    run: async ({ store }) => {
      const meeting = new Meeting();
      await meeting.open(store, { connectionEpoch: 5 });
      for (const connectionEpoch of [5, 4]) {
        expect(await failureOf(meeting.open(store, { connectionEpoch }))).toMatchObject({ code: 'stale-connection', retryable: false });
      }
      await meeting.open(store, { connectionEpoch: 6 });
    },
  },
  {
    name: 'lets one of the connections win that come at once',
    run: async ({ store }) => {
      const meeting = new Meeting();
      const outcomes = await Promise.allSettled([1, 2, 3, 4].map(() => meeting.open(store)));
      expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    },
  },
  {
    name: 'keeps a capture to its session',
    run: async ({ store }) => {
      const [owner, thief] = [new Meeting(), new Meeting()];
      await owner.open(store);
      const taken = thief.capture({ captureId: owner.captureId, connectionEpoch: 9 });
      expect(await failureOf(store.openCapture(thief.session(), taken))).toMatchObject({ code: 'bad-request' });
      // Nothing of the refused request has been written.
      expect(await store.openSessions()).not.toContain(thief.sessionId);
      await owner.open(store, { connectionEpoch: 2 });
    },
  },
  {
    name: 'tells the open sessions in the order in which they were opened, until they are closed',
    run: async ({ store }) => {
      const [later, earlier] = [new Meeting(), new Meeting()];
      const open = async () => (await store.openSessions()).filter((id) => id === later.sessionId || id === earlier.sessionId);
      await store.openCapture(later.session({ openedAtMs: 2_000 }), later.capture());
      await store.openCapture(earlier.session({ openedAtMs: 1_000 }), earlier.capture());
      expect(await open()).toEqual([earlier.sessionId, later.sessionId]);
      await store.closeSession(earlier.sessionId, 3_000);
      expect(await open()).toEqual([later.sessionId]);
      await earlier.open(store, { connectionEpoch: 2 });
      expect(await open()).toEqual([earlier.sessionId, later.sessionId]);
    },
  },
  {
    name: 'keeps how a tile looks and what was asked of it, until the session is closed',
    run: async ({ store }) => {
      const meeting = new Meeting();
      await meeting.open(store);
      const light = { ...DEFAULT_TILE_SETTINGS, theme: 'light' } as const;
      const split = { ...DEFAULT_TILE_SETTINGS, mode: 'split' } as const;
      await store.saveTileSettings(meeting.sessionId, split, { captureId: meeting.captureId, tile: split });
      await store.saveTileSettings(meeting.sessionId, light);
      const back = await store.openCapture(meeting.session(), meeting.capture({ connectionEpoch: 2 }));
      expect(back).toMatchObject({ tileSettings: light, capture: { tileWish: split } });
      await store.closeSession(meeting.sessionId, 3_000);
      const again = await store.openCapture(meeting.session(), meeting.capture({ connectionEpoch: 3 }));
      expect(again).toMatchObject({ tileSettings: null, capture: { tileWish: null } });
    },
  },
  {
    name: 'stores a final with its owed translations, its gap and its progress, or nothing of it',
    run: async ({ store }) => {
      const meeting = new Meeting();
      await meeting.open(store);
      const gap = { firstSample: 16_000, sampleCount: 800, reason: 'engine-unavailable' } as const;
      // The same target twice can't be owed: the second row fails after the final was inserted.
      const broken = await failureOf(store.commitFinal(meeting.final(0, { targetLanguages: ['es', 'es'], gap })));
      expect(broken).toMatchObject({ code: 'storage', retryable: false });
      expect(await store.transcripts(meeting.sessionId)).toEqual([]);
      expect(await store.gaps(meeting.captureId)).toEqual([]);
      expect(await meeting.settled(store, 2)).toEqual({ through: 0, state: null });

      expect(await store.commitFinal(meeting.final(0, { targetLanguages: ['es', 'fr'], gap }))).toBe(true);
      const owed = await store.pendingTranslations(meeting.sessionId);
      expect(owed.map(({ targetLanguage }) => targetLanguage)).toEqual(['es', 'fr']);
      expect(await store.gaps(meeting.captureId)).toEqual([gap]);
      expect(await meeting.settled(store, 3)).toEqual({ through: 16_000, state: '{"at":16000}' });
    },
  },
  {
    name: 'gives a final back as it was',
    run: async ({ store }) => {
      const meeting = new Meeting();
      await meeting.open(store);
      const text = 'Año nuevo, 会議は三時、회의 👩‍👩‍👧 “$1” \\ \' " % \u0007\n{} NULL';
      const transcript = meeting.transcript(2, { text, language: 'es', confidence: 0.123456789, revision: 12 });
      const attribution = { participantId: 'spaces/a/devices/7', displayName: 'Zoë 𝒵', speakerLabel: 'SPEAKER_03', confidence: 0.7512 };
      await store.commitFinal(meeting.final(2, { transcript, attribution, targetLanguages: [] }));
      expect(await store.transcripts(meeting.sessionId)).toEqual([{ transcript, attribution, translations: {} }]);
      expect(await store.pendingTranslations(meeting.sessionId)).toEqual([]);
    },
  },
  {
    name: 'takes signs that no database keeps, and loses nothing around them',
    run: async ({ store }) => {
      const meeting = new Meeting();
      await meeting.open(store);
      const told = 'before\0after \ud800 end';
      const kept = 'beforeafter \ufffd end';
      const attribution = { ...NOBODY, participantId: told, displayName: told };
      await store.commitFinal(meeting.final(0, { transcript: meeting.transcript(0, { text: told }), attribution }));
      await store.commitTranslation(meeting.translation(0, told), 6_000);
      const joined = { type: 'participant-joined', atMs: 1, participantId: told, displayName: told, isSelf: false } as const;
      expect(await store.recordMeetingEvent(meeting.sessionId, joined)).toBe(true);
      expect(await store.recordMeetingEvent(meeting.sessionId, joined)).toBe(false);
      expect(await store.transcripts(meeting.sessionId)).toMatchObject([
        { transcript: { text: kept }, attribution: { participantId: kept, displayName: kept }, translations: { es: kept } },
      ]);
      expect(await store.meetingEvents(meeting.sessionId)).toEqual([{ ...joined, participantId: kept, displayName: kept }]);
    },
  },
  {
    name: 'writes a final once, and a second one moves nothing',
    run: async ({ store }) => {
      const meeting = new Meeting();
      await meeting.open(store);
      const told = await Promise.all([0, 0, 0].map((index) => store.commitFinal(meeting.final(index))));
      expect(told.filter(Boolean)).toHaveLength(1);
      const gap = { firstSample: 90_000, sampleCount: 5, reason: 'engine-unavailable' } as const;
      const other = { transcript: meeting.transcript(0, { text: 'other words' }), progress: meeting.progress(99_999), gap };
      expect(await store.commitFinal(meeting.final(0, other))).toBe(false);
      expect((await store.transcripts(meeting.sessionId)).map(({ transcript }) => transcript.text)).toEqual(['words 0']);
      expect(await store.pendingTranslations(meeting.sessionId)).toHaveLength(1);
      expect(await store.gaps(meeting.captureId)).toEqual([]);
      expect((await meeting.settled(store, 2)).through).toBe(16_000);
    },
  },
  {
    name: 'keeps every final of many captures that are written at once',
    run: async ({ store }) => {
      const meetings = [0, 1, 2, 3, 4].map(() => new Meeting());
      await Promise.all(
        meetings.map(async (meeting) => {
          await meeting.open(store);
          for (const index of [0, 1, 2]) {
            await store.commitFinal(meeting.final(index));
            await store.commitTranslation(meeting.translation(index, `palabras ${index}`), 6_000);
          }
        }),
      );
      for (const meeting of meetings) {
        const finals = await store.transcripts(meeting.sessionId);
        expect(finals.map(({ transcript, translations }) => `${transcript.text} / ${translations['es']}`)).toEqual([
          'words 0 / palabras 0',
          'words 1 / palabras 1',
          'words 2 / palabras 2',
        ]);
      }
    },
  },
  {
    name: 'refuses what belongs to no capture',
    run: async ({ store }) => {
      const meeting = new Meeting();
      const gap = { firstSample: 0, sampleCount: 1, reason: 'source-gap' } as const;
      for (const work of [
        () => store.commitFinal(meeting.final(0)),
        () => store.commitQuiet(meeting.progress(100)),
        () => store.commitGap(gap, meeting.progress(100)),
        () => store.recordGap(meeting.captureId, gap),
      ]) {
        expect(await failureOf(work())).toMatchObject({ code: 'storage', retryable: false });
      }
    },
  },
  {
    name: 'takes progress forward only',
    run: async ({ store }) => {
      const meeting = new Meeting();
      await meeting.open(store);
      await store.commitQuiet(meeting.progress(32_000));
      await store.commitQuiet(meeting.progress(16_000));
      expect(await meeting.settled(store, 2)).toEqual({ through: 32_000, state: '{"at":32000}' });
      // Further than 32 bits: a capture of two days.
      await store.commitQuiet(meeting.progress(3_000_000_000));
      expect((await meeting.settled(store, 3)).through).toBe(3_000_000_000);
    },
  },
  {
    name: 'keeps gaps with their reasons, and tells whether one is news',
    run: async ({ store }) => {
      const meeting = new Meeting();
      await meeting.open(store);
      const evicted = { firstSample: 20_000, sampleCount: 5_000, reason: 'buffer-evicted' } as const;
      await store.commitGap(evicted, meeting.progress(25_000));
      expect((await meeting.settled(store, 2)).through).toBe(25_000);
      const source = { firstSample: 3_000, sampleCount: 60, reason: 'source-gap' } as const;
      expect(await store.recordGap(meeting.captureId, source)).toBe(true);
      expect(await store.recordGap(meeting.captureId, source)).toBe(false);
      expect(await store.recordGap(meeting.captureId, { ...source, sampleCount: 100 })).toBe(true);
      // Told again from a resume point in its middle.
      expect(await store.recordGap(meeting.captureId, { ...source, firstSample: 3_040 })).toBe(false);
      expect(await store.gaps(meeting.captureId)).toEqual([{ ...source, sampleCount: 100 }, evicted]);
    },
  },
  {
    name: 'takes back what a client lost when it returns, and nothing else',
    run: async ({ store }) => {
      const meeting = new Meeting();
      await meeting.open(store);
      await store.commitGap({ firstSample: 0, sampleCount: 16_000, reason: 'client-lost' }, meeting.progress(16_000));
      await store.recordGap(meeting.captureId, { firstSample: 16_500, sampleCount: 10, reason: 'source-gap' });
      await store.recordGap(meeting.captureId, { firstSample: 17_000, sampleCount: 500, reason: 'client-lost' });
      await meeting.open(store, { connectionEpoch: 2 });
      expect((await store.gaps(meeting.captureId)).map(({ firstSample }) => firstSample)).toEqual([0, 16_500]);
    },
  },
  {
    name: 'owes each translation until it is done or has failed',
    run: async ({ store }) => {
      const meeting = new Meeting();
      await meeting.open(store);
      for (const index of [0, 1, 2]) await store.commitFinal(meeting.final(index));
      expect(await store.pendingTranslations(meeting.sessionId)).toEqual(
        [0, 1, 2].map((index) => ({
          sessionId: meeting.sessionId,
          ...meeting.key(index),
          transcript: meeting.transcript(index),
          attribution: NOBODY,
        })),
      );
      await store.commitTranslation(meeting.translation(1, 'palabras'), 6_000);
      await store.failTranslation(meeting.key(2), 'the engine is gone');
      expect((await store.pendingTranslations(meeting.sessionId)).map(({ firstSample }) => firstSample)).toEqual([0]);
      const finals = await store.transcripts(meeting.sessionId);
      expect(finals.map(({ translations }) => translations)).toEqual([{}, { es: 'palabras' }, {}]);
    },
  },
  {
    name: 'keeps what is settled of a translation',
    run: async ({ store }) => {
      const meeting = new Meeting();
      await meeting.open(store);
      for (const index of [0, 1]) await store.commitFinal(meeting.final(index));
      await store.commitTranslation(meeting.translation(0, 'palabras'), 6_000);
      await store.commitTranslation(meeting.translation(0, 'otras palabras'), 7_000);
      await store.failTranslation(meeting.key(0), 'too late');
      await store.failTranslation(meeting.key(1), 'the engine is gone');
      await store.commitTranslation(meeting.translation(1, 'demasiado tarde'), 7_000);
      const finals = await store.transcripts(meeting.sessionId);
      expect(finals.map(({ translations }) => translations)).toEqual([{ es: 'palabras' }, {}]);
      expect(await store.pendingTranslations(meeting.sessionId)).toEqual([]);
    },
  },
  {
    name: 'refuses a translation of what was never said',
    run: async ({ store }) => {
      const meeting = new Meeting();
      await meeting.open(store);
      expect(await failureOf(store.commitTranslation(meeting.translation(4, 'x'), 1))).toMatchObject({ code: 'storage' });
      expect(await failureOf(store.failTranslation(meeting.key(4), 'x'))).toMatchObject({ code: 'storage' });
    },
  },
  {
    name: 'records an event once, however its fields are ordered',
    run: async ({ store }) => {
      const [meeting, other] = [new Meeting(), new Meeting()];
      await meeting.open(store);
      await other.open(store);
      const event = { type: 'participant-joined', atMs: 10.25, participantId: 'p1', displayName: 'Ana', isSelf: false } as const;
      const turned = { isSelf: false, displayName: 'Ana', participantId: 'p1', atMs: 10.25, type: 'participant-joined' } as const;
      const told = await Promise.all([event, turned, event].map((one) => store.recordMeetingEvent(meeting.sessionId, one)));
      expect(told.filter(Boolean)).toHaveLength(1);
      expect(await store.recordMeetingEvent(meeting.sessionId, { ...event, displayName: 'Ana B.' })).toBe(true);
      expect(await store.recordMeetingEvent(other.sessionId, event)).toBe(true);
      expect(await store.meetingEvents(meeting.sessionId)).toEqual([event, { ...event, displayName: 'Ana B.' }]);
    },
  },
  {
    name: 'gives many events whole and in the order in which they were observed',
    run: async ({ store }) => {
      const meeting = new Meeting();
      await meeting.open(store);
      const told = Array.from({ length: 620 }, (_, index) => ({
        type: 'speaking-started' as const,
        // Backwards, and three at each instant.
        atMs: 1_000.125 - Math.floor(index / 3),
        participantId: `p${index}`,
      }));
      for (const event of told) await store.recordMeetingEvent(meeting.sessionId, event);
      expect(await store.meetingEvents(meeting.sessionId)).toEqual(told.toSorted((a, b) => a.atMs - b.atMs));
    },
  },
  {
    name: 'gives finals in the order in which they were said, and keeps sessions apart',
    run: async ({ store }) => {
      const [meeting, other] = [new Meeting(), new Meeting()];
      await other.open(store);
      await store.commitFinal(other.final(0));
      await meeting.open(store, { startedAtMs: 60_000 });
      const microphone = `${meeting.captureId}-microphone`;
      await meeting.open(store, { captureId: microphone, startedAtMs: 1_000, source: 'microphone' });
      await store.commitFinal(meeting.final(0));
      await store.commitFinal(meeting.final(2, { transcript: meeting.transcript(2, { captureId: microphone }) }));
      const finals = await store.transcripts(meeting.sessionId);
      expect(finals.map(({ transcript }) => transcript.captureId)).toEqual([microphone, meeting.captureId]);
      expect(await store.pendingTranslations(meeting.sessionId)).toHaveLength(2);
      expect(await store.transcripts(other.sessionId)).toHaveLength(1);
    },
  },
  {
    name: 'closes once, and takes nothing after it',
    closes: true,
    run: async ({ store }) => {
      const meeting = new Meeting();
      await meeting.open(store);
      await Promise.all([store.close(), store.close()]);
      expect(await failureOf(store.commitFinal(meeting.final(0)))).toMatchObject({ code: 'storage' });
      expect(await failureOf(store.openSessions())).toMatchObject({ code: 'storage' });
    },
  },
];
