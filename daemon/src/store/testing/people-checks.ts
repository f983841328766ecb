// Any Archive -> whether it tells of a meeting who said what when, and how much.
import { expect } from 'vitest';
import type { Store } from '@subcam/shared';
import { Meeting, NOBODY } from './conformance-meeting.ts';
import { failureOf, type StoreCheck } from './journal-checks.ts';

const ANA = { participantId: 'p1', displayName: 'Ana', speakerLabel: 'SPEAKER_00', confidence: 0.5 };
const BO = { participantId: 'p2', displayName: 'Bo', speakerLabel: 'SPEAKER_01', confidence: 1 };

/** Ana, Bo and Ana again, of whom the page has not told yet; then somebody. */
async function conversation(store: Store): Promise<Meeting> {
  const meeting = new Meeting();
  await meeting.open(store);
  const join = { type: 'participant-joined', atMs: 5, isSelf: false } as const;
  for (const { participantId, displayName } of [ANA, BO]) {
    await store.recordMeetingEvent(meeting.sessionId, { ...join, participantId, displayName });
  }
  const said = [
    { index: 2, attribution: BO, language: 'es', text: 'Sí, claro.' },
    { index: 0, attribution: ANA, language: 'en', text: 'Shall we begin?' },
    { index: 4, attribution: { ...ANA, displayName: null, participantId: null, confidence: 0.25 }, language: 'en', text: '今日は' },
    { index: 6, attribution: NOBODY, language: 'en', text: 'Yes.' },
  ];
  for (const { index, attribution, ...over } of said) {
    await store.commitFinal(meeting.final(index, { transcript: meeting.transcript(index, over), attribution, targetLanguages: ['pt'] }));
  }
  await store.commitTranslation(meeting.translation(0, 'Começamos?', 'pt'), 6_000);
  await store.commitTranslation({ ...meeting.translation(2, 'Sim, claro.', 'pt'), confidence: null }, 8_000);
  await store.failTranslation(meeting.key(4, 'pt'), 'no model');
  await store.recordGap(meeting.captureId, { firstSample: 1_000, sampleCount: 8_000, reason: 'source-gap' });
  return meeting;
}

export const PEOPLE_CHECKS: readonly StoreCheck[] = [
  {
    name: 'gives a timeline by time, language and speaker, with translations',
    run: async ({ store }) => {
      const meeting = await conversation(store);
      const { sessionId } = meeting;
      const read = async (query: Partial<Parameters<Store['timeline']>[0]> = {}) => {
        const entries = await store.timeline({ sessionId, limit: 10, ...query });
        return entries.map(({ startedAtMs, transcript }) => [startedAtMs, transcript.text]);
      };
      const [began, sure, today, yes] = [
        [1_000.5, 'Shall we begin?'],
        [3_000.5, 'Sí, claro.'],
        [5_000.5, '今日は'],
        [7_000.5, 'Yes.'],
      ];
      expect(await read()).toEqual([began, sure, today, yes]);
      expect(await read({ fromMs: 3_000.5, toMs: 7_000.5 })).toEqual([sure, today]);
      expect(await read({ language: 'es' })).toEqual([sure]);
      expect(await read({ speakerLabel: 'SPEAKER_00' })).toEqual([began, today]);
      expect(await read({ speakerLabel: 'SPEAKER_00', fromMs: 2_000 })).toEqual([today]);
      const [first, second] = await store.timeline({ sessionId, limit: 2 });
      expect(first).toMatchObject({
        transcript: meeting.transcript(0, { text: 'Shall we begin?' }),
        attribution: ANA,
        translations: { pt: 'Começamos?' },
      });
      expect(await read({ limit: 2 })).toEqual([began, sure]);
      if (second !== undefined) expect(await read({ limit: 2, after: second })).toEqual([today, yes]);
      expect(await store.timeline({ sessionId: new Meeting().sessionId, limit: 2 })).toEqual([]);
    },
  },
  {
    name: 'counts what each speaker said',
    run: async ({ store }) => {
      const meeting = await conversation(store);
      const [ana, bo] = [
        { participantId: 'p1', displayName: 'Ana', speakerLabel: 'SPEAKER_00' },
        { participantId: 'p2', displayName: 'Bo', speakerLabel: 'SPEAKER_01' },
      ];
      expect(await store.speakers(meeting.sessionId)).toEqual([
        // Three words, and three signs of a language without white space.
        { ...ana, finals: 2, words: 6, speechMs: 1_400, confidence: 0.375, firstSpokeAtMs: 1_000.5, lastSpokeAtMs: 5_700.5 },
        { ...bo, finals: 1, words: 2, speechMs: 700, confidence: 1, firstSpokeAtMs: 3_000.5, lastSpokeAtMs: 3_700.5 },
      ]);
      expect(await store.speakers(new Meeting().sessionId)).toEqual([]);
    },
  },
  {
    name: 'counts what a session has, also one of which nothing is known',
    run: async ({ store }) => {
      const meeting = await conversation(store);
      const told = {
        sessionId: meeting.sessionId,
        openedAtMs: 1_000.25,
        endedAtMs: 7_700.5,
        isOpen: true,
        finals: 4,
        words: 9,
        speechMs: 2_800,
        translationsDone: 2,
        translationsFailed: 1,
        translationsPending: 1,
        participants: 2,
        speakers: 2,
        gaps: 1,
        gapMs: 500,
        translations: [{ targetLanguage: 'pt', done: 2, failed: 1, pending: 1, confidence: 0.5, delayMs: 2_000 }],
        attribution: { spans: 4, attributed: 3, named: 2, confidence: 1.75 / 3 },
      };
      expect(await store.statistics(meeting.sessionId)).toEqual(told);
      // What is told again counts once.
      await store.commitFinal(meeting.final(0));
      await store.commitTranslation(meeting.translation(0, 'Começamos?', 'pt'), 6_000);
      await store.failTranslation(meeting.key(4, 'pt'), 'no model');
      await store.closeSession(meeting.sessionId, 9_000);
      expect(await store.statistics(meeting.sessionId)).toEqual({ ...told, isOpen: false, endedAtMs: 9_000 });

      const silent = new Meeting();
      await silent.open(store);
      expect(await store.statistics(silent.sessionId)).toMatchObject({
        endedAtMs: 1_000.25,
        isOpen: true,
        finals: 0,
        speechMs: 0,
        gapMs: 0,
        translations: [],
        attribution: { spans: 0, attributed: 0, named: 0, confidence: null },
      });
      expect(await store.statistics(new Meeting().sessionId)).toBeNull();
    },
  },
  {
    name: 'refuses pages without an end',
    run: async ({ store }) => {
      for (const limit of [0, -1, 1.5, 1_001, Infinity]) {
        for (const work of [
          () => store.sessions({ limit }),
          () => store.timeline({ sessionId: 'x', limit }),
          () => store.search({ text: 'word', limit }),
        ]) {
          const error = await failureOf(work());
          expect(error).toMatchObject({ code: 'bad-request', retryable: false });
          expect(error.message).toContain('1 to 1000 rows (store.maxPageRows)');
        }
      }
    },
  },
];
