// Any Archive -> whether it finds what was said, in every language, and takes anything that people type.
import { expect } from 'vitest';
import type { Store } from '@subcam/shared';
import { Meeting } from './conformance-meeting.ts';
import { failureOf, type StoreCheck } from './journal-checks.ts';

/** [language, what was said] */
const SAID = [
  ['en', 'We ship the annual report on Friday, not the “quarterly” one.'],
  ['es', 'Mañana hablaré con la compañía de Perú; el número está en la página 12.'],
  ['zh', '我们明天下午三点开会讨论预算。'],
  ['ja', '来週の会議では、データベースの移行について話します。'],
  ['ko', '다음 주 회의에서 데이터베이스를 옮기는 일을 이야기합시다.'],
  ['th', 'พรุ่งนี้เราจะประชุมเรื่องงบประมาณ'],
  ['de', 'Die Straße ist gesperrt; wir fahren über Köln. 100% sicher_ist nichts.'],
  ['hi', 'कल बैठक में बजट पर बात करेंगे'],
] as const;

async function spoken(store: Store): Promise<Meeting> {
  const meeting = new Meeting();
  await meeting.open(store);
  for (const [index, [language, text]] of SAID.entries()) {
    const transcript = meeting.transcript(index, { language, text });
    await store.commitFinal(meeting.final(index, { transcript, targetLanguages: index === 0 ? ['es'] : [] }));
  }
  return meeting;
}

/** The languages of what was found. */
async function find(store: Store, meeting: Meeting, text: string): Promise<readonly string[]> {
  const hits = await store.search({ text, sessionId: meeting.sessionId, limit: 20 });
  return hits.map(({ language }) => language);
}

export const SEARCH_CHECKS: readonly StoreCheck[] = [
  {
    name: 'finds words in every language, whole and by their beginnings',
    run: async ({ store }) => {
      const meeting = await spoken(store);
      for (const [text, languages] of [
        ['report', ['en']],
        ['FRIDAY annual', ['en']],
        ['repor', []],
        ['repor*', ['en']],
        ['report nowhere', []],
        ['manana', ['es']],
        ['MAÑANA', ['es']],
        ['número pagina', ['es']],
        ['12', ['es']],
        ['开会', ['zh']],
        ['会', ['ja', 'zh']],
        ['预算', ['zh']],
        ['会议', []],
        ['会議', ['ja']],
        ['データベース', ['ja']],
        ['ﾃﾞｰﾀ', ['ja']],
        ['ベースの', ['ja']],
        ['へース', []],
        ['회의', ['ko']],
        ['데이터베이스', ['ko']],
        ['이야기', ['ko']],
        ['ประชุม', ['th']],
        ['strasse koln', ['de']],
        ['बजट', ['hi']],
        ['बज', []],
      ] as const) {
        expect([text, await find(store, meeting, text)]).toEqual([text, languages]);
      }
    },
  },
  {
    name: 'finds phrases between quotes',
    run: async ({ store }) => {
      const meeting = await spoken(store);
      for (const [text, languages] of [
        ['"annual report"', ['en']],
        ['"report annual"', []],
        ['“annual report” friday', ['en']],
        ['"report on fri"', []],
        ['"la compañia de peru"', ['es']],
        ['"下午三点"', ['zh']],
        ['「会議では、データ」', ['ja']],
        ['"annual report', ['en']],
      ] as const) {
        expect([text, await find(store, meeting, text)]).toEqual([text, languages]);
      }
    },
  },
  {
    name: 'takes anything that people type for words, never for operators',
    run: async ({ store }) => {
      const meeting = await spoken(store);
      for (const [text, languages] of [
        ['report OR 预算', []],
        ['report AND friday', []],
        ['NOT report', ['en']],
        ['report -friday', ['en']],
        ['100%', ['de']],
        ['sicher_ist', ['de']],
        ["report'; drop table transcripts; --", []],
        ['report\0friday', ['en']],
        ['(report', ['en']],
        ['^report', ['en']],
        ['{tokens} : report', []],
        ['report & friday | (!)', ['en']],
        ["'report' \\ friday:*", ['en']],
        ['NEAR(report friday)', []],
        ['\ud800 report', ['en']],
        ['s:1 l:en', []],
      ] as const) {
        expect([text, await find(store, meeting, text)]).toEqual([text, languages]);
      }
      for (const text of ['', ' ', '%', '*', '""', '\0', '?!', '👍']) {
        expect(await failureOf(find(store, meeting, text))).toMatchObject({ code: 'bad-request', retryable: false });
      }
      // As many words as the limit lets in.
      expect(await find(store, meeting, 'report '.repeat(142))).toEqual(['en']);
      const words = Array.from({ length: 250 }, (_, index) => index.toString(36).padStart(3, 'x'));
      expect(await find(store, meeting, words.join(' '))).toEqual([]);
      const long = await failureOf(find(store, meeting, 'w'.repeat(10_000)));
      expect(long).toMatchObject({ code: 'bad-request' });
      expect(long.message).toContain('1000 characters (store.maxSearchCharacters), not 10000');
    },
  },
  {
    name: 'finds translations once they are done, by language and session, the latest first',
    run: async ({ store }) => {
      const [meeting, other] = [await spoken(store), await spoken(store)];
      expect(await find(store, meeting, 'viernes')).toEqual([]);
      await store.commitTranslation(meeting.translation(0, 'El viernes enviamos el informe anual; página 3.'), 6_000);
      await store.commitTranslation(other.translation(0, 'El viernes no.'), 6_000);
      const [hit, ...rest] = await store.search({ text: 'viernes', sessionId: meeting.sessionId, limit: 5 });
      expect(rest).toEqual([]);
      expect(hit).toMatchObject({
        sessionId: meeting.sessionId,
        captureId: meeting.captureId,
        firstSample: 0,
        startedAtMs: 1_000.5,
        language: 'es',
        isTranslation: true,
        text: 'El viernes enviamos el informe anual; página 3.',
        snippet: { text: 'El viernes enviamos el informe anual; página 3.', marks: [[3, 10]] },
      });
      const inSpanish = { text: 'pagina', language: 'es', sessionId: meeting.sessionId };
      expect((await store.search({ ...inSpanish, limit: 5 })).map(({ isTranslation }) => isTranslation)).toEqual([true, false]);
      expect(await store.search({ ...inSpanish, language: 'en', limit: 5 })).toEqual([]);
      // In all sessions: page by page.
      const first = await store.search({ text: '预算', limit: 1 });
      expect(first.map(({ sessionId }) => sessionId)).toEqual([other.sessionId]);
      const next = await store.search({ text: '预算', limit: 1, before: first[0]?.passageId ?? 0 });
      expect(next.map(({ sessionId }) => sessionId)).toEqual([meeting.sessionId]);
    },
  },
];
