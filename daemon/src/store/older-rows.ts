// Finals that were stored before they could be found -> their times, counts, speakers and passages.
import { samplesToMs } from '@subcam/shared';
import { and, asc, eq, isNull, sql } from 'drizzle-orm';
import { addPassage } from './passages.ts';
import { countWords } from './search/tokens.ts';
import { recordSpeaker, speakerOf } from './speakers.ts';
import { countFinal, countTranslation } from './statistics.ts';
import { attributionOf } from './stored-rows.ts';
import type { Backend, Database } from './database.ts';
import { change, rows, type Work } from './work.ts';

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
    const wordCount = countWords(text);
    yield* change(build.update(transcripts).set({ startedAtMs, wordCount }).where(eq(transcripts.transcriptId, transcriptId)));
    const attribution = attributionOf(row);
    const span = { transcriptId, firstSample, endSample, speaker: speakerOf(attribution), confidence: attribution.confidence };
    yield* recordSpeaker(database, { sessionId, span, startedAtMs, endedAtMs });
    yield* countFinal(database, sessionId, { wordCount, speechMs: samplesToMs(speechEndSample - firstSample), atMs: endedAtMs });
    yield* addPassage(database, { transcriptId, sessionId, language, text, isTranslation: false });
    const settled = yield* rows(build.select().from(translations).where(eq(translations.transcriptId, transcriptId)));
    for (const { targetLanguage, status, text: translated } of settled) {
      if (status === 'pending') continue;
      yield* countTranslation(database, sessionId, status);
      if (translated !== null)
        yield* addPassage(database, { transcriptId, sessionId, language: targetLanguage, text: translated, isTranslation: true });
    }
  }
  return older.length;
}
