// What the store promises while a database server fails: whoever is told that a final is stored has it once, whatever becomes of the line.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { inspect } from 'node:util';
import { SAMPLE_RATE_HZ, type Store } from '@subcam/shared';
import { Client } from 'pg';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DEFAULT_STORE_LIMITS, openStore, type StoreOptions } from './index.ts';
import { brokenLine } from './testing/broken-line.ts';
import { Meeting } from './testing/conformance-meeting.ts';
import { failureOf } from './testing/journal-checks.ts';
import { RUN_VARIABLE, testDatabase, type TestDatabase } from '../testing/postgres-server.ts';
import { capture, session } from './testing/rows.ts';

let database: TestDatabase;
let admin: Client;
let store: Store;
let meeting: Meeting;

async function open(options: Partial<StoreOptions> = {}): Promise<void> {
  store = await openStore({ file: 'no file is made', url: database.url, ...options });
  meeting = new Meeting();
  await meeting.open(store);
}

beforeEach(async () => {
  database = await testDatabase();
  admin = new Client({ connectionString: database.url });
  await admin.connect();
});

/** Bytes of a table or an index as they are in the server's files; they belong to the server's user. */
async function bytesOf(relation: string): Promise<string> {
  await admin.query('checkpoint');
  const { rows } = await admin.query<{ path: string }>('select pg_relation_filepath($1) as path', [relation]);
  const folder = path.join(process.env[RUN_VARIABLE] ?? '', 'data');
  return (await readFile(path.join(folder, rows[0]?.path ?? ''))).toString('latin1');
}

describe('what was deleted', () => {
  it('is in no row and in no index once it is erased', async () => {
    await open();
    for (const index of [0, 1, 2]) {
      const transcript = meeting.transcript(index, { text: `My quokkaxyl number ${index}` });
      await store.commitFinal(meeting.final(index, { transcript }));
    }
    await store.closeSession(meeting.sessionId, 9_000);
    expect(await bytesOf('subcam.passage_tokens_by_token')).toContain('quokkaxyl');
    expect(await store.deleteSession(meeting.sessionId)).toMatchObject({ sessions: 1, finals: 3 });
    // Vacuum alone leaves its words in the index: this is what the erasing is for.
    await admin.query('vacuum subcam.passage_tokens');
    expect(await bytesOf('subcam.passage_tokens_by_token')).toContain('quokkaxyl');
    await store.erase();
    expect(await bytesOf('subcam.passage_tokens_by_token')).not.toContain('quokkaxyl');
    const { rows } = await admin.query<{ name: string; pages: number }>(
      "select relname as name, (pg_relation_size(oid) / 8192)::int as pages from pg_class where relnamespace = 'subcam'::regnamespace and relkind = 'r' and relname <> 'migrations'",
    );
    // Pages at the end without any row are given back: there is none with one.
    expect(rows.filter(({ pages }) => pages > 0)).toEqual([]);
    expect(rows.length).toBeGreaterThanOrEqual(12);
    await meeting.open(store);
    await store.commitFinal(meeting.final(0));
    expect(await store.search({ text: 'words', limit: 5 })).toHaveLength(1);
  });
});

afterEach(async () => {
  await store.close();
  await admin.end();
  await database[Symbol.asyncDispose]();
});

/** Connections that wait for a row. */
const WAITING = "select pid from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()";

/** Nobody else can settle sound of the capture meanwhile. */
async function whileHeld(work: () => Promise<void>): Promise<void> {
  // Not `admin`: what a transaction sees of other connections stays as it was first.
  const holder = new Client({ connectionString: database.url });
  await holder.connect();
  await holder.query('begin');
  await holder.query('select 1 from subcam.captures for update');
  try {
    await work();
  } finally {
    await holder.end();
  }
}

describe('a server', () => {
  it('that takes too long fails, can be asked again, and is not left with what was begun', async () => {
    await open({ limits: { ...DEFAULT_STORE_LIMITS, patienceMs: 200 } });
    await whileHeld(async () => {
      const error = await failureOf(store.commitFinal(meeting.final(0)));
      expect(error).toMatchObject({ code: 'storage', retryable: true });
      expect(error.message).toContain('The server took too long');
    });
    expect(await store.transcripts(meeting.sessionId)).toEqual([]);
    expect(await store.commitFinal(meeting.final(0))).toBe(true);
  });

  it('settles the sound of a capture in one transaction after the other', async () => {
    await open();
    const waiting = async () => (await admin.query(WAITING)).rowCount;
    const settling: Promise<void>[] = [];
    await whileHeld(async () => {
      // Silences share a transaction, and gaps have their own.
      const gap = { firstSample: 8_000, sampleCount: 8_000, reason: 'engine-unavailable' } as const;
      for (const settle of [() => store.commitQuiet(meeting.progress(32_000)), () => store.commitGap(gap, meeting.progress(16_000))]) {
        settling.push(settle());
        await expect.poll(waiting, { interval: 10 }).toBe(settling.length);
      }
    });
    await Promise.all(settling);
    expect(await meeting.settled(store, 2)).toEqual({ through: 32_000, state: '{"at":32000}' });
  });

  it('that ends a connection in the middle of a transaction has nothing of it', async () => {
    await open();
    await whileHeld(async () => {
      const failing = failureOf(store.commitFinal(meeting.final(0)));
      const ended = async () => (await admin.query(`select pg_terminate_backend(pid) from (${WAITING}) as waiting`)).rowCount;
      await expect.poll(ended, { interval: 10 }).toBe(1);
      const error = await failing;
      expect(error).toMatchObject({ code: 'storage', retryable: true });
      expect(error.message).toContain('The database server does not answer');
    });
    expect(await store.commitFinal(meeting.final(0))).toBe(true);
    expect(await store.transcripts(meeting.sessionId)).toHaveLength(1);
  });

  it('that refuses a row is not quoted with the words in it', async () => {
    await open();
    const secret = 'the merger is on Friday';
    const transcript = meeting.transcript(0, { text: secret, language: 'en' });
    await admin.query("alter table subcam.transcripts add check (language <> 'en')");
    const error = await failureOf(store.commitFinal(meeting.final(0, { transcript })));
    expect(error).toMatchObject({ code: 'storage', retryable: false });
    expect(`${error.stack} ${inspect(error.cause)}`).not.toContain(secret);
  });

  it('has at most so many connections, whoever comes, and keeps at least so many when nothing is to be done', async () => {
    const connections = async () => {
      const { rows } = await admin.query<{ count: number }>(
        "select count(*)::int as count from pg_stat_activity where datname = current_database() and application_name = 'subcam' and query not like '%advisory%'",
      );
      return rows[0]?.count;
    };
    await open({ limits: { ...DEFAULT_STORE_LIMITS, minConnections: 2, maxConnections: 4 }, idleConnectionMs: 50 });
    await Promise.all(Array.from({ length: 20 }, () => new Meeting().open(store)));
    expect(await connections()).toBe(4);
    await expect.poll(connections, { interval: 20 }).toBe(2);
    // Long enough for those to be closed as well.
    await new Promise((resolve) => {
      setTimeout(resolve, 150);
    });
    expect(await connections()).toBe(2);
  });

  it('that is set to forget commits when its power goes does not forget ours', async () => {
    await admin.query(`alter database ${database.name} set synchronous_commit = off`);
    await open();
    await admin.query(`
      create table seen (setting text);
      create function see() returns trigger language plpgsql as
        $$ begin insert into seen values (current_setting('synchronous_commit')); return new; end $$;
      create trigger see after insert on subcam.transcripts for each row execute function see()`);
    await store.commitFinal(meeting.final(0));
    expect((await admin.query('select * from seen')).rows).toEqual([{ setting: 'on' }]);
  });
});

describe('a line to the server', () => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'subcam-line-'));
  });

  afterEach(() => rm(folder, { recursive: true }));

  const throughTheLine = () => database.url.replace(/host=.*$/u, `host=${encodeURIComponent(folder)}`);

  it('that breaks right after a commit has neither lost the final nor taken it for an old one', async () => {
    await using line = await brokenLine(folder, process.env[RUN_VARIABLE] ?? '');
    await open({ url: throughTheLine() });
    line.cutAfterCommit();
    expect(await store.commitFinal(meeting.final(0))).toBe(true);
    expect(await store.commitFinal(meeting.final(0))).toBe(false);
    line.cutAfterCommit();
    const event = { type: 'speaking-started', atMs: 1, participantId: 'p1' } as const;
    expect(await store.recordMeetingEvent(meeting.sessionId, event)).toBe(true);
    await store.close();
  });

  it('that falls silent fails what waits for it, and is not used again', async () => {
    await using line = await brokenLine(folder, process.env[RUN_VARIABLE] ?? '');
    await open({ url: throughTheLine(), limits: { ...DEFAULT_STORE_LIMITS, patienceMs: 300, minConnections: 1, maxConnections: 1 } });
    line.fallSilent();
    const error = await failureOf(store.commitFinal(meeting.final(0)));
    expect(error).toMatchObject({ code: 'storage', retryable: true });
    expect(await store.commitFinal(meeting.final(0))).toBe(true);
    await store.close();
  });

  it('that is gone for a while fails what comes meanwhile, and is used again', async () => {
    await using line = await brokenLine(folder, process.env[RUN_VARIABLE] ?? '');
    await open({ url: throughTheLine(), isDaemon: true });
    await line.cut();
    for (const work of [() => store.commitFinal(meeting.final(0)), () => store.openSessions()]) {
      const error = await failureOf(work());
      expect(error).toMatchObject({ code: 'storage', retryable: true });
      expect(error.message).toContain('The database server does not answer: start it, or mend the network.');
    }
    await line.mend();
    expect(await store.commitFinal(meeting.final(0))).toBe(true);
    // The lock of the one daemon is taken again.
    const second = async () =>
      openStore({ file: 'no file is made', url: database.url, isDaemon: true }).then(
        (other) => other.close().then(() => 'let in'),
        () => 'refused',
      );
    await expect.poll(second, { timeout: 5_000, interval: 100 }).toBe('refused');
    await store.close();
  });
});

describe('a writer killed in the middle', () => {
  it('leaves every commit that it told of, none twice', async () => {
    let told = -1;
    for (let round = 1; round <= 2; round += 1) {
      const program = path.join(import.meta.dirname, 'testing/crash-writer.ts');
      const child = spawn(process.execPath, [program, database.url, String(round)], { stdio: ['ignore', 'pipe', 'inherit'] });
      const exited = once(child, 'exit');
      const stopAt = told + 1 + 7 * round;
      for await (const line of createInterface({ input: child.stdout })) {
        told = Number(line);
        if (told >= stopAt) child.kill('SIGKILL');
      }
      await exited;
      expect(child.signalCode).toBe('SIGKILL');
    }
    await open();
    const finals = await store.transcripts(session.sessionId);
    expect(finals.length).toBeGreaterThan(told);
    expect(finals.map(({ transcript }) => transcript.firstSample)).toEqual(finals.map((_final, index) => index * SAMPLE_RATE_HZ));
    const reopened = await store.openCapture(session, capture({ connectionEpoch: 99 }));
    expect(reopened.capture.committedThrough).toBe(finals.length * SAMPLE_RATE_HZ);
    const untranslated = finals.filter(({ translations }) => translations['es'] === undefined).length;
    expect(await store.pendingTranslations(session.sessionId)).toHaveLength(untranslated);
  });
});
