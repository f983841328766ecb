// Pages of what was said, whose cursors hold while more is said, and deletions that reach backups.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Store } from '@subcam/shared';
import { createDataService, NO_BACKUPS, type DataService } from './index.ts';
import { ANA, BEGAN_AT_MS, BEN, sayMore, storeInMemory, writeTalk, type Said } from '../testing/stored-talk.ts';

let store: Store;
let data: DataService;
let inBackups: string[];
let ended: string[];

beforeEach(async () => {
  store = await storeInMemory();
  inBackups = [];
  ended = [];
  const backups = {
    deleteSession: async (id: string) => void inBackups.push(`session ${id}`),
    deletePerson: async (name: string) => void inBackups.push(`person ${name}`),
    deleteAll: async () => void inBackups.push('all'),
  };
  const endSession = async (sessionId: string): Promise<void> => {
    ended.push(sessionId);
    await store.closeSession(sessionId, BEGAN_AT_MS + 1);
  };
  data = createDataService({ store, backups, endSession });
});

afterEach(() => store.close());

/** Every page of two rows, and what happens after each. */
async function everyPage<Row>(
  read: (cursor: string | undefined) => Promise<{ readonly rows: readonly Row[]; readonly next_cursor: string | null }>,
  meanwhile: (page: number) => Promise<void>,
): Promise<readonly Row[]> {
  const all: Row[] = [];
  let cursor: string | undefined;
  for (let page = 0; page < 20; page += 1) {
    const answer = await read(cursor);
    all.push(...answer.rows);
    if (answer.next_cursor === null) return all;
    cursor = answer.next_cursor;
    await meanwhile(page);
  }
  throw new Error('The pages have no end.');
}

const numbered = (second: number): Said => ({ second, by: second % 2 === 0 ? ANA : BEN, text: `word ${second}` });

describe('pages, while more is stored between them,', () => {
  it('of sessions tell each once, and none that came later', async () => {
    for (const index of [0, 1, 2, 3, 4])
      await writeTalk(store, { sessionId: `s${index}`, openedAtMs: BEGAN_AT_MS + Math.floor(index / 2), said: [] });
    const told = await everyPage(
      async (cursor) => {
        const { sessions, next_cursor } = await data.sessions({ limit: 2, cursor });
        return { rows: sessions, next_cursor };
      },
      async (page) => {
        await writeTalk(store, { sessionId: `new-${page}`, openedAtMs: BEGAN_AT_MS + 10, said: [] });
        // One that was told is gone: what comes after it is told all the same.
        if (page === 0) await store.deleteSession('s4');
      },
    );
    expect(told.map(({ session_id }) => session_id)).toEqual(['s4', 's3', 's2', 's1', 's0']);
  });

  it('of a timeline tell what was there at the first of them, each once, whatever is written before or after', async () => {
    await writeTalk(store, { sessionId: 's', said: [2, 4, 6, 8, 10].map(numbered), isOpen: true });
    let next = 0;
    const told = await everyPage(
      async (cursor) => {
        const { timeline, next_cursor } = await data.timeline('s', { limit: 2, cursor });
        return { rows: timeline, next_cursor };
      },
      async () => {
        next += 1;
        for (const second of [next * 2 - 1, 20 + next]) await sayMore(store, 's', numbered(second));
      },
    );
    expect(told.map(({ text }) => text)).toEqual(['word 2', 'word 4', 'word 6', 'word 8', 'word 10']);
    expect((await data.timeline('s', {})).timeline).toHaveLength(5 + 2 * next);
  });

  it('of a search tell each text once', async () => {
    for (const index of [0, 1, 2, 3, 4]) await writeTalk(store, { sessionId: `s${index}`, said: [numbered(2)] });
    const told = await everyPage(
      async (cursor) => {
        const { hits, next_cursor } = await data.search({ q: 'word', limit: 2, cursor });
        return { rows: hits, next_cursor };
      },
      (page) => writeTalk(store, { sessionId: `new-${page}`, said: [numbered(2)] }),
    );
    expect(told.map(({ session_id }) => session_id)).toEqual(['s4', 's3', 's2', 's1', 's0']);
  });

  it('are asked for with cursors that were answered', async () => {
    await writeTalk(store, { sessionId: 's' });
    const { next_cursor: ofSessions } = await data.sessions({ limit: 1 });
    for (const cursor of ['', 'x', 'bm9uZQ', "' or 1=1", ofSessions ?? '']) {
      await expect(data.timeline('s', { cursor })).rejects.toMatchObject({
        code: 'bad-request',
        message: expect.stringContaining('first page') as string,
      });
      await expect(data.search({ q: 'report', cursor })).rejects.toMatchObject({ code: 'bad-request' });
    }
  });
});

it('what is not there is said to be unknown', async () => {
  await writeTalk(store, { sessionId: 's' });
  for (const asked of [
    () => data.session('t'),
    () => data.timeline('t', {}),
    () => data.transcripts('t', {}),
    () => data.translations('t', {}),
    () => data.speakers('t'),
    () => data.speaker('s', 'SPEAKER_07', {}),
    () => data.statistics('t'),
    () => data.search({ q: 'x', session: 't' }),
    () => data.record('t'),
    () => data.recordsOfPerson('Nobody'),
    () => data.deleteSession('t'),
    () => data.deletePerson('Nobody'),
  ]) {
    await expect(asked()).rejects.toMatchObject({ code: 'session-unknown', retryable: false });
  }
});

describe('a deletion', () => {
  it('of a session, a person or everything reaches the backups', async () => {
    for (const sessionId of ['a', 'b', 'c']) await writeTalk(store, { sessionId });
    await writeTalk(store, { sessionId: 'open', said: [numbered(2)].map((one) => ({ ...one, by: BEN })), isOpen: true });
    expect(await data.deleteSession('a')).toEqual({ sessions: 1, transcripts: 3, translations: 3 });
    expect(await data.deletePerson('ana silva')).toEqual({ sessions: 2, transcripts: 4, translations: 4 });
    expect((await data.timeline('b', {})).timeline.map(({ speaker_name }) => speaker_name)).toEqual(['Ben']);
    expect(await data.deleteAll()).toEqual({ sessions: 2, transcripts: 2, translations: 2, left_open: 1 });
    expect((await data.sessions({})).sessions.map(({ session_id }) => session_id)).toEqual(['open']);
    expect(inBackups).toEqual(['session a', 'person ana silva', 'all']);
  });

  it('of a person who is in a session that is open is refused before anything is deleted', async () => {
    await writeTalk(store, { sessionId: 'a' });
    await writeTalk(store, { sessionId: 'open', isOpen: true });
    await expect(data.deletePerson('Ana Silva')).rejects.toMatchObject({
      code: 'bad-request',
      message: expect.stringMatching(/the session open, which is open: end it first .+--end .+Nothing was deleted/u) as string,
    });
    expect((await data.timeline('a', {})).timeline).toHaveLength(3);
    expect(inBackups).toEqual([]);
    expect(await data.deletePerson('Ana Silva', { end: true })).toEqual({ sessions: 2, transcripts: 4, translations: 4 });
    expect(ended).toEqual(['open']);
  });

  it('ends what is open where that is asked for, and nothing else', async () => {
    for (const sessionId of ['open', 'running', 'closed']) await writeTalk(store, { sessionId, isOpen: sessionId !== 'closed' });
    await expect(data.deleteSession('open')).rejects.toMatchObject({
      code: 'bad-request',
      message: expect.stringContaining('--end') as string,
    });
    expect(inBackups).toEqual([]);
    expect(await data.deleteSession('open', { end: true })).toEqual({ sessions: 1, transcripts: 3, translations: 3 });
    expect(await data.deleteSession('closed', { end: true })).toEqual({ sessions: 1, transcripts: 3, translations: 3 });
    expect(ended).toEqual(['open']);
    expect(await data.deleteAll({ end: true })).toEqual({ sessions: 1, transcripts: 3, translations: 3, left_open: 0 });
    expect(ended).toEqual(['open', 'running']);
    expect(inBackups).toEqual(['session open', 'session closed', 'all']);
  });
});

describe('an import', () => {
  it('gives back what an export holds, and says what was there', async () => {
    await writeTalk(store, { sessionId: 'a' });
    const other = await storeInMemory();
    try {
      const there = createDataService({ store: other, backups: NO_BACKUPS });
      const document = { format: 'subcam-sessions', version: 1, sessions: [await data.record('a')] };
      expect(await there.importDocument(document)).toEqual({ imported: ['a'], there_already: [] });
      expect(await there.importDocument(document)).toEqual({ imported: [], there_already: ['a'] });
      expect(await there.record('a')).toEqual(await data.record('a'));
    } finally {
      await other.close();
    }
  });

  it('of which one session is refused says that those before it were taken', async () => {
    await writeTalk(store, { sessionId: 'a' });
    const other = await storeInMemory();
    try {
      const there = createDataService({ store: other, backups: NO_BACKUPS });
      const record = await data.record('a');
      const running = { ...record, session: { ...record.session, sessionId: 'b', closedAtMs: null } };
      const document = (...sessions: unknown[]) => ({ format: 'subcam-sessions', version: 1, sessions }) as never;
      await expect(there.importDocument(document(running))).rejects.toMatchObject({
        message: expect.stringMatching(/not imported\.$/) as string,
      });
      await expect(there.importDocument(document(record, running))).rejects.toMatchObject({
        message: expect.stringMatching(
          /The session b .* It was not imported\. The one session before it in the document was imported\.$/,
        ) as string,
      });
      expect((await there.sessions({})).sessions.map(({ session_id }) => session_id)).toEqual(['a']);
    } finally {
      await other.close();
    }
  });

  it.each<[string, unknown]>([
    ['no export', { sessions: [] }],
    ['no export', []],
    ['no export', null],
    ['of version 2', { format: 'subcam-sessions', version: 2, sessions: [] }],
    ['damaged at sessions', { format: 'subcam-sessions', version: 1 }],
    ['damaged at sessions[0].session', { format: 'subcam-sessions', version: 1, sessions: [{}] }],
  ])('of what is %s is refused with a sentence', async (said, document) => {
    await expect(data.importDocument(document)).rejects.toMatchObject({
      code: 'bad-request',
      message: expect.stringContaining(said) as string,
    });
  });
});
