// What the store promises, on a real file.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { setImmediate as turn } from 'node:timers/promises';
import { DEFAULT_TILE_SETTINGS, SAMPLE_RATE_HZ, SubcamError, type Store } from '@subcam/shared';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { eventKey } from './event-key.ts';
import { openStore } from './index.ts';
import { capture, finalOf, nobody, progressThrough, session, transcript } from './testing/rows.ts';

let folder: string;
let file: string;
let store: Store;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'subcam-store-'));
  file = path.join(folder, 'data', 'subcam.db');
  store = await openStore({ file });
});

afterEach(async () => {
  await store.close();
  await rm(folder, { recursive: true });
});

function translationOf(index: number, text: string) {
  const { captureId, firstSample, engine } = transcript(index);
  return {
    captureId,
    firstSample,
    status: 'final',
    revision: 3,
    sourceLanguage: 'en',
    targetLanguage: 'es',
    text,
    stableLength: text.length,
    confidence: 0.5,
    engine,
  } as const;
}

async function failureOf(work: Promise<unknown>): Promise<SubcamError> {
  const thrown: unknown = await work.then(
    () => null,
    (error: unknown) => error,
  );
  expect(thrown).toBeInstanceOf(SubcamError);
  return thrown as SubcamError;
}

describe('a capture', () => {
  it('starts at sample 0 without a segmenter state', async () => {
    const { capture: opened, tileSettings } = await store.openCapture(session, capture());
    expect(opened).toMatchObject({ committedThrough: 0, segmenterState: null, connectionEpoch: 1, tileWish: null });
    expect(tileSettings).toBeNull();
  });

  it('goes on from its last commit when it is opened again with a higher epoch, by another process too', async () => {
    await store.openCapture(session, capture());
    await store.commitFinal(finalOf(0));
    await store.close();
    store = await openStore({ file });
    expect((await store.openCapture(session, capture({ connectionEpoch: 7 }))).capture).toMatchObject({
      committedThrough: SAMPLE_RATE_HZ,
      segmenterState: '{"at":16000}',
      connectionEpoch: 7,
      startedAtMs: 1_000.5,
    });
  });

  it('refuses an epoch that is not higher', async () => {
    await store.openCapture(session, capture({ connectionEpoch: 2 }));
    expect(await failureOf(store.openCapture(session, capture({ connectionEpoch: 2 })))).toMatchObject({ code: 'stale-connection' });
    expect(await failureOf(store.openCapture(session, capture({ connectionEpoch: 1 })))).toMatchObject({ code: 'stale-connection' });
  });

  it('cannot be taken over by another session', async () => {
    await store.openCapture(session, capture());
    const other = { ...session, sessionId: 'session-2' };
    const thief = capture({ sessionId: 'session-2', connectionEpoch: 2 });
    expect(await failureOf(store.openCapture(other, thief))).toMatchObject({ code: 'bad-request' });
  });
});

describe('a session', () => {
  it('is told as open until it is closed, in the order in which sessions were opened', async () => {
    await store.openCapture({ ...session, sessionId: 'later', openedAtMs: 2_000 }, capture({ captureId: 'c2', sessionId: 'later' }));
    await store.openCapture(session, capture());
    expect(await store.openSessions()).toEqual(['session-1', 'later']);
    await store.closeSession('session-1', 3_000);
    expect(await store.openSessions()).toEqual(['later']);
    await store.openCapture(session, capture({ connectionEpoch: 2 }));
    expect(await store.openSessions()).toEqual(['session-1', 'later']);
  });

  it('keeps how its tile looks and what its client asked for, until it is closed', async () => {
    await store.openCapture(session, capture());
    const light = { ...DEFAULT_TILE_SETTINGS, theme: 'light' } as const;
    const split = { ...DEFAULT_TILE_SETTINGS, mode: 'split' } as const;
    await store.saveTileSettings('session-1', split, { captureId: 'capture-1', tile: split });
    await store.saveTileSettings('session-1', light);
    await store.close();
    store = await openStore({ file });
    const back = await store.openCapture(session, capture({ connectionEpoch: 2 }));
    expect(back.tileSettings).toEqual(light);
    expect(back.capture.tileWish).toEqual(split);
    await store.closeSession('session-1', 3_000);
    const again = await store.openCapture(session, capture({ connectionEpoch: 3 }));
    expect(again).toMatchObject({ tileSettings: null, capture: { tileWish: null } });
  });

  it('whose stored tile this version cannot read looks as the daemon’s own', async () => {
    await store.openCapture(session, capture());
    const writer = new Database(file);
    writer.prepare('UPDATE sessions SET tile_settings = ?').run(JSON.stringify({ mode: 'hologram' }));
    writer.close();
    expect((await store.openCapture(session, capture({ connectionEpoch: 2 }))).tileSettings).toBeNull();
  });
});

describe('a final', () => {
  it('is stored with its pending translations and its progress, or not at all', async () => {
    await store.openCapture(session, capture());
    // A duplicated target breaks the second pending row, after the final was inserted.
    const broken = await failureOf(store.commitFinal(finalOf(0, ['es', 'es'])));
    expect(broken.code).toBe('storage');
    expect(await store.transcripts('session-1')).toEqual([]);
    expect((await store.openCapture(session, capture({ connectionEpoch: 2 }))).capture).toMatchObject({ committedThrough: 0 });

    expect(await store.commitFinal(finalOf(0, ['es', 'fr']))).toBe(true);
    expect(await store.transcripts('session-1')).toEqual([{ transcript: transcript(0), attribution: nobody, translations: {} }]);
    expect((await store.pendingTranslations('session-1')).map(({ targetLanguage }) => targetLanguage)).toEqual(['es', 'fr']);
  });

  it('is not written twice, and a second one moves nothing', async () => {
    await store.openCapture(session, capture());
    await store.commitFinal(finalOf(0));
    const again = finalOf(0);
    const second = { ...again, transcript: { ...again.transcript, text: 'other words' }, progress: progressThrough(99_999) };
    expect(await store.commitFinal(second)).toBe(false);
    expect((await store.transcripts('session-1')).map(({ transcript: { text } }) => text)).toEqual(['words 0']);
    expect((await store.openCapture(session, capture({ connectionEpoch: 2 }))).capture).toMatchObject({ committedThrough: SAMPLE_RATE_HZ });
  });

  it('takes what could not be read after it with it, or not at all', async () => {
    await store.openCapture(session, capture());
    const gap = { firstSample: SAMPLE_RATE_HZ, sampleCount: 800, reason: 'engine-unavailable' } as const;
    await failureOf(store.commitFinal({ ...finalOf(0, ['es', 'es']), gap }));
    expect(await store.gaps('capture-1')).toEqual([]);
    await store.commitFinal({ ...finalOf(0), gap });
    expect(await store.gaps('capture-1')).toEqual([gap]);
  });

  it('of a capture that was never opened is refused', async () => {
    expect(await failureOf(store.commitFinal(finalOf(0)))).toMatchObject({ code: 'storage', retryable: false });
  });
});

describe('progress', () => {
  it('never goes back', async () => {
    await store.openCapture(session, capture());
    await store.commitQuiet(progressThrough(32_000));
    await store.commitQuiet(progressThrough(16_000));
    expect((await store.openCapture(session, capture({ connectionEpoch: 2 }))).capture).toMatchObject({
      committedThrough: 32_000,
      segmenterState: '{"at":32000}',
    });
  });

  it('is kept as one span a stretch, and the gaps with their reasons', async () => {
    await store.openCapture(session, capture());
    await store.commitFinal(finalOf(0));
    await store.commitQuiet(progressThrough(20_000));
    await store.commitGap({ firstSample: 20_000, sampleCount: 5_000, reason: 'buffer-evicted' }, progressThrough(25_000));
    expect(await store.recordGap('capture-1', { firstSample: 3_000, sampleCount: 60, reason: 'source-gap' })).toBe(true);
    expect(await store.recordGap('capture-1', { firstSample: 3_000, sampleCount: 100, reason: 'source-gap' })).toBe(true);
    // Told again from a resume point in its middle.
    expect(await store.recordGap('capture-1', { firstSample: 3_040, sampleCount: 60, reason: 'source-gap' })).toBe(false);
    expect(await store.gaps('capture-1')).toEqual([
      { firstSample: 3_000, sampleCount: 100, reason: 'source-gap' },
      { firstSample: 20_000, sampleCount: 5_000, reason: 'buffer-evicted' },
    ]);
    const reader = new Database(file, { readonly: true });
    try {
      const spans = reader.prepare(`select first_sample, sample_count from audio_spans where kind = 'committed'`).all();
      expect(spans).toEqual([{ first_sample: 0, sample_count: 25_000 }]);
    } finally {
      reader.close();
    }
  });

  it('takes back a client-lost gap when the client returns', async () => {
    await store.openCapture(session, capture());
    await store.commitQuiet(progressThrough(16_000));
    await store.recordGap('capture-1', { firstSample: 16_000, sampleCount: 500, reason: 'client-lost' });
    await store.openCapture(session, capture({ connectionEpoch: 2 }));
    expect(await store.gaps('capture-1')).toEqual([]);
  });
});

describe('a translation', () => {
  it('is pending until it is done, and what is done stays done', async () => {
    await store.openCapture(session, capture());
    await store.commitFinal(finalOf(0));
    expect(await store.pendingTranslations('session-1')).toEqual([
      {
        sessionId: 'session-1',
        captureId: 'capture-1',
        firstSample: 0,
        targetLanguage: 'es',
        transcript: transcript(0),
        attribution: nobody,
      },
    ]);
    await store.commitTranslation(translationOf(0, 'palabras'), 6_000);
    await store.commitTranslation(translationOf(0, 'otras palabras'), 7_000);
    await store.failTranslation({ captureId: 'capture-1', firstSample: 0, targetLanguage: 'es' }, 'too late');
    expect(await store.pendingTranslations('session-1')).toEqual([]);
    expect(await store.transcripts('session-1')).toMatchObject([{ translations: { es: 'palabras' } }]);
  });

  it('that failed is neither pending nor shown', async () => {
    await store.openCapture(session, capture());
    await store.commitFinal(finalOf(0));
    await store.failTranslation({ captureId: 'capture-1', firstSample: 0, targetLanguage: 'es' }, 'the engine is gone');
    expect(await store.pendingTranslations('session-1')).toEqual([]);
    expect(await store.transcripts('session-1')).toMatchObject([{ translations: {} }]);
  });
});

describe('a meeting', () => {
  it('is remembered event by event in the order of observation', async () => {
    await store.openCapture(session, capture());
    const joined = { type: 'participant-joined', atMs: 10.25, participantId: 'p1', displayName: 'Ana', isSelf: false } as const;
    const speaking = { type: 'speaking-started', atMs: 20, participantId: 'p1' } as const;
    expect(await store.recordMeetingEvent('session-1', speaking)).toBe(true);
    expect(await store.recordMeetingEvent('session-1', joined)).toBe(true);
    expect(await store.recordMeetingEvent('session-1', { ...speaking })).toBe(false);
    expect(await store.meetingEvents('session-1')).toEqual([joined, speaking]);
  });

  it('that told 100,000 events is read whole and in order, and others have their turns meanwhile', async () => {
    await store.openCapture(session, capture());
    const client = new Database(file);
    const insert = client.prepare('insert into events (session_id, at_ms, event_key, event) values (?, ?, ?, ?)');
    const told = Array.from({ length: 100_000 }, (_, index) => ({
      type: 'speaking-started',
      // Backwards, and four at each instant.
      atMs: 30_000 - Math.floor(index / 4),
      participantId: `p${index}`,
    }));
    client.transaction(() => {
      for (const event of told) insert.run('session-1', event.atMs, eventKey(event), JSON.stringify(event));
    })();
    client.close();
    let turnsOfOthers = 0;
    const read = new AbortController();
    const others = async (): Promise<void> => {
      while (!read.signal.aborted) {
        await turn();
        turnsOfOthers += 1;
      }
    };
    const working = others();
    const events = await store.meetingEvents('session-1');
    read.abort();
    await working;
    expect(events).toEqual(told.toSorted((a, b) => a.atMs - b.atMs));
    expect(turnsOfOthers).toBeGreaterThanOrEqual(100);
  });
});

describe('finals of several captures', () => {
  it('come in the order in which they were said', async () => {
    await store.openCapture(session, capture({ captureId: 'later', startedAtMs: 60_000 }));
    await store.openCapture(session, capture({ captureId: 'earlier', startedAtMs: 1_000 }));
    await store.commitFinal({ ...finalOf(0), transcript: transcript(0, 'later'), progress: progressThrough(16_000, 'later') });
    await store.commitFinal({ ...finalOf(2), transcript: transcript(2, 'earlier'), progress: progressThrough(48_000, 'earlier') });
    expect((await store.transcripts('session-1')).map(({ transcript: { captureId } }) => captureId)).toEqual(['earlier', 'later']);
  });

  it('are read whole when there are many of them, each with its translations', async () => {
    await store.openCapture(session, capture());
    const client = new Database(file);
    client.transaction(() => {
      const columns =
        'session_id, capture_id, first_sample, end_sample, speech_end_sample, revision, text, language, engine, attribution_confidence, committed_at_ms';
      const final = client.prepare(
        `insert into transcripts (${columns}) values ('session-1', 'capture-1', ?, ?, ?, 1, ?, 'en', '{}', 0, 1)`,
      );
      const done = client.prepare("insert into translations (transcript_id, target_language, status, text) values (?, 'es', 'done', ?)");
      for (let index = 0; index < 1_200; index += 1) {
        const { lastInsertRowid } = final.run(index * 100, index * 100 + 90, index * 100 + 80, `words ${index}`);
        done.run(lastInsertRowid, `palabras ${index}`);
      }
    })();
    client.close();
    const read = await store.transcripts('session-1');
    expect(read.map(({ transcript: { text }, translations }) => `${text} / ${translations['es']}`)).toEqual(
      Array.from({ length: 1_200 }, (_, index) => `words ${index} / palabras ${index}`),
    );
  });
});

describe('a database that cannot be used', () => {
  it('is a storage error that may pass while another program holds the lock', async () => {
    await store.openCapture(session, capture());
    const impatient = await openStore({ file, busyTimeoutMs: 0 });
    const holder = new Database(file);
    try {
      holder.exec('begin immediate');
      expect(await failureOf(impatient.commitQuiet(progressThrough(100)))).toMatchObject({ code: 'storage', retryable: true });
      holder.exec('rollback');
      await impatient.commitQuiet(progressThrough(100));
    } finally {
      holder.close();
      await impatient.close();
    }
  });

  it('is a retryable storage error when it is full, and nothing of the commit stays', async () => {
    await store.openCapture(session, capture());
    const long = finalOf(0);
    // A page limit below the present size means that the database may not grow: the same SQLITE_FULL as a full disk.
    const full = await openStore({ file, maxPages: 1 });
    try {
      const huge = { ...long, transcript: { ...long.transcript, text: 'word '.repeat(100_000) } };
      expect(await failureOf(full.commitFinal(huge))).toMatchObject({ code: 'storage', retryable: true });
      expect(await full.transcripts('session-1')).toEqual([]);
    } finally {
      await full.close();
    }
  });

  it('is a final storage error when the file is something else', async () => {
    const other = path.join(folder, 'other.db');
    await writeFile(other, 'this is a letter to my grandmother, and certainly no database '.repeat(20));
    expect(await failureOf(openStore({ file: other }))).toMatchObject({ code: 'storage', retryable: false });
  });
});

describe('a writer killed in the middle', () => {
  it('leaves every commit that it told of, none twice, and a sound file', { timeout: 60_000 }, async () => {
    let told = -1;
    for (let round = 1; round <= 5; round += 1) {
      const program = path.join(import.meta.dirname, 'testing/crash-writer.ts');
      const child = spawn(process.execPath, [program, file, String(round)], { stdio: ['ignore', 'pipe', 'inherit'] });
      const exited = once(child, 'exit');
      const stopAt = told + 1 + 7 * round;
      for await (const line of createInterface({ input: child.stdout })) {
        told = Number(line);
        // The writer goes on while this line travels: the signal hits it somewhere in a commit.
        if (told >= stopAt) child.kill('SIGKILL');
      }
      await exited;
      expect(child.signalCode).toBe('SIGKILL');
    }
    const rows = await store.transcripts('session-1');
    expect(rows.length).toBeGreaterThan(told);
    expect(rows.map(({ transcript: { firstSample } }) => firstSample)).toEqual(rows.map((_row, index) => index * SAMPLE_RATE_HZ));
    const reopened = await store.openCapture(session, capture({ connectionEpoch: 99 }));
    expect(reopened.capture.committedThrough).toBe(rows.length * SAMPLE_RATE_HZ);
    const untranslated = rows.filter(({ translations }) => translations['es'] === undefined).length;
    expect((await store.pendingTranslations('session-1')).length).toBe(untranslated);
    const reader = new Database(file, { readonly: true });
    try {
      expect(reader.pragma('integrity_check')).toEqual([{ integrity_check: 'ok' }]);
      expect(reader.pragma('foreign_key_check')).toEqual([]);
    } finally {
      reader.close();
    }
  });
});
