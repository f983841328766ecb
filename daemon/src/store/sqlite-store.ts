// Commits -> one SQLite file: a resolved promise means that the row survives SIGKILL and loss of power.
import path from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { AudioGap, MeetingEvent, PendingTranslation, Progress, Store } from '@subcam/shared';
import { SubcamError } from '@subcam/shared';
import Database from 'better-sqlite3';
import { and, asc, eq, gte, isNotNull, isNull } from 'drizzle-orm';
import { migrate } from 'drizzle-orm/better-sqlite3/migrator';
import { makePrivateFolder } from '../lib/private-files.ts';
import * as schema from './schema.sqlite.ts';
import { growCommittedSpan, writeGap } from './audio-spans.ts';
import { PAGE_ROWS, readEvents, readFinals, type EventRow, type FinalRow } from './pages.ts';
import { attributionOf, captureOf, tileSettingsOf, transcriptOf } from './stored-rows.ts';
import { closeFilesToOthers } from './database-files.ts';
import { openDrizzle, type SqliteDatabase, type Transaction } from './sqlite-database.ts';
import { storageError } from './storage-error.ts';

export interface StoreOptions {
  /** Made, with its folder, where it is not there yet; one that others may read is closed to them. */
  readonly file: string;
  /**
   * How long a write waits for another program's lock before it fails (retryable). The whole daemon waits with it, so it is short: whoever
   * writes tries again later. Default 100 ms.
   */
  readonly busyTimeoutMs?: number;
  /** The database grows to this many pages of 4 KiB and is then full. Default: as far as the disk goes. */
  readonly maxPages?: number;
}

/** While the database is being opened nothing else waits. */
const OPENING_BUSY_TIMEOUT_MS = 5_000;

const MIGRATIONS_DIR = fileURLToPath(new URL('../../drizzle', import.meta.url));

const { audioSpans, captures, events, participants, sessions, transcripts, translations } = schema;

function configure(client: Database.Database, options: StoreOptions): void {
  client.pragma(`busy_timeout = ${OPENING_BUSY_TIMEOUT_MS}`);
  if (options.maxPages !== undefined) client.pragma(`max_page_count = ${options.maxPages}`);
  // Readers (exports, tests, a second program) never wait for the writer.
  client.pragma('journal_mode = WAL');
  // In WAL mode NORMAL may lose the last commits when the power goes. An acknowledgement makes the client forget its sound,
  // so a commit has to be on the disk before it: one fsync a commit, about one a second and session.
  client.pragma('synchronous = FULL');
  client.pragma('foreign_keys = ON');
}

/** Opens (and where needed makes or migrates) the database. Rejects with `storage`. */
export async function openStore(options: StoreOptions): Promise<Store> {
  let client: Database.Database | undefined;
  try {
    await makePrivateFolder(path.dirname(options.file));
    closeFilesToOthers(options.file);
    client = new Database(options.file);
    configure(client, options);
    const database = openDrizzle(client);
    migrate(database, { migrationsFolder: MIGRATIONS_DIR });
    client.pragma(`busy_timeout = ${options.busyTimeoutMs ?? 100}`);
    // SQLite has made what was missing: behind a symbolic link that pointed at nothing, the database itself.
    closeFilesToOthers(options.file);
    return new SqliteStore(client, database);
  } catch (error) {
    client?.close();
    throw storageError(error, 'it was opened');
  }
}

// The methods are asynchronous because the port is: a server's driver answers later, this one at once. Designed so that a
// repository for Postgres can stand behind the same port: no SQL leaves this folder.
class SqliteStore implements Store {
  readonly #client: Database.Database;
  readonly #database: SqliteDatabase;

  constructor(client: Database.Database, database: SqliteDatabase) {
    this.#client = client;
    this.#database = database;
  }

  openCapture: Store['openCapture'] = (session, capture) =>
    this.#write('a capture was opened', (tx) => {
      const before = tx.select().from(captures).where(eq(captures.captureId, capture.captureId)).get();
      if (before !== undefined && before.sessionId !== capture.sessionId) {
        throw new SubcamError('bad-request', 'This capture belongs to another session: give a new capture a new id.');
      }
      if (before !== undefined && before.connectionEpoch >= capture.connectionEpoch) {
        throw new SubcamError(
          'stale-connection',
          `Connection ${capture.connectionEpoch} of this capture is not newer than connection ${before.connectionEpoch}: connect with a higher epoch.`,
        );
      }
      const { sourceLanguage, spoken, targetLanguages, twoWay } = session;
      const { tileSettings } = tx
        .insert(sessions)
        .values({ ...session, closedAtMs: null })
        .onConflictDoUpdate({ target: sessions.sessionId, set: { sourceLanguage, spoken, targetLanguages, twoWay, closedAtMs: null } })
        .returning({ tileSettings: sessions.tileSettings })
        .get();
      const row = tx
        .insert(captures)
        .values(capture)
        .onConflictDoUpdate({ target: captures.captureId, set: { connectionEpoch: capture.connectionEpoch } })
        .returning()
        .get();
      // A client that is back has lost nothing yet.
      tx.delete(audioSpans)
        .where(
          and(
            eq(audioSpans.captureId, row.captureId),
            eq(audioSpans.reason, 'client-lost'),
            gte(audioSpans.firstSample, row.committedThrough),
          ),
        )
        .run();
      return { capture: captureOf(row), tileSettings: tileSettingsOf(tileSettings) };
    });

  saveTileSettings: Store['saveTileSettings'] = (sessionId, tileSettings, wish) =>
    this.#write("a tile's settings were stored", (tx) => {
      tx.update(sessions).set({ tileSettings }).where(eq(sessions.sessionId, sessionId)).run();
      if (wish === undefined) return;
      tx.update(captures).set({ tileWish: wish.tile }).where(eq(captures.captureId, wish.captureId)).run();
    });

  commitFinal: Store['commitFinal'] = (final) =>
    this.#write('a final was stored', (tx) => {
      const { transcript, attribution } = final;
      const inserted = tx
        .insert(transcripts)
        .values({
          sessionId: final.sessionId,
          captureId: transcript.captureId,
          firstSample: transcript.firstSample,
          endSample: transcript.endSample,
          speechEndSample: transcript.speechEndSample,
          revision: transcript.revision,
          text: transcript.text,
          language: transcript.language,
          confidence: transcript.confidence,
          engine: transcript.engine,
          participantId: attribution.participantId,
          displayName: attribution.displayName,
          speakerLabel: attribution.speakerLabel,
          attributionConfidence: attribution.confidence,
          committedAtMs: final.atMs,
        })
        .onConflictDoNothing({ target: [transcripts.captureId, transcripts.firstSample] })
        .returning({ transcriptId: transcripts.transcriptId })
        .get();
      // Drizzle types `get` as always there; an ignored insert returns nothing.
      const transcriptId = (inserted as typeof inserted | undefined)?.transcriptId;
      if (transcriptId === undefined) return false;
      for (const targetLanguage of final.targetLanguages) {
        tx.insert(translations).values({ transcriptId, targetLanguage, status: 'pending' }).run();
      }
      if (final.gap !== undefined) writeGap(tx, transcript.captureId, final.gap);
      commitThrough(tx, final.progress);
      return true;
    });

  commitQuiet: Store['commitQuiet'] = (progress) =>
    this.#write('silence was stored', (tx) => {
      commitThrough(tx, progress);
    });

  commitGap: Store['commitGap'] = (gap, progress) =>
    this.#write('a gap was stored', (tx) => {
      writeGap(tx, progress.captureId, gap);
      commitThrough(tx, progress);
    });

  recordGap: Store['recordGap'] = (captureId, gap) => this.#write('a gap was stored', (tx) => writeGap(tx, captureId, gap));

  commitTranslation: Store['commitTranslation'] = (translation, atMs) =>
    this.#write('a translation was stored', (tx) => {
      const { text, confidence, engine } = translation;
      settle(tx, translation, { status: 'done', text, confidence, engine, message: null, settledAtMs: atMs });
    });

  failTranslation: Store['failTranslation'] = (key, message) =>
    this.#write('a failed translation was stored', (tx) => {
      settle(tx, key, { status: 'failed', message });
    });

  pendingTranslations: Store['pendingTranslations'] = (sessionId) =>
    this.#read('pending translations were read', () =>
      this.#database
        .select({ row: transcripts, targetLanguage: translations.targetLanguage })
        .from(translations)
        .innerJoin(transcripts, eq(translations.transcriptId, transcripts.transcriptId))
        .where(and(eq(translations.status, 'pending'), eq(transcripts.sessionId, sessionId)))
        .orderBy(asc(transcripts.transcriptId), asc(translations.targetLanguage))
        .all()
        .map(({ row, targetLanguage }): PendingTranslation => ({
          sessionId,
          captureId: row.captureId,
          firstSample: row.firstSample,
          targetLanguage,
          transcript: transcriptOf(row),
          attribution: attributionOf(row),
        })),
    );

  recordMeetingEvent: Store['recordMeetingEvent'] = (sessionId, event) =>
    this.#write('a meeting event was stored', (tx) => {
      const { changes } = tx.insert(events).values({ sessionId, atMs: event.atMs, event }).onConflictDoNothing().run();
      if (changes === 0) return false;
      recordParticipant(tx, sessionId, event);
      return true;
    });

  meetingEvents: Store['meetingEvents'] = async (sessionId) => {
    const rows = await this.#readPages('meeting events were read', (after: EventRow | undefined) =>
      readEvents(this.#database, sessionId, after),
    );
    // Those of one instant in the order in which they came.
    return rows.toSorted((a, b) => a.atMs - b.atMs || a.eventId - b.eventId).map(({ event }) => event);
  };

  closeSession: Store['closeSession'] = (sessionId, atMs) =>
    this.#write('a session was closed', (tx) => {
      tx.update(sessions).set({ closedAtMs: atMs, tileSettings: null }).where(eq(sessions.sessionId, sessionId)).run();
      tx.update(captures)
        .set({ tileWish: null })
        .where(and(eq(captures.sessionId, sessionId), isNotNull(captures.tileWish)))
        .run();
    });

  openSessions: Store['openSessions'] = () =>
    this.#read('open sessions were read', () =>
      this.#database
        .select({ sessionId: sessions.sessionId })
        .from(sessions)
        .where(isNull(sessions.closedAtMs))
        .orderBy(asc(sessions.openedAtMs), asc(sessions.sessionId))
        .all()
        .map(({ sessionId }) => sessionId),
    );

  gaps: Store['gaps'] = (captureId) =>
    this.#read('gaps were read', () =>
      this.#database
        .select()
        .from(audioSpans)
        .where(and(eq(audioSpans.captureId, captureId), eq(audioSpans.kind, 'gap')))
        .orderBy(asc(audioSpans.firstSample))
        .all()
        .map(({ firstSample, sampleCount, reason }): AudioGap => {
          if (reason === null) throw new SubcamError('storage', 'The database holds a gap without a reason: it was changed by hand.');
          return { firstSample, sampleCount, reason };
        }),
    );

  transcripts: Store['transcripts'] = async (sessionId) => {
    const rows = await this.#readPages('transcripts were read', (after: FinalRow | undefined) =>
      readFinals(this.#database, sessionId, after),
    );
    return rows.toSorted((a, b) => a.startedAtMs - b.startedAtMs || a.row.transcriptId - b.row.transcriptId).map(({ final }) => final);
  };

  async close(): Promise<void> {
    await this.#read('it was closed', () => {
      this.#client.close();
    });
  }

  async #read<T>(doing: string, work: () => T): Promise<T> {
    try {
      return work();
    } catch (error) {
      throw storageError(error, doing);
    }
  }

  /** All rows, a page in a turn of the event loop, so that nobody waits for a session that has many. */
  async #readPages<Row>(doing: string, page: (after: Row | undefined) => readonly Row[]): Promise<readonly Row[]> {
    const rows: Row[] = [];
    for (;;) {
      const read = await this.#read(doing, () => page(rows.at(-1)));
      rows.push(...read);
      if (read.length < PAGE_ROWS) return rows;
      await turn();
    }
  }

  /** IMMEDIATE: the write lock is taken at the beginning, so that a reader's snapshot never has to be upgraded. */
  #write<T>(doing: string, work: (tx: Transaction) => T): Promise<T> {
    return this.#read(doing, () => this.#database.transaction(work, { behavior: 'immediate' }));
  }
}

/** Progress only grows: an older one changes nothing. */
function commitThrough(tx: Transaction, progress: Progress): void {
  const { captureId, throughSample, segmenterState } = progress;
  const capture = tx.select().from(captures).where(eq(captures.captureId, captureId)).get();
  if (capture === undefined) throw new SubcamError('storage', 'Progress of a capture that was never opened cannot be stored.');
  if (throughSample < capture.committedThrough) return;
  tx.update(captures).set({ committedThrough: throughSample, segmenterState }).where(eq(captures.captureId, captureId)).run();
  growCommittedSpan(tx, capture.captureId, { firstSample: capture.committedThrough, endSample: throughSample });
}

function settle(
  tx: Transaction,
  key: { readonly captureId: string; readonly firstSample: number; readonly targetLanguage: string },
  outcome: Partial<typeof translations.$inferInsert>,
): void {
  const transcript = tx
    .select({ transcriptId: transcripts.transcriptId })
    .from(transcripts)
    .where(and(eq(transcripts.captureId, key.captureId), eq(transcripts.firstSample, key.firstSample)))
    .get();
  if (transcript === undefined) throw new SubcamError('storage', 'A translation of a final that was never stored cannot be stored.');
  // What is settled stays: a translation that is done is not undone by a late failure, nor written twice.
  tx.update(translations)
    .set(outcome)
    .where(
      and(
        eq(translations.transcriptId, transcript.transcriptId),
        eq(translations.targetLanguage, key.targetLanguage),
        eq(translations.status, 'pending'),
      ),
    )
    .run();
}

function recordParticipant(tx: Transaction, sessionId: string, event: MeetingEvent): void {
  switch (event.type) {
    case 'participant-joined': {
      const { participantId, displayName, isSelf, atMs } = event;
      tx.insert(participants)
        .values({ sessionId, participantId, displayName, isSelf, joinedAtMs: atMs })
        .onConflictDoUpdate({ target: [participants.sessionId, participants.participantId], set: { displayName, leftAtMs: null } })
        .run();
      return;
    }
    case 'participant-left':
      tx.update(participants)
        .set({ leftAtMs: event.atMs })
        .where(and(eq(participants.sessionId, sessionId), eq(participants.participantId, event.participantId)))
        .run();
      return;
    case 'speaking-started':
    case 'speaking-stopped':
    case 'meeting-ended':
      return;
  }
}
