// A search on a server that has more texts than are read through before its index is asked: every hit once, the newest first.
import { Client } from 'pg';
import type { Store } from '@subcam/shared';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { testDatabase, type TestDatabase } from '../../testing/postgres-server.ts';
import { openStore } from '../index.ts';

const TEXTS = 25_000;
/** Two of them among the newest ten thousand, three among the older ones. */
const RARE_EVERY = 5_000;

let database: TestDatabase;
let store: Store;

beforeAll(async () => {
  database = await testDatabase();
  store = await openStore({ file: 'no file is made', url: database.url });
  const client = new Client({ connectionString: database.url });
  await client.connect();
  const text = `case when n % ${RARE_EVERY} = 0 then 'rare words' else 'words' end`;
  await client.query(`
    set search_path = subcam;
    insert into sessions (session_id, client, source_language, target_languages, opened_at_ms) values ('s', 'a test', 'en', '[]', 1);
    insert into captures (capture_id, session_id, source, started_at_ms, connection_epoch) values ('c', 's', 'tab', 1, 1);
    insert into transcripts (transcript_id, session_id, capture_id, first_sample, end_sample, speech_end_sample, revision, text, language, engine, attribution_confidence, committed_at_ms, started_at_ms)
      select n, 's', 'c', n, n + 1, n + 1, 1, ${text}, 'en', '{"name":"a","model":"b"}', 0, 1, 1 from generate_series(1, ${TEXTS}) as n;
    insert into passages (passage_id, transcript_id, language, is_translation) select n, n, 'en', false from generate_series(1, ${TEXTS}) as n;
    insert into passage_tokens (passage_id, tokens)
      select n, ('''s:s'' ''l:en'' ' || case when n % ${RARE_EVERY} = 0 then '''rare'':1 ''words'':2' else '''words'':1' end)::tsvector from generate_series(1, ${TEXTS}) as n;
  `);
  await client.end();
});

afterAll(async () => {
  await store.close();
  await database[Symbol.asyncDispose]();
});

const found = async (query: Partial<Parameters<Store['search']>[0]> & { readonly text: string }): Promise<readonly number[]> =>
  (await store.search({ limit: 10, ...query })).map(({ passageId }) => passageId);

const RARE = [25_000, 20_000, 15_000, 10_000, 5_000];

it('gives what is rare from all of them', async () => {
  expect(await found({ text: 'rare' })).toEqual(RARE);
  expect(await found({ text: '"rare words"', sessionId: 's', language: 'en' })).toEqual(RARE);
  expect(await found({ text: 'nowhere' })).toEqual([]);
});

it('gives what is common from the newest', async () => {
  expect(await found({ text: 'words', limit: 3 })).toEqual([25_000, 24_999, 24_998]);
});

it('goes on page by page, across the place where the index takes over', async () => {
  const seen: number[] = [];
  for (let before: number | undefined; ; before = seen.at(-1)) {
    const page = await found({ text: 'rare', limit: 2, ...(before === undefined ? {} : { before }) });
    if (page.length === 0) break;
    seen.push(...page);
  }
  expect(seen).toEqual(RARE);
  expect(await found({ text: 'words', limit: 2, before: 15_001 })).toEqual([15_000, 14_999]);
});
