// What is committed -> the counts of its session.
import { sql } from 'drizzle-orm';
import type { Database } from './database.ts';
import { change, type Work } from './work.ts';

/** `atMs`: wall clock of the end of the speech. */
export function* countFinal(
  { build, tables: { sessionStatistics: counted } }: Database,
  sessionId: string,
  { wordCount, speechMs, atMs }: { readonly wordCount: number; readonly speechMs: number; readonly atMs: number },
): Work<void> {
  yield* change(
    build
      .insert(counted)
      .values({ sessionId, finals: 1, words: wordCount, speechMs, lastFinalAtMs: atMs })
      .onConflictDoUpdate({
        target: counted.sessionId,
        set: {
          finals: sql`${counted.finals} + 1`,
          words: sql`${counted.words} + excluded.words`,
          speechMs: sql`${counted.speechMs} + excluded.speech_ms`,
          // Captures of a session are read side by side.
          lastFinalAtMs: sql`case when ${counted.lastFinalAtMs} > excluded.last_final_at_ms then ${counted.lastFinalAtMs} else excluded.last_final_at_ms end`,
        },
      }),
  );
}

export function* countTranslation(
  { build, tables: { sessionStatistics: counted } }: Database,
  sessionId: string,
  outcome: 'done' | 'failed',
): Work<void> {
  const [done, failed] = outcome === 'done' ? [1, 0] : [0, 1];
  yield* change(
    build
      .insert(counted)
      .values({ sessionId, translationsDone: done, translationsFailed: failed })
      .onConflictDoUpdate({
        target: counted.sessionId,
        set: {
          translationsDone: sql`${counted.translationsDone} + excluded.translations_done`,
          translationsFailed: sql`${counted.translationsFailed} + excluded.translations_failed`,
        },
      }),
  );
}
