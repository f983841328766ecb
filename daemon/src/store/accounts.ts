// Finals and translations that are stored -> what they are counted, attributed and found by.
import type { LanguageCode } from '@subcam/shared';
import type { Database } from './database.ts';
import { foundBy, storingPassages } from './passages.ts';
import { searchTokens } from './search/tokens.ts';
import { spokenBy, type SpokenFinal } from './speakers.ts';
import { countedFinals, countedTranslations } from './statistics.ts';
import { together, type Task, type Work } from './work.ts';

const NOTHING: Task<number> = { step: null, otherwise: 0 };

export interface AccountedFinal extends SpokenFinal {
  readonly language: LanguageCode;
  /** Of its text. */
  readonly tokens: readonly string[];
  readonly speechMs: number;
}

/** `before`: what else is written of them. Resolves with what is written last. */
export function* accountForFinals(
  database: Database,
  finals: readonly AccountedFinal[],
  before: Task<number> = NOTHING,
): Work<Task<number>> {
  const texts = finals.map(({ transcriptId, sessionId, language, tokens }) => {
    return { transcriptId, sessionId, language, isTranslation: false, tokens };
  });
  const counted = finals.map(({ sessionId, tokens, speechMs, endedAtMs: atMs }) => ({
    sessionId,
    wordCount: tokens.length,
    speechMs,
    atMs,
  }));
  const [, , , , inserted] = yield* together(before, ...spokenBy(finals), countedFinals(counted), storingPassages(texts));
  return foundBy(database, texts, inserted);
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
  const texts = settled.flatMap(({ transcriptId, sessionId, language, text }) =>
    text === null ? [] : [{ transcriptId, sessionId, language, isTranslation: true, tokens: searchTokens(text) }],
  );
  const [, inserted] = yield* together(countedTranslations(settled), storingPassages(texts));
  yield* together(foundBy(database, texts, inserted));
}
