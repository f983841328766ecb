// What was deleted -> no byte of it in any file of the database: neither its words nor what they were found by, in any encoding.
import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it, test } from 'vitest';
import type { Store } from '@subcam/shared';
import { backupsIn } from './backups.ts';
import { openStore } from './open-store.ts';
import { DEFAULT_STORE_LIMITS } from './store-options.ts';
import { makeMemoryFolder } from '../testing/memory-folder.ts';
import { wordsInFiles } from '../testing/words-in-files.ts';
import { Meeting } from './testing/conformance-meeting.ts';

/** Of the session that is deleted, and of nothing else; the index keeps them in small letters and without accents. */
const SECRETS = ['Quokkaxyl', 'quokkaxyl', 'Zéphyrwort', 'zephyrwort', 'Ottoline Vrxk', 'VRXK'];

let folder: string;
let file: string;
let store: Store;

beforeEach(async () => {
  folder = await makeMemoryFolder('subcam-remains-');
  file = path.join(folder, 'subcam.db');
  store = await openStore({ file, limits: { ...DEFAULT_STORE_LIMITS, patienceMs: 300 } });
});

afterEach(async () => {
  await store.close();
  await rm(folder, { recursive: true });
});

const remains = async (): Promise<readonly string[]> => (await wordsInFiles(folder, SECRETS)).found;

async function talk(sayings: number, of: (index: number) => string): Promise<Meeting> {
  const meeting = new Meeting();
  await meeting.open(store);
  const { sessionId } = meeting;
  const speaker = { participantId: 'device-VRXK', displayName: 'Ottoline Vrxk', speakerLabel: 'SPEAKER_00', confidence: 1 };
  const isSecret = of(0).includes('Quokkaxyl');
  if (isSecret) {
    const { participantId, displayName } = speaker;
    await store.recordMeetingEvent(sessionId, { type: 'participant-joined', atMs: 1, participantId, displayName, isSelf: false });
  }
  for (let index = 0; index < sayings; index += 1) {
    const transcript = meeting.transcript(index, { text: of(index) });
    await store.commitFinal(meeting.final(index, { transcript, ...(isSecret ? { attribution: speaker } : {}) }));
    await store.commitTranslation(
      meeting.translation(index, `${of(index)} – Zéphyrwort`.slice(0, isSecret ? 400 : of(index).length)),
      6_000,
    );
  }
  await store.closeSession(sessionId, 9_000);
  return meeting;
}

test('nothing of a session is left in the file, its log, its index, or what is free in its pages', async () => {
  // Others before, between and after it, so that pages are divided and rows are moved.
  const before = await talk(40, (index) => `Ordinary words ${index} `.repeat(1 + (index % 7)));
  const secret = await talk(40, (index) => `My Quokkaxyl number ${index} `.repeat(1 + (index % 9)));
  const after = await talk(40, (index) => `More ordinary words ${index} `.repeat(1 + (index % 5)));
  expect((await remains()).length).toBeGreaterThanOrEqual(5);

  await store.deleteSession(secret.sessionId);
  // Deleted is not erased, or this test would prove nothing.
  expect(await remains()).not.toEqual([]);
  await store.erase();
  expect(await remains()).toEqual([]);
  expect((await stat(`${file}-wal`)).size).toBeLessThan(100_000);
  for (const { sessionId } of [before, after]) expect(await store.transcripts(sessionId)).toHaveLength(40);
  expect(await store.search({ text: 'ordinary', limit: 1_000 })).toHaveLength(160);
  expect(indexedTerms()).not.toContain('quokkaxyl');
});

function indexedTerms(): readonly string[] {
  const client = new Database(file, { readonly: true });
  try {
    client.exec("create virtual table temp.terms using fts5vocab('main', 'passages_search', 'row')");
    return client.prepare('select term from temp.terms').pluck().all() as string[];
  } finally {
    client.close();
  }
}

test('what was deleted before the process was killed is erased by the next one', async () => {
  const secret = await talk(5, () => 'My Quokkaxyl');
  await store.deleteSession(secret.sessionId);
  await store.close();
  store = await openStore({ file });
  expect(await remains()).not.toEqual([]);
  await store.erase();
  expect(await remains()).toEqual([]);
});

describe('backups', () => {
  async function backup(name: string): Promise<void> {
    const folderOfBackups = path.join(folder, 'backups');
    await mkdir(folderOfBackups, { recursive: true });
    const client = new Database(file, { readonly: true });
    client.prepare('vacuum into ?').run(path.join(folderOfBackups, name));
    client.close();
  }

  it('lose what is deleted, whether it was open then or not, keep the rest, and have a new checksum', async () => {
    const [other, secret] = [await talk(5, (index) => `Ordinary ${index}`), await talk(5, () => 'My Quokkaxyl')];
    await backup('closed.db');
    await store.openCapture(secret.session(), secret.capture({ connectionEpoch: 2 }));
    await backup('open.db');
    await store.closeSession(secret.sessionId, 10_000);
    await store.deleteSession(secret.sessionId);
    await store.erase();
    expect(await remains()).not.toEqual([]);
    const backups = backupsIn(path.join(folder, 'backups'));
    await backups.deleteSession(secret.sessionId);
    expect(await remains()).toEqual([]);
    const names = await readdir(path.join(folder, 'backups'));
    expect(names.toSorted()).toEqual(['closed.db', 'closed.db.sha256', 'open.db', 'open.db.sha256']);
    for (const name of ['closed.db', 'open.db']) {
      const copy = path.join(folder, 'backups', name);
      const sum = createHash('sha256')
        .update(await readFile(copy))
        .digest('hex');
      expect(await readFile(`${copy}.sha256`, 'utf8')).toBe(`${sum}  ${name}\n`);
      expect((await stat(copy)).mode & 0o777).toBe(0o600);
      await using restored = await openCopy(copy);
      expect(await restored.transcripts(other.sessionId)).toHaveLength(5);
    }
  });

  it('lose a person, and go with everything', async () => {
    await talk(5, () => 'My Quokkaxyl');
    await backup('one.db');
    const backups = backupsIn(path.join(folder, 'backups'));
    await store.close();
    await rm(file);
    await backups.deletePerson('ottoline vrxk');
    expect(await remains()).toEqual([]);
    await backups.deleteAll();
    expect(await readdir(path.join(folder, 'backups'))).toEqual([]);
    // A folder that was never made has none.
    await backupsIn(path.join(folder, 'nowhere')).deletePerson('x');
  });

  it('that can’t be changed are named', async () => {
    await mkdir(path.join(folder, 'backups'));
    await writeFile(path.join(folder, 'backups', 'torn.db'), 'no database');
    await expect(backupsIn(path.join(folder, 'backups')).deleteSession('x')).rejects.toMatchObject({
      code: 'storage',
      message: expect.stringContaining('torn.db') as string,
    });
  });
});

async function openCopy(copy: string): Promise<Store & AsyncDisposable> {
  const opened = await openStore({ file: copy });
  return { ...opened, [Symbol.asyncDispose]: () => opened.close() };
}

test('words that are stored while the file is written anew are there afterwards', async () => {
  const [secret, other] = [await talk(20, () => 'My Quokkaxyl'), new Meeting()];
  await other.open(store);
  await store.deleteSession(secret.sessionId);
  const erased = store.erase();
  const stored = await Promise.all([0, 1, 2, 3].map((index) => store.commitFinal(other.final(index))));
  await erased;
  expect(stored).toEqual([true, true, true, true]);
  expect(await store.transcripts(other.sessionId)).toHaveLength(4);
});

test('a program that reads keeps the write-ahead log, which is said', async () => {
  const secret = await talk(5, () => 'My Quokkaxyl');
  const reader = new Database(file, { readonly: true });
  reader.exec('begin');
  reader.prepare('select count(*) from transcripts').get();
  await store.deleteSession(secret.sessionId);
  await expect(store.erase()).rejects.toMatchObject({
    code: 'storage',
    retryable: true,
    message: expect.stringContaining('close it') as string,
  });
  reader.close();
  await store.erase();
  expect(await remains()).toEqual([]);
});
