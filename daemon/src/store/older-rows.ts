// Finals that were stored before they could be found -> their times, counts, speakers and passages.
import { samplesToMs } from '@subcam/shared';
import { and, asc, eq, isNull, sql } from 'drizzle-orm';
import { accountForFinals, accountForTranslations } from './accounts.ts';
import { searchTokens } from './search/tokens.ts';
import { speakerOf } from './speakers.ts';
import { attributionOf } from './stored-rows.ts';
import type { Backend, Database } from './database.ts';
import { change, rows, together, type Work } from './work.ts';

/** Of one transaction. */
const ROWS_AT_ONCE = 200;

/** Does nothing where there are none. One that was stopped in the middle goes on. Rejects with `storage`. */
export async function fillOlderRows(backend: Backend): Promise<void> {
  for (;;) {
    const filled = await backend.write('older rows were made findable', fillSome);
    if (filled < ROWS_AT_ONCE) return;
  }
}

function* fillSome(database: Database): Work<number> {
  const { build, tables } = database;
  const { captures, passages, transcripts, translations } = tables;
  const older = yield* rows(
    build
      .select({ row: transcripts, captureStartedAtMs: captures.startedAtMs })
      .from(transcripts)
      .innerJoin(captures, eq(captures.captureId, transcripts.captureId))
      .leftJoin(passages, eq(passages.transcriptId, transcripts.transcriptId))
      // Written as the condition of the index that has these rows alone.
      .where(and(sql`${transcripts.startedAtMs} = 0`, isNull(passages.passageId)))
      .orderBy(asc(transcripts.transcriptId))
      .limit(ROWS_AT_ONCE),
  );
  for (const { row, captureStartedAtMs } of older) {
    const { transcriptId, sessionId, firstSample, endSample, speechEndSample, language, text } = row;
    const startedAtMs = captureStartedAtMs + samplesToMs(firstSample);
    const endedAtMs = captureStartedAtMs + samplesToMs(speechEndSample);
    const tokens = searchTokens(text);
    yield* change(
      build.update(transcripts).set({ startedAtMs, wordCount: tokens.length }).where(eq(transcripts.transcriptId, transcriptId)),
    );
    const attribution = attributionOf(row);
    const { confidence } = attribution;
    const spoken = { sessionId, transcriptId, firstSample, endSample, speaker: speakerOf(attribution), confidence, startedAtMs, endedAtMs };
    const speechMs = samplesToMs(speechEndSample - firstSample);
    yield* together(yield* accountForFinals(database, [{ ...spoken, language, tokens, speechMs }]));
    const settled = yield* rows(build.select().from(translations).where(eq(translations.transcriptId, transcriptId)));
    yield* accountForTranslations(
      database,
      settled.flatMap(({ targetLanguage, status: outcome, text: translated }) =>
        outcome === 'pending' ? [] : [{ sessionId, transcriptId, language: targetLanguage, outcome, text: translated }],
      ),
    );
  }
  return older.length;
}
