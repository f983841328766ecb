// A file that moves to a server: every row of it, once, and everything is found there and goes on.
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { testDatabase, type TestDatabase } from '../testing/postgres-server.ts';
import { DEFAULT_STORE_LIMITS, moveStore, openStore } from './index.ts';
import { Meeting } from './testing/conformance-meeting.ts';
import { failureOf } from './testing/journal-checks.ts';

const forever = new AbortController().signal;

let folder: string;
let file: string;
let database: TestDatabase;
let meeting: Meeting;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'subcam-move-'));
  file = path.join(folder, 'subcam.db');
  database = await testDatabase();
  meeting = new Meeting();
  const store = await openStore({ file });
  await meeting.open(store);
  const ana = { participantId: 'p1', displayName: 'Ana', speakerLabel: 'SPEAKER_00', confidence: 0.125 };
  // More than a page.
  for (let index = 0; index < 230; index += 1) await store.commitFinal(meeting.final(index, { attribution: ana }));
  await store.commitTranslation(meeting.translation(0, 'Mañana hablamos'), 6_000.125);
  await store.failTranslation(meeting.key(1), 'no model');
  await store.recordMeetingEvent(meeting.sessionId, {
    type: 'participant-joined',
    atMs: 5.5,
    participantId: 'p1',
    displayName: 'Ana',
    isSelf: false,
  });
  await store.recordGap(meeting.captureId, { firstSample: 100, sampleCount: 50, reason: 'source-gap' });
  await store.close();
});

afterEach(async () => {
  await database[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});

const move = (options: { readonly signal?: AbortSignal; readonly onTable?: (table: string, rows: number) => void } = {}) =>
  moveStore({ file, url: database.url, limits: DEFAULT_STORE_LIMITS, signal: forever, ...options });

it('is there with every row, is found, goes on where it was, and the file stays as it is', async () => {
  const before = await readFile(file);
  const told: Record<string, number> = {};
  const moved = await move({ onTable: (table, rows) => (told[table] = rows) });
  expect(told).toEqual({
    sessions: 1,
    captures: 1,
    audioSpans: 2,
    transcripts: 230,
    translations: 230,
    correlations: 230,
    participants: 1,
    events: 1,
    speakerIdentities: 1,
    sessionStatistics: 1,
    passages: 231,
    webhooks: 0,
    webhookDeliveries: 0,
  });
  expect(moved).toBe(929);
  expect((await readFile(file)).equals(before)).toBe(true);
  const [there, here] = [await openStore({ file, url: database.url }), await openStore({ file })];
  try {
    expect(await there.transcripts(meeting.sessionId)).toEqual(await here.transcripts(meeting.sessionId));
    expect(await there.statistics(meeting.sessionId)).toEqual(await here.statistics(meeting.sessionId));
    expect(await there.pendingTranslations(meeting.sessionId)).toEqual(await here.pendingTranslations(meeting.sessionId));
    expect(await there.search({ text: 'manana', limit: 5 })).toEqual(await here.search({ text: 'manana', limit: 5 }));
    expect(await there.search({ text: 'words', limit: 300 })).toHaveLength(230);
    expect((await meeting.settled(there, 2)).through).toBe(230 * 16_000);
    expect(await there.commitFinal(meeting.final(230))).toBe(true);
    expect(await there.recordMeetingEvent(meeting.sessionId, { type: 'meeting-ended', atMs: 9, reason: 'over' })).toBe(true);
    expect(await there.search({ text: 'words', limit: 300 })).toHaveLength(231);
  } finally {
    await Promise.all([there.close(), here.close()]);
  }
});

it('is done anew after it was stopped in the middle, also where more was said meanwhile, and does nothing when it is done again', async () => {
  const stop = new AbortController();
  const stopped = move({ signal: stop.signal, onTable: (table) => table === 'transcripts' && stop.abort(new Error('enough')) });
  await expect(stopped).rejects.toThrow('enough');
  expect(await database.query('select count(*)::int as finals from subcam.transcripts')).toEqual([{ finals: 230 }]);
  const store = await openStore({ file });
  await store.closeSession(meeting.sessionId, 7_000);
  await store.close();
  expect(await move()).toBe(929);
  expect(await move()).toBe(929);
  expect(await database.query('select closed_at_ms from subcam.sessions')).toEqual([{ closed_at_ms: 7_000 }]);
  expect(await database.query('select count(*)::int as finals from subcam.transcripts')).toEqual([{ finals: 230 }]);
  expect(await database.query('select count(*)::int as found from subcam.passage_tokens')).toEqual([{ found: 231 }]);
});

it('is refused where a row on the server is another one, or one too many, also once a daemon has worked with what a move left', async () => {
  const stop = new AbortController();
  await expect(move({ signal: stop.signal, onTable: () => stop.abort(new Error('enough')) })).rejects.toThrow('enough');
  const daemon = await openStore({ file, url: database.url, isDaemon: true });
  await daemon.closeSession(meeting.sessionId, 8_000);
  await daemon.close();
  expect((await failureOf(move())).message).toContain('rows in sessions');
  await database.query('truncate subcam.sessions cascade');
  await move();
  await database.query("update subcam.transcripts set text = 'changed' where transcript_id = 207");
  const changed = await failureOf(move());
  expect(changed).toMatchObject({ code: 'storage', retryable: false });
  expect(changed.message).toContain('The server has rows in transcripts that are not those of the file: move to an empty database.');
  await database.query("update subcam.transcripts set text = 'words 206' where transcript_id = 207");
  expect(await move()).toBe(929);
  await database.query(
    "insert into subcam.sessions (session_id, client, source_language, target_languages, opened_at_ms) values ('another', 'x', 'en', '[]', 1)",
  );
  expect((await failureOf(move())).message).toContain('rows in sessions');
});

it('keeps signs of an old file that a server does not take out of it', async () => {
  const writer = new Database(file);
  writer.prepare('update transcripts set text = ? where transcript_id = 3').run('before\0after');
  writer.close();
  expect(await move()).toBe(929);
  expect(await database.query('select text from subcam.transcripts where transcript_id = 3')).toEqual([{ text: 'beforeafter' }]);
});

it('waits for the daemon to be stopped', async () => {
  const daemon = await openStore({ file, isDaemon: true });
  expect((await failureOf(move())).message).toContain('Another daemon works on');
  await daemon.close();
  const other = await openStore({ file, url: database.url, isDaemon: true });
  expect((await failureOf(move())).message).toContain('Another daemon works on this database');
  await other.close();
});
