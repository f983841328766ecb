// A database of an earlier version is opened with everything that is in it.
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import Database from 'better-sqlite3';
import { migrate } from 'drizzle-orm/better-sqlite3/migrator';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openStore } from './index.ts';
import { openDrizzle } from './sqlite-database.ts';
import { capture, session } from './testing/rows.ts';

const MIGRATIONS_DIR = path.join(import.meta.dirname, '..', '..', 'drizzle');

let folder: string;
let file: string;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'subcam-migrations-'));
  file = path.join(folder, 'data', 'subcam.db');
  await mkdir(path.dirname(file));
});

afterEach(() => rm(folder, { recursive: true }));

/** The database as it was after the first `count` migrations. */
async function databaseOfBefore(count: number): Promise<Database.Database> {
  const earlier = path.join(folder, `first-${count}`);
  await cp(MIGRATIONS_DIR, earlier, { recursive: true });
  const journalFile = path.join(earlier, 'meta', '_journal.json');
  const journal = JSON.parse(await readFile(journalFile, 'utf8')) as { entries: unknown[] };
  await writeFile(journalFile, JSON.stringify({ ...journal, entries: journal.entries.slice(0, count) }));
  const client = new Database(file);
  migrate(openDrizzle(client), { migrationsFolder: earlier });
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
