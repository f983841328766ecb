// What is committed -> the counts of its sessions.
import { sql } from 'drizzle-orm';
import type { Tables } from './database.ts';
import { preparedInsert } from './prepared.ts';
import { storing, type Task } from './work.ts';

const addedCounts = preparedInsert(
  'added_counts',
  ({ sessionStatistics }) => sessionStatistics,
  (insert, { sessionStatistics: counted }) =>
    insert.onConflictDoUpdate({
      target: counted.sessionId,
      set: {
        finals: sql`${counted.finals} + excluded.finals`,
        words: sql`${counted.words} + excluded.words`,
        speechMs: sql`${counted.speechMs} + excluded.speech_ms`,
        translationsDone: sql`${counted.translationsDone} + excluded.translations_done`,
        translationsFailed: sql`${counted.translationsFailed} + excluded.translations_failed`,
        // Captures of a session are read side by side; what is no final leaves it as it was.
        lastFinalAtMs: sql`case when excluded.last_final_at_ms is null or ${counted.lastFinalAtMs} > excluded.last_final_at_ms then ${counted.lastFinalAtMs} else excluded.last_final_at_ms end`,
      },
    }),
);

type Counts = Tables['sessionStatistics']['$inferSelect'];

/** `atMs`: wall clock of the end of the speech. */
export interface CountedFinal {
  readonly sessionId: string;
  readonly wordCount: number;
  readonly speechMs: number;
  readonly atMs: number;
}

export function countedFinals(finals: readonly CountedFinal[]): Task<number> {
  return addingCounts(
    finals.map(({ sessionId, wordCount, speechMs, atMs }) => ({
      ...NOTHING,
      sessionId,
      finals: 1,
      words: wordCount,
      speechMs,
      lastFinalAtMs: atMs,
    })),
  );
}

export interface CountedTranslation {
  readonly sessionId: string;
  readonly outcome: 'done' | 'failed';
}

export function countedTranslations(settled: readonly CountedTranslation[]): Task<number> {
  return addingCounts(
    settled.map(({ sessionId, outcome }) => ({
      ...NOTHING,
      sessionId,
      ...(outcome === 'done' ? { translationsDone: 1 } : { translationsFailed: 1 }),
    })),
  );
}

const NOTHING: Omit<Counts, 'sessionId'> = {
  finals: 0,
  words: 0,
  speechMs: 0,
  translationsDone: 0,
  translationsFailed: 0,
  lastFinalAtMs: null,
};

/** In the order of the sessions, so that no two transactions wait for each other. */
function addingCounts(counted: readonly Counts[]): Task<number> {
  const sums = new Map<string, Counts>();
  for (const more of counted) {
    const sum = sums.get(more.sessionId);
    sums.set(more.sessionId, sum === undefined ? more : added(sum, more));
  }
  const [...bySession] = sums.values();
  return storing(
    addedCounts,
    bySession.toSorted((a, b) => (a.sessionId < b.sessionId ? -1 : 1)),
  );
}

function added(a: Counts, b: Counts): Counts {
  const ends = [a.lastFinalAtMs, b.lastFinalAtMs].filter((ms) => ms !== null);
  return {
    sessionId: a.sessionId,
    finals: a.finals + b.finals,
    words: a.words + b.words,
    speechMs: a.speechMs + b.speechMs,
    translationsDone: a.translationsDone + b.translationsDone,
    translationsFailed: a.translationsFailed + b.translationsFailed,
    lastFinalAtMs: ends.length === 0 ? null : Math.max(...ends),
  };
}
