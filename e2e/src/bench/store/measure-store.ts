// The store, and its drivers alone, on the same writes; then searches among so many segments -> the report of the bench.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { openStore } from '@subcam/daemon';
import type { Store } from '@subcam/shared';
import { openOwnPostgres } from '../own-postgres.ts';
import { openRawPostgres } from './raw-postgres.ts';
import { openRawSqlite } from './raw-sqlite.ts';
import { rawRowsOf, type RawStore } from './raw-store.ts';
import { saidTexts, type SaidTexts } from './said-texts.ts';
import { meetingAt, segmentOf, SEGMENTS_A_SESSION, type MeetingPlace, type Segment } from './segments.ts';
import { FEW_SESSIONS, storeFigures, type Round, type StoreFigures, type StoreReport, type Timed } from './store-report.ts';
import type { StoreName, StoreWish } from './store-wish.ts';

type Note = (text: string) => void;

const QUERIES = 200;
/** As many as a page of the daemon has. */
const HITS = 20;
const TIMELINES = 50;
const OPENINGS = 100;

/** Segments of a transaction: as many operations as a store has at once. */
const BATCH = 50;
const FILL_BATCH = 5_000;

interface Amounts {
  readonly rounds: number;
  readonly singles: number;
  readonly batches: number;
}

const FULL: Amounts = { rounds: 9, singles: 100, batches: 20 };
const QUICK: Amounts = { rounds: 3, singles: 20, batches: 2 };

/** A database with its tables, for the repository and for the driver. */
interface Subject extends AsyncDisposable {
  readonly store: Store;
  readonly raw: RawStore;
}

/** Meetings of the writes that are compared come after all that are filled in. */
const COMPARED_FROM = 900_000;

const inMs = async (work: () => Promise<unknown>): Promise<number> => {
  const beganMs = performance.now();
  await work();
  return performance.now() - beganMs;
};

export async function openMeeting(store: Store, { sessionId, captureId, openedAtMs }: MeetingPlace): Promise<void> {
  const languages = { sourceLanguage: 'en', spoken: [], targetLanguages: ['es'], twoWay: false };
  const session = { sessionId, meetingUrl: null, client: 'bench', ...languages, openedAtMs };
  await store.openCapture(session, { captureId, sessionId, source: 'tab', startedAtMs: openedAtMs, connectionEpoch: 1 });
}

/** The same segments by the driver and by the repository, in turns, each in a meeting of its own. */
async function compareWrites(
  { store, raw }: Subject,
  { texts, amounts, size }: { readonly texts: SaidTexts; readonly amounts: Amounts; readonly size: number },
  signal: AbortSignal,
): Promise<readonly Round[]> {
  const isSingle = size === 1;
  const count = isSingle ? amounts.singles : amounts.batches * size;
  const rounds: Round[] = [];
  // The first warms up and does not count.
  for (let round = 0; round <= amounts.rounds; round += 1) {
    signal.throwIfAborted();
    const [theirs, ours] = [0, 1].map((which) => meetingAt(COMPARED_FROM + 1_000 * Number(isSingle) + 2 * round + which)) as [
      MeetingPlace,
      MeetingPlace,
    ];
    const segments = (meeting: MeetingPlace): readonly Segment[] =>
      Array.from({ length: count }, (_, number) =>
        segmentOf(meeting, number, { texts, textIndex: COMPARED_FROM + round * count + number }),
      );
    const [forRaw, forStore] = [segments(theirs), segments(ours)];
    const [firstSegment] = forRaw;
    if (firstSegment === undefined) return rounds;
    await raw.open(theirs, firstSegment);
    await openMeeting(store, ours);
    // Both are given what the pipeline gives, and make of it what is stored.
    const byDriver = async (): Promise<void> => {
      for (let from = 0; from < count; from += size) {
        const rows = forRaw.slice(from, from + size).map(rawRowsOf);
        await (isSingle ? raw.single(rows) : raw.batched(rows));
      }
    };
    const byRepository = async (): Promise<void> => {
      for (let from = 0; from < count; from += size) {
        const together = forStore.slice(from, from + size);
        await Promise.all(together.map(({ final }) => store.commitFinal(final)));
        await Promise.all(together.map(({ final, translation }) => store.commitTranslation(translation, final.atMs + 40)));
      }
    };
    // Whoever comes second finds the disk busy with what the first left: by turns.
    const isRawFirst = round % 2 === 0;
    const before = isRawFirst ? await inMs(byDriver) : await inMs(byRepository);
    const after = isRawFirst ? await inMs(byRepository) : await inMs(byDriver);
    if (round > 0) rounds.push(isRawFirst ? { rawMs: before, oursMs: after } : { rawMs: after, oursMs: before });
  }
  return rounds;
}

async function openings(store: Store, fromNumber: number): Promise<readonly number[]> {
  const took: number[] = [];
  for (let opening = 0; opening < OPENINGS; opening += 1) took.push(await inMs(() => openMeeting(store, meetingAt(fromNumber + opening))));
  return took;
}

async function measureOne(
  subject: Subject,
  { rows, seed, isQuick }: StoreWish,
  tell: { readonly onNote: Note; readonly signal: AbortSignal },
): Promise<StoreFigures> {
  const { onNote, signal } = tell;
  const { store, raw } = subject;
  const texts = saidTexts(seed);
  const amounts = isQuick ? QUICK : FULL;
  const sessions = Math.ceil(rows / SEGMENTS_A_SESSION);
  const openFewMs = (await openings(store, COMPARED_FROM + 5_000)).slice(FEW_SESSIONS);

  onNote('the same writes by the driver alone and by the repository');
  const single = await compareWrites(subject, { texts, amounts, size: 1 }, signal);
  const batched = await compareWrites(subject, { texts, amounts, size: BATCH }, signal);

  onNote(`${rows} segments are stored`);
  const fillS =
    (await inMs(() =>
      raw.fill(async () => {
        let waiting: Segment[] = [];
        for (let row = 0; row < rows; row += 1) {
          const meeting = meetingAt(Math.floor(row / SEGMENTS_A_SESSION));
          const segment = segmentOf(meeting, row % SEGMENTS_A_SESSION, { texts, textIndex: row });
          if (row % SEGMENTS_A_SESSION === 0) await raw.open(meeting, segment);
          waiting.push(segment);
          if (waiting.length < FILL_BATCH && row < rows - 1) continue;
          signal.throwIfAborted();
          await raw.batched(waiting.map(rawRowsOf));
          waiting = [];
          if ((row + 1) % 100_000 === 0) onNote(`${row + 1} of them`);
        }
      }),
    )) / 1000;

  onNote(`${QUERIES} searches`);
  const searches: Timed[] = [];
  for (const { kind, text } of texts.queries(QUERIES, rows)) {
    signal.throwIfAborted();
    searches.push({ kind, ms: await inMs(() => store.search({ text, limit: HITS })) });
  }
  const timelinesMs: number[] = [];
  for (let which = 0; which < TIMELINES; which += 1) {
    const { sessionId } = meetingAt(Math.floor((which * sessions) / TIMELINES));
    timelinesMs.push(await inMs(() => store.timeline({ sessionId, limit: SEGMENTS_A_SESSION })));
  }
  const openManyMs = (await openings(store, COMPARED_FROM + 6_000)).slice(FEW_SESSIONS);
  return storeFigures({
    single,
    batched,
    singleSegments: amounts.rounds * amounts.singles,
    batchedSegments: amounts.rounds * amounts.batches * BATCH,
    searches,
    timelinesMs,
    openFewMs,
    openManyMs,
    sessions,
    fillS,
  });
}

async function openSubject(name: StoreName, { databaseUrl }: StoreWish): Promise<Subject> {
  await using opened = new AsyncDisposableStack();
  const folder = await mkdtemp(path.join(tmpdir(), 'subcam-store-'));
  opened.defer(() => rm(folder, { recursive: true, force: true }));
  const file = path.join(folder, 'subcam.db');
  const url = name === 'sqlite' ? null : (databaseUrl ?? opened.use(await openOwnPostgres()).url);
  const store = await openStore({ file, url });
  opened.defer(() => store.close());
  const raw = opened.use(url === null ? openRawSqlite(file) : await openRawPostgres(url));
  const kept = opened.move();
  return { store, raw, [Symbol.asyncDispose]: () => kept.disposeAsync() };
}

/** Rejects with `program-missing` where a server is wanted and there is none, and as the signal says; nothing is left behind. */
export async function measureStore(wish: StoreWish, onNote: Note, signal: AbortSignal): Promise<StoreReport> {
  const figures: Partial<Record<StoreName, StoreFigures>> = {};
  for (const name of wish.stores) {
    onNote(name);
    await using subject = await openSubject(name, wish);
    figures[name] = await measureOne(subject, wish, { onNote, signal });
  }
  const { rows, seed } = wish;
  return { bench: 'store', rows, seed, ...figures };
}
