// Finals and translations that are stored -> what they are counted, attributed and found by.
import type { LanguageCode } from '@subcam/shared';
import type { Database } from './database.ts';
import { addPassages } from './passages.ts';
import { tokensOf } from './search/tokens.ts';
import { recordSpeakers, type SpokenFinal } from './speakers.ts';
import { countFinals, countTranslations } from './statistics.ts';
import type { Work } from './work.ts';

export interface AccountedFinal extends SpokenFinal {
  readonly text: string;
  readonly language: LanguageCode;
  readonly wordCount: number;
  readonly speechMs: number;
}

export function* accountForFinals(database: Database, finals: readonly AccountedFinal[]): Work<void> {
  yield* recordSpeakers(finals);
  yield* countFinals(finals.map(({ sessionId, wordCount, speechMs, endedAtMs: atMs }) => ({ sessionId, wordCount, speechMs, atMs })));
  yield* addPassages(
    database,
    finals.map(({ transcriptId, sessionId, language, text }) => {
      return { transcriptId, sessionId, language, isTranslation: false, tokens: tokensOf(text) };
    }),
  );
}

export interface AccountedTranslation {
  readonly sessionId: string;
  readonly transcriptId: number;
  readonly language: LanguageCode;
  readonly outcome: 'done' | 'failed';
  /** null unless it is done. */
  readonly text: string | null;
}

export function* accountForTranslations(database: Database, settled: readonly AccountedTranslation[]): Work<void> {
  yield* countTranslations(settled);
  yield* addPassages(
    database,
    settled.flatMap(({ transcriptId, sessionId, language, text }) =>
      text === null ? [] : [{ transcriptId, sessionId, language, isTranslation: true, tokens: tokensOf(text) }],
    ),
  );
}
