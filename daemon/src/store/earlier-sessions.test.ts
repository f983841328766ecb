// Sessions that the daemon of an earlier version recorded -> this one has them, word for word, in their file and on a server to which it moves.
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import Database from 'better-sqlite3';
import type { Store } from '@subcam/shared';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { testDatabase } from '../testing/postgres-server.ts';
import { DEFAULT_STORE_LIMITS, moveStore, openStore } from './index.ts';
import { capture, session } from './testing/rows.ts';

const ENDED = '6a1d3c52-0f5e-4f0e-9a55-6b2b5a0c1d11';
/** Its daemon was killed in the middle of it. */
const OPEN = 'b7c90e11-52aa-4c5f-8c0d-f3a1d2e4c602';

let folder: string;
let file: string;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'subcam-earlier-'));
  file = path.join(folder, 'subcam.db');
  const before = new Database(file);
  before.exec(await readFile(path.join(import.meta.dirname, 'testing', 'sessions-of-before.sql'), 'utf8'));
  before.close();
});

afterEach(() => rm(folder, { recursive: true }));

async function expectThem(store: Store): Promise<void> {
  const said = async (sessionId: string) =>
    (await store.timeline({ sessionId, limit: 10 })).map(({ transcript, attribution, translations }) => [
      attribution.displayName,
      transcript.text,
      translations,
    ]);
  expect(await said(ENDED)).toEqual([
    [
      'Ana Silva',
      'The good morning shall we begin with the annuity part.',
      { es: 'La buena mañana comenzaremos con la parte de la anuidad.' },
    ],
    [
      'José Ñandú',
      'Yes, the report is ready and the new office is almost finished.',
      { es: 'Sí, el informe está listo y la nueva oficina está casi terminado.' },
    ],
    ['Ana Silva', 'Very good, thank you.', { es: 'Muy bueno, muchas gracias.' }],
  ]);
  const open = await said(OPEN);
  expect(open.map(([name]) => name)).toEqual(['Ana Silva', 'José Ñandú']);
  expect(open[1]?.[2]).toEqual({
    es: 'Pues tal vez debiéramos hacer eso mañana de mañana, cuando cada cuerpo está aquí.',
    pt: 'Pois talvez devêssemos fazer isso amanhã de manhã, quando cada corpo está aqui.',
  });
  for (const sessionId of [ENDED, OPEN]) {
    for (const { transcript, translations } of await store.timeline({ sessionId, limit: 10 })) {
      for (const text of [transcript.text, ...Object.values(translations)]) {
        for (const word of text.match(/\p{L}+/gu) ?? []) {
          const hits = await store.search({ text: word, sessionId, limit: 50 });
          expect([word, hits.map((hit) => hit.text)]).toEqual([word, expect.arrayContaining([text]) as string[]]);
        }
      }
    }
  }
  expect(await store.search({ text: 'manana', speaker: 'jose nandu', limit: 10 })).toHaveLength(1);
  expect((await store.speakers(ENDED)).map(({ displayName, finals }) => [displayName, finals])).toEqual([
    ['Ana Silva', 2],
    ['José Ñandú', 1],
  ]);
  expect(await store.statistics(ENDED)).toMatchObject({ isOpen: false, finals: 3, translationsDone: 3, speakers: 2 });
  expect(await store.meetingEvents(ENDED)).toHaveLength(8);
  expect(await store.openSessions()).toEqual([OPEN]);
  // The one that was cut off goes on where it was.
  const again = { sessionId: OPEN, captureId: 'tab-2', connectionEpoch: 2 };
  const { capture: opened } = await store.openCapture({ ...session, sessionId: OPEN }, capture(again));
  expect(opened.committedThrough).toBe(133_120);
  expect(opened.segmenterState).toContain('silero');
}

it('are there, and every word of them is found', async () => {
  const store = await openStore({ file, isDaemon: true });
  await expectThem(store);
  await store.close();
});

it('are there after a move to a server, and every word of them is found', async () => {
  await using database = await testDatabase();
  const rows = await moveStore({ file, url: database.url, limits: DEFAULT_STORE_LIMITS, signal: new AbortController().signal });
  expect(rows).toBeGreaterThan(40);
  const store = await openStore({ file, url: database.url, isDaemon: true });
  await expectThem(store);
  await store.close();
});
