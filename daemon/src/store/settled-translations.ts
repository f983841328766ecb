// What became of translations that were owed -> their rows, and everything that is written with them, in one transaction for all of them.
import { SubcamError, type LanguageCode } from '@subcam/shared';
import { eq, sql } from 'drizzle-orm';
import { accountForTranslations } from './accounts.ts';
import type { Database, Tables } from './database.ts';
import { finalKey } from './final-key.ts';
import { listed, prepared, preparedInsert, telling } from './prepared.ts';
import { asking, returning, together, type Work } from './work.ts';

type Row = Tables['translations']['$inferSelect'];

export interface SettledTranslation {
  readonly captureId: string;
  readonly firstSample: number;
  readonly targetLanguage: LanguageCode;
  readonly outcome: Omit<Row, 'status' | 'targetLanguage' | 'transcriptId'> & { readonly status: 'done' | 'failed' };
}

/** Of transcripts, with all their translations and what became of them. */
const translationsOf = prepared('translations_of', ({ build, tables: { transcripts, translations }, isAmong }) => {
  const { transcriptId, sessionId, captureId, firstSample } = transcripts;
  const { targetLanguage, status } = translations;
  return build
    .select({ transcriptId, sessionId, captureId, firstSample, targetLanguage, status })
    .from(transcripts)
    .leftJoin(translations, eq(translations.transcriptId, transcriptId))
    .where(isAmong(captureId, firstSample));
});

/** What is settled stays: a translation that is done is not undone by a late failure, nor written twice. */
const settledRows = telling(
  preparedInsert(
    'settled_translations',
    ({ translations }) => translations,
    (insert, { translations: { transcriptId, targetLanguage, status } }) =>
      insert.onConflictDoUpdate({
        target: [transcriptId, targetLanguage],
        set: {
          status: sql`excluded.status`,
          text: sql`excluded.text`,
          confidence: sql`excluded.confidence`,
          engine: sql`excluded.engine`,
          message: sql`excluded.message`,
          settledAtMs: sql`excluded.settled_at_ms`,
        },
        setWhere: eq(status, 'pending'),
      }),
  ),
  ['transcriptId', 'targetLanguage'],
);

const rowKeyOf = ({ transcriptId, targetLanguage }: { readonly transcriptId: number; readonly targetLanguage: string }): string =>
  `${transcriptId} ${targetLanguage}`;

/** Throws `storage` where one is of a final that was never stored. One that is not owed changes nothing. */
export function* settleTranslations(database: Database, all: readonly SettledTranslation[]): Work<void> {
  const keys = new Map(all.map((one) => [finalKey(one), [one.captureId, one.firstSample]]));
  const [known] = yield* together(asking(translationsOf, listed([...keys.values()])));
  const found = Map.groupBy(known, finalKey);
  const wanted = new Map<string, { readonly row: Row; readonly sessionId: string }>();
  for (const one of all) {
    const rows = found.get(finalKey(one));
    if (rows === undefined) throw new SubcamError('storage', 'A translation of a final that was never stored cannot be stored.');
    const owed = rows.find(({ targetLanguage, status }) => targetLanguage === one.targetLanguage && status === 'pending');
    if (owed === undefined) continue;
    const row: Row = { transcriptId: owed.transcriptId, targetLanguage: one.targetLanguage, ...one.outcome };
    // Of two at once the first is settled.
    if (!wanted.has(rowKeyOf(row))) wanted.set(rowKeyOf(row), { row, sessionId: owed.sessionId });
  }
  const inOrder = [...wanted.values()].toSorted((a, b) => a.row.transcriptId - b.row.transcriptId);
  const owedRows = inOrder.map(({ row }) => row);
  const [changed] = yield* together(returning(settledRows, owedRows));
  const done = new Set(changed.map(rowKeyOf));
  yield* accountForTranslations(
    database,
    inOrder
      .filter(({ row }) => done.has(rowKeyOf(row)))
      .map(({ row: { transcriptId, targetLanguage: language, status, text }, sessionId }) => {
        return { transcriptId, sessionId, language, outcome: status === 'done' ? 'done' : 'failed', text };
      }),
  );
}
