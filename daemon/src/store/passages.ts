// A transcript or a translation -> a passage that can be found, and passages that were found -> what people read.
import type { LanguageCode, SearchHit } from '@subcam/shared';
import { and, desc, eq, inArray } from 'drizzle-orm';
import { preparedInsert, telling } from './prepared.ts';
import type { Phrase } from './search/query.ts';
import { snippetOf } from './search/snippet.ts';
import { attributionOf } from './stored-rows.ts';
import type { Database } from './database.ts';
import { returning, rows, type Task, type Work } from './work.ts';

export interface Passage {
  readonly transcriptId: number;
  readonly sessionId: string;
  readonly language: LanguageCode;
  readonly isTranslation: boolean;
  /** Of its text. */
  readonly tokens: readonly string[];
}

const newPassages = telling(
  preparedInsert(
    'new_passages',
    ({ passages }) => passages,
    (insert) => insert,
  ),
  ['passageId', 'transcriptId', 'isTranslation', 'language'],
);

type StoredPassage = PassageKey & { readonly passageId: number };

type PassageKey = Pick<Passage, 'isTranslation' | 'language' | 'transcriptId'>;

const keyOf = ({ transcriptId, isTranslation, language }: PassageKey): string => `${transcriptId} ${isTranslation} ${language}`;

/** Their rows. What they are found by comes after it: `foundBy`. */
export function storingPassages(texts: readonly Passage[]): Task<readonly StoredPassage[]> {
  return returning(
    newPassages,
    texts.map(({ transcriptId, language, isTranslation }) => ({ transcriptId, language, isTranslation })),
  );
}

/** Makes texts findable that were stored so. */
export function foundBy({ search }: Database, texts: readonly Passage[], inserted: readonly StoredPassage[]): Task<number> {
  const ids = new Map(inserted.map((row) => [keyOf(row), row.passageId]));
  return search.adding(
    texts.flatMap((text) => {
      const passageId = ids.get(keyOf(text));
      return passageId === undefined ? [] : [{ ...text, passageId }];
    }),
  );
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
