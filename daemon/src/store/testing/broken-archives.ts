// Stores that tell people something wrong of what was said, and the check that must find it.
import type { Store } from '@subcam/shared';
import type { BrokenStore } from './broken-store.ts';

const TIMELINE = 'gives a timeline by time, language and speaker, with translations';
const SPEAKERS = 'counts what each speaker said';
const STATISTICS = 'counts what a session has, also one of which nothing is known';
const PAGES = 'refuses pages without an end';
const WORDS = 'finds words in every language, whole and by their beginnings';
const PHRASES = 'finds phrases between quotes';
const ANYTHING = 'takes anything that people type for words, never for operators';
const TRANSLATIONS = 'finds translations once they are done, by language and session, the latest first';

type Timeline = Parameters<Store['timeline']>[0];
type Search = Parameters<Store['search']>[0];

const asking = (change: (query: Timeline) => Timeline) => (sound: Store) => ({
  ...sound,
  timeline: (query: Timeline) => sound.timeline(change(query)),
});

const searching = (change: (query: Search) => Search) => (sound: Store) => ({
  ...sound,
  search: (query: Search) => sound.search(change(query)),
});

export const BROKEN_ARCHIVES: readonly BrokenStore[] = [
  ['gives what everybody said for what one speaker did', asking(({ speakerLabel: _speaker, ...query }) => query), TIMELINE],
  ['takes no notice of the language', asking(({ language: _language, ...query }) => query), TIMELINE],
  ['gives the first page again', asking(({ after: _after, ...query }) => query), TIMELINE],
  [
    'gives what began at the end of a time, too',
    asking(({ toMs, ...query }) => (toMs === undefined ? query : { ...query, toMs: toMs + 0.001 })),
    TIMELINE,
  ],
  [
    'gives a timeline without translations',
    (sound) => ({ ...sound, timeline: async (query) => (await sound.timeline(query)).map((entry) => ({ ...entry, translations: {} })) }),
    TIMELINE,
  ],
  [
    'forgets the name of who was not named last',
    (sound) => ({ ...sound, speakers: async (id) => (await sound.speakers(id)).map((one) => ({ ...one, displayName: null })) }),
    SPEAKERS,
  ],
  [
    'counts silence as speech',
    (sound) => ({
      ...sound,
      speakers: async (id) => (await sound.speakers(id)).map((one) => ({ ...one, speechMs: one.speechMs + 300 * one.finals })),
    }),
    SPEAKERS,
  ],
  [
    'counts a final that is told again',
    (sound) => {
      let told = 0;
      return {
        ...sound,
        commitFinal: async (final) => {
          const isNew = await sound.commitFinal(final);
          if (!isNew) told += 1;
          return isNew;
        },
        statistics: async (id) => {
          const statistics = await sound.statistics(id);
          return statistics === null ? null : { ...statistics, finals: statistics.finals + told };
        },
      };
    },
    STATISTICS,
  ],
  [
    'has no statistics of a session in which nothing was said',
    (sound) => ({
      ...sound,
      statistics: async (id) => {
        const statistics = await sound.statistics(id);
        return statistics?.finals === 0 ? null : statistics;
      },
    }),
    STATISTICS,
  ],
  [
    'gives fewer rows than it was asked for, without a word',
    (sound) => ({
      ...sound,
      sessions: ({ limit, ...page }) => sound.sessions({ ...page, limit: Math.max(1, Math.min(1_000, Math.trunc(limit))) }),
    }),
    PAGES,
  ],
  [
    'finds words as they are written alone',
    (sound) => ({ ...sound, search: async (query) => (await sound.search(query)).filter(({ text }) => text.includes(query.text)) }),
    WORDS,
  ],
  ['takes every word for the beginning of one', searching((query) => ({ ...query, text: `${query.text}*` })), WORDS],
  ['takes no notice of quotes', searching((query) => ({ ...query, text: query.text.replaceAll(/["“”「」]/gu, ' ') })), PHRASES],
  [
    'fails at a quote',
    (sound) => ({
      ...sound,
      search: (query) => (query.text.includes("'") ? Promise.reject(new Error('unterminated quoted string')) : sound.search(query)),
    }),
    ANYTHING,
  ],
  ['takes OR for an operator', searching((query) => ({ ...query, text: query.text.replace(/ OR .*/u, '') })), ANYTHING],
  ['takes % for anything', searching((query) => ({ ...query, text: query.text === '%' ? 'report' : query.text })), ANYTHING],
  [
    'finds originals alone',
    (sound) => ({ ...sound, search: async (query) => (await sound.search(query)).filter(({ isTranslation }) => !isTranslation) }),
    TRANSLATIONS,
  ],
  ['finds what was said in other sessions', searching(({ sessionId: _session, ...query }) => query), TRANSLATIONS],
  ['finds texts of other languages', searching(({ language: _language, ...query }) => query), TRANSLATIONS],
  ['finds the latest again and again', searching(({ before: _before, ...query }) => query), TRANSLATIONS],
  ['gives the oldest first', (sound) => ({ ...sound, search: async (query) => (await sound.search(query)).toReversed() }), TRANSLATIONS],
];
