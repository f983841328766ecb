// A transcript or a translation -> a passage that can be found, and passages that were found -> what people read.
import type { LanguageCode, SearchHit } from '@subcam/shared';
import { and, desc, eq, inArray } from 'drizzle-orm';
import type { Phrase } from './search/query.ts';
import { snippetOf } from './search/snippet.ts';
import { attributionOf } from './stored-rows.ts';
import type { Database } from './database.ts';
import { first, rows, type Work } from './work.ts';

interface Passage {
  readonly transcriptId: number;
  readonly sessionId: string;
  readonly language: LanguageCode;
  readonly text: string;
  readonly isTranslation: boolean;
}

export function* addPassage(database: Database, { transcriptId, sessionId, language, text, isTranslation }: Passage): Work<void> {
  const { passages } = database.tables;
  const inserted = yield* first(
    database.build.insert(passages).values({ transcriptId, language, isTranslation }).returning({ passageId: passages.passageId }),
  );
  if (inserted !== undefined) yield* database.search.add({ passageId: inserted.passageId, text, sessionId, language });
}

/** The passages of these ids, the latest first, with what was found in them. */
export function* readPassages(
  { build, tables }: Database,
  passageIds: readonly number[],
  phrases: readonly Phrase[],
): Work<readonly SearchHit[]> {
  if (passageIds.length === 0) return [];
  const { passages, transcripts, translations } = tables;
  const { passageId, language, isTranslation } = passages;
  const found = yield* rows(
    build
      .select({ passageId, language, isTranslation, row: transcripts, translated: translations.text })
      .from(passages)
      .innerJoin(transcripts, eq(transcripts.transcriptId, passages.transcriptId))
      .leftJoin(translations, and(eq(translations.transcriptId, passages.transcriptId), eq(translations.targetLanguage, passages.language)))
      .where(inArray(passages.passageId, [...passageIds]))
      .orderBy(desc(passages.passageId)),
  );
  return found.map(({ row, translated, ...passage }) => {
    const text = passage.isTranslation ? (translated ?? '') : row.text;
    const { sessionId, captureId, firstSample, startedAtMs } = row;
    return {
      ...passage,
      sessionId,
      captureId,
      firstSample,
      startedAtMs,
      attribution: attributionOf(row),
      text,
      snippet: snippetOf(text, phrases),
    };
  });
}
