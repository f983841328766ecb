// How long readings took with one thread and with several -> with how many the next one is quicker. Pure.

export interface ReadingThreads {
  /** For a reading that begins now. `isAlone`: no other one of this engine is under way. `isUrgent`: the other number is tried with it only after a longer time. */
  next(of: { readonly isAlone: boolean; readonly isUrgent: boolean }): number;
  /** A reading of so many places of the encoder took so long, ms, once it had begun. */
  took(threads: number, reading: { readonly places: number; readonly ms: number }): void;
}

/** How much the newest reading says of how long they take; the rest is what was known before. */
const NEWEST_SHARE = 0.5;

/** Readings until the number that was slower is tried again; twice as many each time that it was slower still, up to the most. */
const FIRST_TRY_AFTER = 8;
const LAST_TRY_AFTER = 128;

/** Where only urgent ones come, they wait so many times as long for it. */
const URGENT_TIMES = 4;

/**
 * `most`: threads of one reading, at most. The threads of whisper.cpp wait for each other without giving their core away: on two cores of which nobody
 * else wants any, two threads take half as long as one; where others want them too, twice as long, and three times the processor. So what is quicker is
 * measured: the readings themselves tell. Several readings at once have a thread each.
 */
export function createReadingThreads(most: number): ReadingThreads {
  /** ms for each place. */
  const paces = new Map<number, number>();
  let chosen = most;
  let readingsSinceTry = 0;
  let tryAfter = FIRST_TRY_AFTER;
  const other = (): number => (chosen === 1 ? most : 1);

  return {
    next: ({ isAlone, isUrgent }) => {
      if (!isAlone || most === 1) return 1;
      if (!paces.has(chosen)) return chosen;
      const isDue = !paces.has(other()) || readingsSinceTry >= tryAfter * (isUrgent ? URGENT_TIMES : 1);
      return isDue ? other() : chosen;
    },
    took: (threads, { places, ms }) => {
      if (most === 1) return;
      const pace = ms / places;
      const before = paces.get(threads);
      const isTry = threads !== chosen && paces.has(chosen);
      // What was measured long ago, under another load, says nothing of now.
      paces.set(threads, before === undefined || isTry ? pace : before * (1 - NEWEST_SHARE) + pace * NEWEST_SHARE);
      readingsSinceTry = isTry ? 0 : readingsSinceTry + 1;
      const [mine, theirs] = [paces.get(chosen), paces.get(other())];
      if (mine === undefined || theirs === undefined) return;
      if (theirs < mine) {
        chosen = other();
        tryAfter = FIRST_TRY_AFTER;
        readingsSinceTry = 0;
      } else if (isTry) tryAfter = Math.min(LAST_TRY_AFTER, tryAfter * 2);
    },
  };
}
