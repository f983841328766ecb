// Stores that lose sessions from their lists, delete too little or too much, or bring back less than was exported; and the check that must find it.
import type { SessionPage, SessionRecord, Store } from '@subcam/shared';
import type { BrokenStore } from './broken-store.ts';

const LIST = 'finds sessions by time, meeting, language and the beginning of their ids, with what was said in them';
const MOMENT = 'gives pages of one moment, whatever is stored meanwhile';
const SESSION = 'deletes everything of a session that is closed, and nothing of another';
const PERSON = 'deletes what a person said and that they were there, and nothing of the others';
const OLD = 'names the sessions that were closed before an instant, the oldest first, and none that is open';
const BACK = 'takes a session back as it was exported, once';
const WRONG = 'takes nothing of a record that contradicts itself or another session';
const SPEAKER = 'finds what one speaker said, by name or label';

const listing = (change: (page: SessionPage) => SessionPage) => (sound: Store) => ({
  ...sound,
  sessions: (page: SessionPage) => sound.sessions(change(page)),
});

const importing = (change: (record: SessionRecord) => SessionRecord) => (sound: Store) => ({
  ...sound,
  importSession: (record: SessionRecord) => sound.importSession(change(record)),
});

export const BROKEN_UPKEEPS: readonly BrokenStore[] = [
  ['takes no notice of since when', listing(({ sinceMs: _since, ...page }) => page), LIST],
  ['takes no notice of the meeting', listing(({ meeting: _meeting, ...page }) => page), LIST],
  [
    'takes % in a meeting for anything',
    listing(({ meeting, ...page }) => (meeting === undefined || meeting === '%' ? page : { ...page, meeting })),
    LIST,
  ],
  ['lists sessions of all languages', listing(({ language: _language, ...page }) => page), LIST],
  ['takes any id for the one that was meant', listing(({ idPrefix: _prefix, ...page }) => page), LIST],
  [
    'counts nothing in a list',
    (sound) => ({ ...sound, sessions: async (page) => (await sound.sessions(page)).map((one) => ({ ...one, finals: 0 })) }),
    LIST,
  ],
  [
    'mixes what came later into its pages',
    (sound) => ({ ...sound, timeline: ({ throughId: _through, ...query }) => sound.timeline(query) }),
    MOMENT,
  ],
  [
    'deletes a session that is open',
    (sound) => ({
      ...sound,
      deleteSession: async (id) => {
        await sound.closeSession(id, 1);
        return sound.deleteSession(id);
      },
    }),
    SESSION,
  ],
  [
    'keeps a session that it says is deleted',
    (sound) => ({ ...sound, deleteSession: async (id) => ({ ...(await sound.deleteSession('')), sessions: id === '' ? 0 : 1 }) }),
    SESSION,
  ],
  [
    'goes on finding what was deleted',
    (sound) => {
      const found = new Map<string, Awaited<ReturnType<Store['search']>>>();
      return {
        ...sound,
        search: async (query) => {
          const hits = await sound.search(query);
          const known = found.get(JSON.stringify(query));
          if (known === undefined) found.set(JSON.stringify(query), hits);
          return known ?? hits;
        },
      };
    },
    SESSION,
  ],
  [
    'deletes what everybody said for what one person did',
    (sound) => ({ ...sound, deletePerson: async (id) => sound.deleteSession(id) }),
    PERSON,
  ],
  [
    'leaves the words of a person who is not named',
    (sound) => ({
      ...sound,
      deletePerson: async (id, name) =>
        name === name.toLowerCase() ? { sessions: 1, finals: 2, translations: 2 } : sound.deletePerson(id, name),
    }),
    PERSON,
  ],
  [
    'takes the beginning of a name for the name',
    (sound) => ({ ...sound, sessionsOfPerson: (name) => sound.sessionsOfPerson(name === 'Zoë' ? 'Zoë Q.' : name) }),
    PERSON,
  ],
  [
    'takes the sessions that are open for old ones',
    (sound) => ({
      ...sound,
      sessionsClosedBefore: async (...given) => [...(await sound.openSessions()), ...(await sound.sessionsClosedBefore(...given))],
    }),
    OLD,
  ],
  [
    'imports a session twice',
    (sound) => ({ ...sound, importSession: async (record) => (await sound.importSession(record)) || true }),
    BACK,
  ],
  [
    'forgets the gaps of what it imports',
    importing((record) => ({ ...record, captures: record.captures.map((one) => ({ ...one, spans: [] })) })),
    BACK,
  ],
  ['forgets the events of what it imports', importing((record) => ({ ...record, events: [] })), BACK],
  ['imports what can be mended of a record', importing((record) => ({ ...record, finals: record.finals.slice(0, 2) })), WRONG],
  ['takes no notice of the speaker', (sound) => ({ ...sound, search: ({ speaker: _speaker, ...query }) => sound.search(query) }), SPEAKER],
];
