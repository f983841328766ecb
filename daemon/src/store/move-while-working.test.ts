// A file that moves to a server while it is written to: nothing is lost, nothing is there twice, and a move that fails changes nothing.
import { copyFile, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { SubcamError, systemClock, type Clock, type Store } from '@subcam/shared';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { testDatabase, type TestDatabase } from '../testing/postgres-server.ts';
import { DEFAULT_STORE_LIMITS, moveStore, openStore } from './index.ts';
import { openMovableStore, type OpenStore } from './open-store.ts';
import { Meeting } from './testing/conformance-meeting.ts';
import { failureOf } from './testing/journal-checks.ts';

const forever = new AbortController().signal;
/** Finals that are there when the move begins. */
const BEFORE = 20;
const ANA = { participantId: 'p1', displayName: 'Ana', speakerLabel: 'SPEAKER_00', confidence: 0.125 };

let folder: string;
let file: string;
let database: TestDatabase;
let meeting: Meeting;
let over: Meeting;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'subcam-moves-'));
  file = path.join(folder, 'subcam.db');
  database = await testDatabase();
  meeting = new Meeting();
  over = new Meeting();
});

afterEach(async () => {
  await database[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});

const open = (clock: Clock = systemClock) => openMovableStore({ file, isDaemon: true, clock });

/** What a daemon does with one final after another; always the same. */
async function say(store: Store, index: number): Promise<void> {
  await store.commitFinal(meeting.final(index, { attribution: ANA }));
  await store.recordGap(meeting.captureId, { firstSample: index * 16_000 + 15_000, sampleCount: 100, reason: 'source-gap' });
  if (index % 3 === 0) await store.failTranslation(meeting.key(index), 'no model');
  else await store.commitTranslation(meeting.translation(index, `mañana ${index}`), 6_000.125);
  await store.recordMeetingEvent(meeting.sessionId, { type: 'speaking-started', atMs: index, participantId: 'p1' });
  // A webhook is told of something that happened before.
  const next = await store.nextDelivery('wh1', Number.MAX_SAFE_INTEGER);
  if (next !== null) await store.delivered(next.deliveryId);
}

/** A session that is over, with words that nothing else has, and one that goes on. */
async function begin(store: Store, finals: number): Promise<void> {
  const topics = ['session', 'transcript'] as const;
  await store.addWebhook({ webhookId: 'wh1', url: 'https://receiver.example/', topics, createdAtMs: 1, secret: 'whsec_YQ==' }, 1);
  await over.open(store);
  await store.commitFinal(over.final(0, { transcript: over.transcript(0, { text: 'quokkaxyl zephyrwort' }) }));
  await store.closeSession(over.sessionId, 9_000);
  await meeting.open(store);
  for (let index = 0; index < finals; index += 1) await say(store, index);
}

interface MoveOptions {
  readonly signal?: AbortSignal;
  readonly onTable?: (table: string) => void;
  readonly keep?: () => Promise<void>;
}

function move({ moveTo }: OpenStore, { signal = forever, onTable = () => undefined, keep = () => Promise.resolve() }: MoveOptions = {}) {
  if (moveTo === null) throw new Error('It is in no file.');
  return moveTo({ url: database.url, signal, onTable, keep });
}

const sessionsThere = () => database.query('select session_id from subcam.sessions');

it('has every row that was written before, during and after the move, as a file has that never moved', async () => {
  const opened = await open();
  const { store } = opened;
  await begin(store, BEFORE);
  let next = BEFORE;
  const enough = new AbortController();
  const talk = (async () => {
    while (!enough.signal.aborted) {
      await say(store, next);
      next += 1;
      await systemClock.sleep(10);
    }
  })();
  // Gone between the copy and the end: the words of one session, whose rows were copied.
  const deleted: Promise<unknown>[] = [];
  const onTable = (table: string): void => {
    if (table === 'passages') deleted.push(store.deleteSession(over.sessionId));
  };
  const atKeep: number[] = [];
  const moved = await move(opened, {
    onTable,
    keep: async () => {
      atKeep.push(next);
      // Whoever writes now waits.
      await systemClock.sleep(50);
      atKeep.push(next);
    },
  });
  const during = next - BEFORE;
  enough.abort();
  await talk;
  await Promise.all(deleted);
  await say(store, next);
  const finals = next + 1;
  expect(during).toBeGreaterThan(5);
  expect(atKeep[1]).toBe(atKeep[0]);
  expect(moved.heldMs).toBeGreaterThanOrEqual(50);
  expect(await store.search({ text: `mañana ${finals - 2}`, sessionId: meeting.sessionId, limit: 2 })).toHaveLength(
    (finals - 2) % 3 === 0 ? 0 : 1,
  );
  await store.close();

  const twin = path.join(folder, 'twin.db');
  const still = await openStore({ file: twin });
  await begin(still, finals);
  await still.deleteSession(over.sessionId);
  await still.close();
  const rows = await moveStore({ file: twin, url: database.url, limits: DEFAULT_STORE_LIMITS, signal: forever });
  expect(rows).toBeGreaterThan(finals * 6);
  // What is found has been brought along, and what was deleted has not.
  expect(await database.query('select count(*)::int as found from subcam.passage_tokens')).toEqual(
    await database.query('select count(*)::int as found from subcam.passages'),
  );
  expect((await readFile(file)).includes('quokkaxyl')).toBe(false);
});

it('leaves the file that it had, as it was at the end of the move', async () => {
  const opened = await open();
  await begin(opened.store, 3);
  await move(opened);
  const left = await readFile(file);
  await say(opened.store, 3);
  await opened.store.close();
  expect(await readFile(file)).toEqual(left);
  const before = await openStore({ file });
  expect(await before.transcripts(meeting.sessionId)).toHaveLength(3);
  await before.close();
});

it('works on with the file, and leaves an empty server empty, when the setting can not be changed', async () => {
  const opened = await open();
  const { store } = opened;
  await begin(store, 3);
  const failed = await failureOf(move(opened, { keep: () => Promise.reject(new SubcamError('storage', 'The disk is full.')) }));
  expect(failed.message).toBe('The disk is full.');
  await say(store, 3);
  expect(await sessionsThere()).toEqual([]);
  // And may be moved later.
  expect((await move(opened)).rows).toBeGreaterThan(20);
  await say(store, 4);
  expect(await database.query('select count(*)::int as finals from subcam.transcripts')).toEqual([{ finals: 6 }]);
  await store.close();
});

it('works on with the file when it is stopped, and when the server does not follow in time', async () => {
  const opened = await open({ ...systemClock, sleep: () => Promise.resolve() });
  const { store } = opened;
  await begin(store, 3);
  const stop = new AbortController();
  const onTable = (table: string): void => {
    if (table === 'captures') stop.abort(new SubcamError('aborted', 'Enough.'));
  };
  expect((await failureOf(move(opened, { signal: stop.signal, onTable }))).message).toBe('Enough.');
  const late = await failureOf(move(opened));
  expect(late).toMatchObject({ code: 'storage', retryable: true });
  expect(late.message).toContain('within 20 s (store.moveHoldMs), so the daemon works on with the file');
  expect(await sessionsThere()).toEqual([]);
  await say(store, 3);
  await store.close();
  const there = await openStore({ file });
  expect(await there.transcripts(meeting.sessionId)).toHaveLength(4);
  await there.close();
});

it('removes what a move has left on the server that was killed, though more was said since', async () => {
  const { store } = await open();
  await begin(store, 3);
  await store.close();
  const other = path.join(folder, 'as-it-was.db');
  await copyFile(file, other);
  const killed = new AbortController();
  const onTable = (table: string): void => {
    if (table === 'passages') killed.abort(new SubcamError('aborted', 'killed'));
  };
  await failureOf(moveStore({ file: other, url: database.url, limits: DEFAULT_STORE_LIMITS, signal: killed.signal, onTable }));
  const opened = await open();
  await say(opened.store, 3);
  await move(opened);
  await say(opened.store, 4);
  expect(await database.query('select count(*)::int as finals from subcam.transcripts')).toEqual([{ finals: 6 }]);
  await opened.store.close();
});

it('removes what a move has left that was stopped while the server deleted nothing, though more was said since', async () => {
  const opened = await open();
  await begin(opened.store, 3);
  const stopped = async (): Promise<void> => {
    const stop = new AbortController();
    const onTable = (table: string): void => {
      if (table === 'transcripts') stop.abort(new SubcamError('aborted', 'Enough.'));
    };
    await failureOf(move(opened, { signal: stop.signal, onTable }));
  };
  await stopped();
  await database.query("create function refuse() returns trigger language plpgsql as $$ begin raise 'too slow'; end $$");
  await database.query('create trigger refuse before delete on subcam.sessions execute function refuse()');
  await stopped();
  expect(await sessionsThere()).toHaveLength(2);
  await say(opened.store, 3);
  await move(opened);
  await say(opened.store, 4);
  expect(await database.query('select count(*)::int as finals from subcam.transcripts')).toEqual([{ finals: 6 }]);
  await opened.store.close();
});

it('leaves a server alone that has other rows, or that another daemon works on', async () => {
  const other = await openStore({ file: null, url: database.url, isDaemon: true });
  const theirs = new Meeting();
  await theirs.open(other);
  const opened = await open();
  await begin(opened.store, 1);
  expect((await failureOf(move(opened))).message).toContain('Another daemon works on this database');
  await other.close();
  expect((await failureOf(move(opened))).message).toContain('move to an empty database');
  expect(await database.query(`select session_id from subcam.sessions where session_id = '${theirs.sessionId}'`)).toHaveLength(1);
  await say(opened.store, 1);
  await opened.store.close();
});

it('says of what is deleted meanwhile that its remains are erased in the end', async () => {
  const opened = await open();
  await begin(opened.store, 1);
  const erasing: Promise<SubcamError>[] = [];
  const onTable = (table: string): void => {
    if (table === 'sessions') erasing.push(failureOf(opened.store.erase()));
  };
  await move(opened, { onTable });
  expect((await erasing[0])?.message).toContain('is erased when everything has been moved');
  await opened.store.erase();
  await opened.store.close();
});

it('is offered for a file alone', async () => {
  const inMemory = await openMovableStore({ file: null });
  expect(inMemory.moveTo).toBeNull();
  await inMemory.store.close();
  const there = await openMovableStore({ file, url: database.url });
  expect(there.moveTo).toBeNull();
  await there.store.close();
});
