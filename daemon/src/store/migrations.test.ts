// A database of an earlier version is opened with everything that is in it.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import Database from 'better-sqlite3';
import { migrate } from 'drizzle-orm/better-sqlite3/migrator';
import { drizzle } from 'drizzle-orm/node-postgres';
import { migrate as migrateServer } from 'drizzle-orm/node-postgres/migrator';
import { Client } from 'pg';
import { systemClock, type Store } from '@subcam/shared';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openStore } from './index.ts';
import { testDatabase } from '../testing/postgres-server.ts';
import { openDrizzle } from './sqlite-database.ts';
import { bringFunctions } from './sqlite-store.ts';
import { capture, finalOf, nobody, session } from './testing/rows.ts';

const MIGRATIONS_DIR = path.join(import.meta.dirname, '..', '..', 'drizzle');

let folder: string;
let file: string;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'subcam-migrations-'));
  file = path.join(folder, 'data', 'subcam.db');
  await mkdir(path.dirname(file));
});

afterEach(() => rm(folder, { recursive: true }));

/** The folder of the first `count` of some migrations. */
async function firstMigrations(of: string, count: number): Promise<string> {
  const earlier = path.join(folder, `first-${count}`);
  await cp(of, earlier, { recursive: true });
  const journalFile = path.join(earlier, 'meta', '_journal.json');
  const journal = JSON.parse(await readFile(journalFile, 'utf8')) as { entries: unknown[] };
  await writeFile(journalFile, JSON.stringify({ ...journal, entries: journal.entries.slice(0, count) }));
  return earlier;
}

/** The database as it was after the first `count` migrations. */
async function databaseOfBefore(count: number): Promise<Database.Database> {
  const client = new Database(file);
  bringFunctions(client);
  migrate(openDrizzle(client), { migrationsFolder: await firstMigrations(MIGRATIONS_DIR, count) });
  return client;
}

it('sessions from before there were two-way ones are one-way, and each final keeps its language', async () => {
  const before = await databaseOfBefore(2);
  before.exec(`
    INSERT INTO sessions (session_id, client, source_language, target_languages, opened_at_ms) VALUES ('session-1', 'a test', 'en', '["es"]', 1);
    INSERT INTO captures (capture_id, session_id, source, started_at_ms, connection_epoch) VALUES ('capture-1', 'session-1', 'tab', 1, 1);
    INSERT INTO transcripts (session_id, capture_id, first_sample, end_sample, speech_end_sample, revision, text, language, engine, attribution_confidence, committed_at_ms)
    VALUES ('session-1', 'capture-1', 0, 2, 1, 1, 'hello', 'en', '{"name":"a","model":"b"}', 0, 1),
           ('session-1', 'capture-1', 2, 4, 3, 1, 'olá', 'pt', '{"name":"a","model":"b"}', 0, 1);
  `);
  before.close();

  const store = await openStore({ file });
  try {
    const finals = await store.transcripts('session-1');
    expect(finals.map(({ transcript: { text, language } }) => [text, language])).toEqual([
      ['hello', 'en'],
      ['olá', 'pt'],
    ]);
    const twoWay = (sessionId: string): unknown =>
      new Database(file, { readonly: true }).prepare('SELECT two_way FROM sessions WHERE session_id = ?').pluck().get(sessionId);
    expect(twoWay('session-1')).toBe(0);
    await store.openCapture({ ...session, targetLanguages: ['pt'], twoWay: true }, capture({ connectionEpoch: 2 }));
    expect(twoWay('session-1')).toBe(1);
    const spoken = (): unknown => new Database(file, { readonly: true }).prepare('SELECT spoken FROM sessions').pluck().get();
    expect(spoken()).toBe('[]');
    await store.openCapture({ ...session, sourceLanguage: 'auto', spoken: ['en', 'es'] }, capture({ connectionEpoch: 3 }));
    expect(spoken()).toBe('["en","es"]');
  } finally {
    await store.close();
  }
});

it('events from before are known by their keys, once each and in their order', async () => {
  const before = await databaseOfBefore(4);
  before.exec(`
    INSERT INTO sessions (session_id, client, source_language, target_languages, opened_at_ms) VALUES ('session-1', 'a test', 'en', '["es"]', 1);
    INSERT INTO events (session_id, at_ms, event) VALUES
      ('session-1', 20, '{"type":"speaking-started","atMs":20,"participantId":"p1"}'),
      ('session-1', 10.5, '{"type":"participant-joined","atMs":10.5,"participantId":"p1","displayName":"Ana","isSelf":false}'),
      ('session-1', 20, '{"type":"speaking-started","participantId":"p1","atMs":20}');
  `);
  before.close();

  const store = await openStore({ file });
  try {
    const joined = { type: 'participant-joined', atMs: 10.5, participantId: 'p1', displayName: 'Ana', isSelf: false } as const;
    const speaking = { type: 'speaking-started', atMs: 20, participantId: 'p1' } as const;
    expect(await store.meetingEvents('session-1')).toEqual([joined, speaking]);
    expect(await store.recordMeetingEvent('session-1', joined)).toBe(false);
    expect(await store.recordMeetingEvent('session-1', speaking)).toBe(false);
    expect(await store.recordMeetingEvent('session-1', { ...speaking, atMs: 21 })).toBe(true);
  } finally {
    await store.close();
  }
});

/** What every version could store: a meeting in three languages, with a translation that is done, one that failed and one that is owed. */
const A_MEETING = `
  INSERT INTO sessions (session_id, client, source_language, target_languages, opened_at_ms, closed_at_ms) VALUES
    ('session-1', 'a test', 'en', '["es"]', 1000, NULL), ('session-2', 'a test', 'en', '[]', 2000, 3000);
  INSERT INTO captures (capture_id, session_id, source, started_at_ms, connection_epoch, committed_through, segmenter_state) VALUES
    ('capture-1', 'session-1', 'tab', 1000.5, 4, 64000, '{"at":64000}'), ('capture-2', 'session-2', 'tab', 2000, 1, 0, NULL);
  INSERT INTO audio_spans (capture_id, kind, first_sample, sample_count, reason) VALUES ('capture-1', 'gap', 100, 1600, 'source-gap');
  INSERT INTO transcripts (session_id, capture_id, first_sample, end_sample, speech_end_sample, revision, text, language, engine, participant_id, display_name, speaker_label, attribution_confidence, committed_at_ms) VALUES
    ('session-1', 'capture-1', 16000, 32000, 30400, 2, 'Mañana no, el viernes.', 'es', '{"name":"a","model":"b"}', 'p2', 'Bo', 'SPEAKER_01', 0.5, 5000),
    ('session-1', 'capture-1', 0, 16000, 14400, 3, 'Shall we begin the review?', 'en', '{"name":"a","model":"b"}', 'p1', 'Ana', 'SPEAKER_00', 1, 4000),
    ('session-1', 'capture-1', 48000, 64000, 60800, 1, '我们明天开会', 'zh', '{"name":"a","model":"b"}', NULL, NULL, NULL, 0, 6000);
  INSERT INTO translations (transcript_id, target_language, status, text, confidence, engine, message, settled_at_ms) VALUES
    (2, 'es', 'done', '¿Empezamos la revisión?', 0.5, '{"name":"c","model":"d"}', NULL, 4500),
    (3, 'es', 'failed', NULL, NULL, NULL, 'no model', NULL), (1, 'en', 'pending', NULL, NULL, NULL, NULL, NULL);
  INSERT INTO participants (session_id, participant_id, display_name, is_self, joined_at_ms) VALUES ('session-1', 'p1', 'Ana', FALSE, 900);
`;

/** Whatever made the database: all of the meeting is there, and every word of it is found. */
async function expectTheMeeting(store: Store): Promise<void> {
  const entries = await store.timeline({ sessionId: 'session-1', limit: 10 });
  expect(entries.map(({ startedAtMs, transcript, translations }) => [startedAtMs, transcript.text, translations])).toEqual([
    [1_000.5, 'Shall we begin the review?', { es: '¿Empezamos la revisión?' }],
    [2_000.5, 'Mañana no, el viernes.', {}],
    [4_000.5, '我们明天开会', {}],
  ]);
  expect((await store.transcripts('session-1')).map(({ transcript }) => transcript.text)).toHaveLength(3);
  for (const { transcript, translations } of entries) {
    for (const said of [transcript.text, ...Object.values(translations)]) {
      for (const word of said.match(/[\p{L}]+/gu) ?? []) {
        const hits = await store.search({ text: word, sessionId: 'session-1', limit: 10 });
        expect([word, hits.map((hit) => hit.text)]).toEqual([word, [said]]);
      }
    }
  }
  expect(await store.search({ text: '明天', language: 'zh', limit: 10 })).toHaveLength(1);
  expect(await store.speakers('session-1')).toMatchObject([
    { speakerLabel: 'SPEAKER_00', displayName: 'Ana', finals: 1, words: 5, speechMs: 900, firstSpokeAtMs: 1_000.5, lastSpokeAtMs: 1_900.5 },
    { speakerLabel: 'SPEAKER_01', displayName: 'Bo', finals: 1, words: 4, speechMs: 900, firstSpokeAtMs: 2_000.5, lastSpokeAtMs: 2_900.5 },
  ]);
  expect(await store.statistics('session-1')).toMatchObject({
    isOpen: true,
    endedAtMs: 4_800.5,
    finals: 3,
    words: 15,
    speechMs: 2_600,
    translationsDone: 1,
    translationsFailed: 1,
    translationsPending: 1,
    speakers: 2,
    gapMs: 100,
    attribution: { spans: 3, attributed: 2, named: 2, confidence: 0.75 },
  });
  expect(await store.statistics('session-2')).toMatchObject({ isOpen: false, endedAtMs: 3_000, finals: 0 });
  expect((await store.pendingTranslations('session-1')).map(({ transcript }) => transcript.text)).toEqual(['Mañana no, el viernes.']);
  // It goes on where it was.
  const { capture: opened } = await store.openCapture(session, capture({ connectionEpoch: 5 }));
  expect(opened).toMatchObject({ committedThrough: 64_000, segmenterState: '{"at":64000}' });
  expect(await store.commitFinal({ ...finalOf(4, []), attribution: { ...nobody, speakerLabel: 'SPEAKER_01', confidence: 1 } })).toBe(true);
  expect(await store.speakers('session-1')).toMatchObject([{ finals: 1 }, { finals: 2, displayName: 'Bo', lastSpokeAtMs: 5_700.5 }]);
  expect(await store.search({ text: 'words', sessionId: 'session-1', limit: 10 })).toHaveLength(1);
}

it.each([1, 2, 3, 4, 5])('a meeting that was stored after %i migrations is there, and every word of it is found', async (count) => {
  const before = await databaseOfBefore(count);
  before.exec(A_MEETING);
  before.close();
  for (let opening = 1; opening <= 2; opening += 1) {
    const store = await openStore({ file });
    if (opening === 1) await expectTheMeeting(store);
    else expect(await store.search({ text: 'revision', limit: 10 })).toHaveLength(1);
    await store.close();
  }
});

it('a meeting that a server has from before is there, and every word of it is found', async () => {
  await using database = await testDatabase();
  const client = new Client({ connectionString: database.url });
  await client.connect();
  await migrateServer(drizzle(client), {
    migrationsFolder: await firstMigrations(path.join(MIGRATIONS_DIR, '..', 'drizzle-postgres'), 1),
    migrationsSchema: 'subcam',
    migrationsTable: 'migrations',
  });
  await client.query(`set search_path = subcam; ${A_MEETING}`);
  await client.end();
  for (let opening = 1; opening <= 2; opening += 1) {
    const store = await openStore({ file, url: database.url });
    if (opening === 1) await expectTheMeeting(store);
    else expect(await store.search({ text: 'revision', limit: 10 })).toHaveLength(1);
    await store.close();
  }
});

it('a new database that another program is just making is waited for', async () => {
  const other = new Database(file);
  other.exec('BEGIN IMMEDIATE; CREATE TABLE being_made (x)');
  const opening = openStore({ file });
  await systemClock.sleep(100);
  other.exec('ROLLBACK');
  other.close();
  await (await opening).close();
});

it('programs that open a new database at once all have it', async () => {
  const program = path.join(import.meta.dirname, 'testing/open-writer.ts');
  const children = Array.from({ length: 3 }, () => spawn(process.execPath, [program, file], { stdio: ['pipe', 'pipe', 'inherit'] }));
  const said = children.map((child) => text(child.stdout));
  await Promise.all(children.map((child) => once(child.stdout, 'readable')));
  for (const child of children) child.stdin.end();
  expect(await Promise.all(said)).toEqual(children.map(() => 'ready\nopened\n'));
});
