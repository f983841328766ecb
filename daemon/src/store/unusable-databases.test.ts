// A database that can't be used: a sentence that says what to do, and nothing of it is touched.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, chown, mkdir, mkdtemp, readFile, rm, truncate } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { DEFAULT_STORE_LIMITS, openStore, type StoreOptions } from './index.ts';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Meeting } from './testing/conformance-meeting.ts';
import { failureOf } from './testing/journal-checks.ts';
import { oldServer } from '../testing/old-server.ts';
import { GUARDED, testDatabase, type TestDatabase } from '../testing/postgres-server.ts';

let folder: string;
let file: string;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'subcam-unusable-'));
  file = path.join(folder, 'data', 'subcam.db');
});

afterEach(() => rm(folder, { recursive: true }));

async function refusal(options: Partial<StoreOptions> = {}) {
  return failureOf(openStore({ file, ...options }).then((store) => store.close()));
}

async function databaseWithAFinal(options: Partial<StoreOptions> = {}): Promise<void> {
  const store = await openStore({ file, ...options });
  const meeting = new Meeting();
  await meeting.open(store);
  await store.commitFinal(meeting.final(0));
  await store.close();
}

describe('a file', () => {
  it('of a newer version', async () => {
    await databaseWithAFinal();
    const writer = new Database(file);
    writer.exec("insert into __drizzle_migrations (hash, created_at) values ('later', 9999999999999)");
    writer.pragma('wal_checkpoint(TRUNCATE)');
    writer.close();
    const before = await readFile(file);
    const error = await refusal();
    expect(error).toMatchObject({ code: 'storage', retryable: false });
    expect(error.message).toContain('newer version of Subcam');
    expect((await readFile(file)).equals(before)).toBe(true);
  });

  it('that was cut off', async () => {
    await databaseWithAFinal();
    await truncate(file, 3 * 4096);
    const before = await readFile(file);
    const error = await refusal();
    expect(error).toMatchObject({ code: 'storage', retryable: false });
    expect(error.message).toContain('The database is damaged: move the file away');
    expect((await readFile(file)).equals(before)).toBe(true);
  });

  it.each([
    ['that is not there yet', false],
    ['that is there', true],
  ])('%s, in a folder that is read-only', async (_which, isThere) => {
    await mkdir(path.dirname(file));
    if (isThere) await databaseWithAFinal();
    await chmod(path.dirname(file), 0o555);
    await chmod(folder, 0o755);
    // Root may write everywhere.
    const isRoot = process.getuid?.() === 0;
    if (isRoot && isThere) await chown(file, 65_534, 65_534);
    if (isRoot) process.seteuid?.(65_534);
    try {
      const error = await refusal();
      expect(error).toMatchObject({ code: 'storage', retryable: false });
      expect(error.message).toMatch(/check that its folder exists and is writable|give its folder and file to the user/u);
    } finally {
      if (isRoot) process.seteuid?.(0);
      await chmod(path.dirname(file), 0o755);
    }
  });

  it('below something that is no folder', async () => {
    await databaseWithAFinal();
    const error = await refusal({ file: path.join(file, 'subcam.db') });
    expect(error).toMatchObject({ code: 'storage', retryable: false });
    expect(error.message).toContain('no folder: mend dataDir');
  });

  it('on which another daemon works, until that has ended or was killed', async () => {
    const first = await openStore({ file, isDaemon: true });
    const error = await refusal({ isDaemon: true });
    expect(error).toMatchObject({ code: 'storage', retryable: false });
    expect(error.message).toContain(`Another daemon works on ${file}: stop it first`);
    // Somebody who only reads is let in.
    await (await openStore({ file })).close();
    await first.close();

    const program = path.join(import.meta.dirname, 'testing/crash-writer.ts');
    const child = spawn(process.execPath, [program, file, '1'], { stdio: ['ignore', 'pipe', 'inherit'] });
    const exited = once(child, 'exit');
    await once(createInterface({ input: child.stdout }), 'line');
    expect((await refusal({ isDaemon: true })).message).toContain('Another daemon');
    child.kill('SIGKILL');
    await exited;
    await (await openStore({ file, isDaemon: true })).close();
  });
});

describe('a server', () => {
  let database: TestDatabase;

  beforeEach(async () => {
    database = await testDatabase();
  });

  afterEach(() => database[Symbol.asyncDispose]());

  it('that refuses the password, which no message repeats', async () => {
    const error = await refusal({ url: database.urlFor({ user: GUARDED.user, password: 'a wrong one' }) });
    expect(error).toMatchObject({ code: 'storage', retryable: false });
    expect(error.message).toContain('28P01');
    expect(error.message).toContain('mend the name and the password in DATABASE_URL');
    expect(`${error.stack} ${JSON.stringify(error.cause)}`).not.toContain('wrong one');
  });

  it('on which the user has no rights', async () => {
    const error = await refusal({ url: database.urlFor(GUARDED) });
    expect(error).toMatchObject({ code: 'storage', retryable: false });
    expect(error.message).toContain('give it the rights, or make it the owner of the database');
  });

  it('that has no database of this name', async () => {
    const error = await refusal({ url: database.urlFor({ user: 'subcam' }, 'nothing_here') });
    expect(error).toMatchObject({ code: 'storage', retryable: false });
    expect(error.message).toContain('There is no database of this name on the server: make it');
  });

  it('that is not there', async () => {
    const url = `postgres://subcam@localhost/x?host=${encodeURIComponent(folder)}`;
    expect(await refusal({ url })).toMatchObject({ code: 'storage', retryable: true });
    expect((await refusal({ url: 'postgres://subcam@127.0.0.1:1/x' })).message).toContain('does not answer: start it');
  });

  it('of version 12, which is asked for its version and nothing else', async () => {
    await using old = await oldServer(folder);
    const error = await refusal({ url: `postgres://subcam@localhost/x?host=${encodeURIComponent(folder)}` });
    expect(error).toMatchObject({ code: 'storage', retryable: false });
    expect(error.message).toContain('The server is Postgres 12, and Subcam needs 13 or newer: update it');
    expect(old.asked).toEqual(['show server_version_num']);
  });

  it('with a database of a newer version', async () => {
    await databaseWithAFinal({ url: database.url });
    await database.query("insert into subcam.migrations (hash, created_at) values ('later', 9999999999999)");
    const error = await refusal({ url: database.url });
    expect(error).toMatchObject({ code: 'storage', retryable: false });
    expect(error.message).toContain('newer version of Subcam');
    expect(await database.query('select count(*)::int as finals from subcam.transcripts')).toEqual([{ finals: 1 }]);
  });

  it('on whose database another daemon works, until that has ended', async () => {
    const first = await openStore({ file, url: database.url, isDaemon: true });
    const error = await refusal({ url: database.url, isDaemon: true });
    expect(error).toMatchObject({ code: 'storage', retryable: false });
    expect(error.message).toContain('Another daemon works on this database: stop it first');
    await (await openStore({ file, url: database.url })).close();
    await first.close();
    await (await openStore({ file, url: database.url, isDaemon: true })).close();
  });

  it('that is to keep more connections open than there may be', async () => {
    const limits = { ...DEFAULT_STORE_LIMITS, minConnections: 9, maxConnections: 8 };
    const error = await refusal({ url: database.url, limits });
    expect(error.message).toBe('store.minConnections (9) must not be more than store.maxConnections (8).');
  });

  it('leaves what others have in the same database alone', async () => {
    await database.query("create table sessions as select 'theirs' as owner");
    await databaseWithAFinal({ url: database.url });
    expect(await database.query('select * from public.sessions')).toEqual([{ owner: 'theirs' }]);
  });
});
