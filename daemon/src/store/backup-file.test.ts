// A backup of either database is one file of one moment, and is restored into either; what can't be restored touches nothing.
import { mkdtemp, readdir, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import Database from 'better-sqlite3';
import type { Store } from '@subcam/shared';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { testDatabase, type TestDatabase } from '../testing/postgres-server.ts';
import { sealBackup } from './backup-file.ts';
import { DEFAULT_STORE_LIMITS, makeBackup, openStore, restoreBackup } from './index.ts';
import { Meeting } from './testing/conformance-meeting.ts';
import { failureOf } from './testing/journal-checks.ts';

const forever = new AbortController().signal;

let folder: string;
let file: string;
let backup: string;
let database: TestDatabase;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'subcam-backup-'));
  file = path.join(folder, 'data', 'subcam.db');
  backup = path.join(folder, 'data', 'backups', 'one.db');
  database = await testDatabase();
});

afterEach(async () => {
  await database[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});

const onFile = () => ({ file, url: null });
const onServer = () => ({ file, url: database.url });
type Place = ReturnType<typeof onFile> | ReturnType<typeof onServer>;

async function aMeeting(store: Store): Promise<Meeting> {
  const meeting = new Meeting();
  await meeting.open(store);
  for (let index = 0; index < 3; index += 1) await store.commitFinal(meeting.final(index));
  await store.commitTranslation(meeting.translation(0, 'Mañana hablamos'), 6_000);
  return meeting;
}

const make = (place: Place, signal = forever) => makeBackup({ place, out: backup, signal });
const restore = (place: Place, replace = false) => restoreBackup({ place, backup, replace, limits: DEFAULT_STORE_LIMITS, signal: forever });

describe.each([
  ['a file', onFile, onFile],
  ['a file', onFile, onServer],
  ['a server', onServer, onFile],
])('a backup of %s', (_from, from, to) => {
  it('is made while a daemon works, has nothing that came later, and is restored with all that it has', async () => {
    const running = await openStore({ ...from(), isDaemon: true });
    const meeting = await aMeeting(running);
    const made = await make(from());
    await running.commitFinal(meeting.final(3));
    await running.close();
    expect(made).toMatchObject({ file: backup, bytes: (await stat(backup)).size });
    expect(await readFile(`${backup}.sha256`, 'utf8')).toBe(`${made.sha256}  one.db\n`);
    // For its owner alone, and nothing beside it.
    expect(((await stat(backup)).mode & 0o777).toString(8)).toBe('600');
    expect((await readdir(path.dirname(backup))).toSorted()).toEqual(['one.db', 'one.db.sha256']);

    expect((await failureOf(restore(from()))).message).toContain('There are meetings in');
    if (from === to) await restore(to(), true);
    else await restore(to());
    const restored = await openStore(to());
    try {
      expect(await restored.transcripts(meeting.sessionId)).toHaveLength(3);
      expect(await restored.search({ text: 'manana', limit: 5 })).toHaveLength(1);
      expect(await restored.statistics(meeting.sessionId)).toMatchObject({ finals: 3, translationsDone: 1, translationsPending: 2 });
      // It goes on where it was.
      expect((await meeting.settled(restored, 2)).through).toBe(3 * 16_000);
      expect(await restored.commitFinal(meeting.final(3))).toBe(true);
      expect(await restored.search({ text: 'words', limit: 9 })).toHaveLength(4);
    } finally {
      await restored.close();
    }
  });
});

it('takes the place of what a server has, where that is asked for', async () => {
  const first = await openStore(onServer());
  const kept = await aMeeting(first);
  await make(onServer());
  const gone = await aMeeting(first);
  await first.close();
  await restore(onServer(), true);
  const restored = await openStore(onServer());
  expect(await restored.transcripts(kept.sessionId)).toHaveLength(3);
  expect(await restored.transcripts(gone.sessionId)).toEqual([]);
  await restored.close();
});

describe('nothing is touched by', () => {
  beforeEach(async () => {
    const store = await openStore(onFile());
    await aMeeting(store);
    await store.close();
    await make(onFile());
  });

  /** With what it says. */
  async function expectRefused(says: string, replace = true): Promise<void> {
    const before = await readFile(file);
    const error = await failureOf(restore(onFile(), replace));
    expect(error.retryable).toBe(false);
    expect(error.message).toContain(says);
    expect((await readFile(file)).equals(before)).toBe(true);
    expect((await readdir(path.dirname(file))).filter((name) => name.includes('restoring'))).toEqual([]);
  }

  it('a backup over one that is there', async () => {
    const before = await readFile(backup);
    const error = await failureOf(make(onFile()));
    expect(error).toMatchObject({ code: 'configuration' });
    expect(error.message).toContain('is there already: name another file with --out');
    expect((await readFile(backup)).equals(before)).toBe(true);
  });

  it('a restore while a daemon works', async () => {
    const daemon = await openStore({ ...onFile(), isDaemon: true });
    await expectRefused('Another daemon works on');
    await daemon.close();
  });

  it('a backup that was changed, or cut off', async () => {
    const bytes = await readFile(backup);
    bytes.writeUInt8(bytes.readUInt8(5_000) ^ 1, 5_000);
    await writeFile(backup, bytes);
    await expectRefused('its SHA-256 is another');
    await truncate(backup, 3 * 4_096);
    await rm(`${backup}.sha256`);
    await expectRefused('damaged');
  });

  it('a backup of a newer version', async () => {
    const writer = new Database(backup);
    writer.exec("insert into __drizzle_migrations (hash, created_at) values ('later', 9999999999999)");
    writer.close();
    await sealBackup(backup);
    await expectRefused('newer version of Subcam');
  });

  it('a file that is something else, or not there', async () => {
    await writeFile(backup, 'a letter to my grandmother '.repeat(400));
    await sealBackup(backup);
    await expectRefused('is no SQLite database');
    await rm(backup);
    await expectRefused('There is no backup');
  });

  it('a backup that is stopped', async () => {
    await rm(backup);
    const stop = new AbortController();
    stop.abort(new Error('enough'));
    await expect(make(onFile(), stop.signal)).rejects.toThrow('enough');
    expect(await readdir(path.dirname(backup))).toEqual(['one.db.sha256']);
  });
});
