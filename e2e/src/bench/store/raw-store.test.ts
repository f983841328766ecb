// What the bench compares is the same work: the same segments leave the same rows, by the store and by its driver alone, with the same durability.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { openStore } from '@subcam/daemon';
import Database from 'better-sqlite3';
import { expect, it } from 'vitest';
import { openMeeting } from './measure-store.ts';
import { openRawSqlite } from './raw-sqlite.ts';
import { rawRowsOf } from './raw-store.ts';
import { saidTexts } from './said-texts.ts';
import { meetingAt, segmentOf } from './segments.ts';

const SEGMENTS = 30;

type Row = Readonly<Record<string, unknown>>;

/** Every row of every table but those of the database itself; FTS5 keeps the index of words in tables of its own. */
function rowsOf(client: Database.Database): Readonly<Record<string, readonly Row[]>> {
  const names = client
    .prepare("select name from sqlite_schema where type = 'table' and name not like 'sqlite_%' and name not like '\\_\\_%' escape '\\'")
    .pluck();
  return Object.fromEntries(
    (names.all() as string[]).map((name) => [name, client.prepare(`select * from "${name}"`).all() as readonly Row[]]),
  );
}

it('the same rows in every table', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'subcam-raw-'));
  try {
    const meeting = meetingAt(1);
    const segments = Array.from({ length: SEGMENTS }, (_, number) =>
      segmentOf(meeting, number, { texts: saidTexts(1), textIndex: number }),
    );
    const written: Readonly<Record<string, readonly Row[]>>[] = [];
    for (const who of ['store', 'driver'] as const) {
      const file = path.join(folder, `${who}.db`);
      const store = await openStore({ file });
      // What is compared is what a segment writes: sessions and captures are opened alike.
      await openMeeting(store, meeting);
      if (who === 'store') {
        await Promise.all(segments.map(({ final }) => store.commitFinal(final)));
        await Promise.all(segments.map(({ final, translation }) => store.commitTranslation(translation, final.atMs + 40)));
      } else {
        await using raw = openRawSqlite(file);
        await raw.batched(segments.map(rawRowsOf));
      }
      await store.close();
      const client = new Database(file);
      written.push(rowsOf(client));
      client.close();
    }
    const [byStore = {}, byDriver = {}] = written;
    expect(Object.keys(byStore)).toEqual(
      expect.arrayContaining(['transcripts', 'translations', 'correlations', 'passages', 'passages_search', 'audio_spans']),
    );
    expect(byStore['transcripts']).toHaveLength(SEGMENTS);
    expect(byStore['passages']).toHaveLength(2 * SEGMENTS);
    for (const [table, rows] of Object.entries(byStore)) {
      // Rows of one transaction are written in whatever order.
      const [ours, theirs] = [rows, byDriver[table] ?? []].map((some) => some.map((row) => JSON.stringify(row)).toSorted());
      expect([table, theirs]).toEqual([table, ours]);
    }
  } finally {
    await rm(folder, { recursive: true });
  }
});
