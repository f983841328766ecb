// Databases with a damage each: the check that is there for it says so, and of a sound one all say that it is.
import { copyFile, mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { openStore } from '@subcam/daemon';
import Database from 'better-sqlite3';
import { Client } from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openOwnPostgres, type OwnPostgres } from '../own-postgres.ts';
import { saidTexts } from '../store/said-texts.ts';
import { meetingAt, segmentOf } from '../store/segments.ts';
import { isSound, type IntegrityCheck } from './integrity-check.ts';
import { postgresIntegrity } from './postgres-integrity.ts';
import { sqliteIntegrity } from './sqlite-integrity.ts';

const FINALS = 12;

async function fill(options: Parameters<typeof openStore>[0]): Promise<void> {
  const store = await openStore(options);
  const { sessionId, captureId, openedAtMs } = meetingAt(1);
  const languages = { sourceLanguage: 'en', spoken: [], targetLanguages: ['es'], twoWay: false };
  await store.openCapture(
    { sessionId, meetingUrl: null, client: 'test', ...languages, openedAtMs },
    { captureId, sessionId, source: 'tab', startedAtMs: openedAtMs, connectionEpoch: 1 },
  );
  for (let number = 0; number < FINALS; number += 1) {
    const { final, translation } = segmentOf(meetingAt(1), number, { texts: saidTexts(1), textIndex: number });
    await store.commitFinal(final);
    if (number > 0) await store.commitTranslation(translation, final.atMs);
  }
  await store.close();
}

const wrong = (checks: readonly IntegrityCheck[]) =>
  checks.filter(({ ok }) => ok === false).map(({ name, detail }) => `${name}: ${detail}`);

describe('a file', () => {
  let folder: string;
  let file: string;

  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'subcam-integrity-'));
    await fill({ file: path.join(folder, 'sound.db') });
    return () => rm(folder, { recursive: true });
  });

  beforeEach(async () => {
    file = path.join(folder, 'subcam.db');
    await copyFile(path.join(folder, 'sound.db'), file);
  });

  it('that is sound passes every check, and is not changed by them', () => {
    const before = new Database(file);
    expect(sqliteIntegrity(file).map(({ ok }) => ok)).toEqual([true, true, true, true]);
    // Nobody else has written to it.
    const version = before.pragma('data_version', { simple: true });
    sqliteIntegrity(file);
    expect(before.pragma('data_version', { simple: true })).toBe(version);
    before.close();
  });

  it.each([
    ['rows that refer to none', 'delete from sessions', /foreign_key_check: session_statistics refers to sessions/u],
    ['an index of other words', "update passages_search_content set c0 = 'other words' where id = 3", /index of words: /u],
    [
      'a text that is not found',
      'delete from passages where passage_id = 3',
      /rows that belong together: 1 (finals|translations) that no search finds, 1 words without their passage/u,
    ],
    ['another count', 'update session_statistics set finals = finals + 1', /1 sessions with another number of finals than is counted/u],
    [
      'finals beyond what is settled',
      'update captures set committed_through = 0',
      new RegExp(`${FINALS} finals after the sound that is settled`, 'u'),
    ],
    ['a final of no speaker', 'delete from correlations where transcript_id = 2', /1 finals of which nobody is noted to be the speaker/u],
  ])('with %s fails', (_what, damage, said) => {
    const client = new Database(file);
    client.pragma('foreign_keys = off');
    // The index of words lies in tables that are otherwise written by it alone.
    client.unsafeMode();
    client.exec(damage);
    client.close();
    expect(wrong(sqliteIntegrity(file)).join('; ')).toMatch(said);
  });

  it('with a page that something has written over fails', async () => {
    const client = new Database(file);
    client.pragma('wal_checkpoint(truncate)');
    const page = client.prepare("select rootpage from sqlite_schema where name = 'transcripts_by_time'").pluck().get() as number;
    const size = client.pragma('page_size', { simple: true }) as number;
    client.close();
    const handle = await open(file, 'r+');
    await handle.write(Buffer.alloc(64, 7), 0, 64, page * size - 64);
    await handle.close();
    expect(wrong(sqliteIntegrity(file)).join('; ')).toMatch(/^integrity_check: /u);
  });
});

describe('a database of a server', () => {
  let server: OwnPostgres;
  let client: Client;

  beforeAll(async () => {
    server = await openOwnPostgres();
    await fill({ file: 'no file is made', url: server.url });
    client = new Client({ connectionString: server.url });
    await client.connect();
    await client.query('set search_path = subcam; set session_replication_role = replica; set allow_system_table_mods = on');
  });

  afterAll(async () => {
    await client.end();
    await server[Symbol.asyncDispose]();
  });

  it('that is sound passes every check, and nothing of them is left in it', async () => {
    const checks = await postgresIntegrity(server.url);
    expect(wrong(checks)).toEqual([]);
    expect(checks).toHaveLength(5);
    expect(isSound(checks)).toBe(true);
    expect((await client.query("select 1 from pg_extension where extname = 'amcheck'")).rowCount).toBe(0);
  });

  const without = (index: string, statement: string) =>
    `update pg_index set indisready = false, indisunique = false where indexrelid = 'subcam.${index}'::regclass; ${statement}; update pg_index set indisready = true, indisunique = was.indisunique from was where was.indexrelid = pg_index.indexrelid`;

  it.each([
    ['rows that refer to none', 'delete from captures', /foreign keys: .*12 of transcripts refer to no row of captures/u],
    [
      'an index of other words',
      without('passage_tokens_by_token', "update passage_tokens set tokens = '''quokka'':1' where passage_id = 3"),
      /index of words: /u,
    ],
    [
      'a final that is there twice',
      without('transcripts_by_segment', 'update transcripts set first_sample = 0 where transcript_id = 2'),
      /unique keys: 1 of transcripts are there twice by capture_id, first_sample/u,
    ],
    [
      'a text that is not found',
      'delete from passages where passage_id = 3',
      /rows that belong together: 1 (finals|translations) that no search finds, 1 words without their passage/u,
    ],
  ])('with %s fails', async (_what, damage, said) => {
    // Each damage is taken back with a copy of what was there.
    await client.query('create table was as select indexrelid, indisunique from pg_index');
    const tables = ['captures', 'passage_tokens', 'transcripts', 'passages'];
    for (const table of tables) await client.query(`create table was_${table} as select * from ${table}`);
    await client.query(damage);
    try {
      expect(wrong(await postgresIntegrity(server.url)).join('; ')).toMatch(said);
    } finally {
      for (const table of tables) {
        await client.query(`delete from ${table}`);
        await client.query(
          `insert into ${table} overriding system value select * from was_${table}; drop table was_${table}; reindex table ${table}`,
        );
      }
      await client.query('drop table was');
    }
  });
});
