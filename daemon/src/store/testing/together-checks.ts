// Any Journal -> whether what comes at the same time is stored each for itself.
import { expect } from 'vitest';
import { Meeting } from './conformance-meeting.ts';
import type { StoreCheck } from './journal-checks.ts';

export const TOGETHER_CHECKS: readonly StoreCheck[] = [
  {
    name: 'stores each of those that come at once, whatever becomes of one beside it',
    run: async ({ store }) => {
      const [meeting, other, stranger] = [new Meeting(), new Meeting(), new Meeting()];
      await Promise.all([meeting.open(store), other.open(store)]);
      const finals = [0, 1, 2, 1].map((index) => meeting.final(index));
      const at = [...finals, stranger.final(0), other.final(0, { targetLanguages: ['es', 'pt'] }), other.final(1)];
      const outcomes = await Promise.allSettled(at.map((final) => store.commitFinal(final)));
      expect(outcomes.map((outcome) => (outcome.status === 'fulfilled' ? outcome.value : 'refused'))).toEqual([
        true,
        true,
        true,
        false,
        'refused',
        true,
        true,
      ]);
      expect((await store.transcripts(meeting.sessionId)).map(({ transcript }) => transcript.text)).toEqual([
        'words 0',
        'words 1',
        'words 2',
      ]);
      expect((await meeting.settled(store, 2)).through).toBe(3 * 16_000);
      expect((await other.settled(store, 2)).through).toBe(2 * 16_000);
      expect(await store.search({ text: 'words', sessionId: other.sessionId, limit: 9 })).toHaveLength(2);

      const settled = await Promise.allSettled([
        store.commitTranslation(meeting.translation(0, 'cero'), 6_000),
        store.failTranslation(meeting.key(0), 'too late'),
        store.failTranslation(stranger.key(0), 'nobody said it'),
        store.commitTranslation(other.translation(0, 'nada', 'pt'), 6_000),
        store.failTranslation(other.key(0), 'no model'),
        // Nobody owes it.
        store.commitTranslation(other.translation(1, 'um', 'pt'), 6_000),
      ]);
      expect(settled.map(({ status }) => status === 'fulfilled')).toEqual([true, true, false, true, true, true]);
      expect(await store.statistics(meeting.sessionId)).toMatchObject({
        finals: 3,
        translationsDone: 1,
        translationsFailed: 0,
        translationsPending: 2,
      });
      expect(await store.statistics(other.sessionId)).toMatchObject({
        finals: 2,
        translationsDone: 1,
        translationsFailed: 1,
        translationsPending: 1,
      });
      const read = await store.transcripts(other.sessionId);
      expect(read.map(({ translations }) => translations)).toEqual([{ pt: 'nada' }, {}]);
    },
  },
];
