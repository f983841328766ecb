// How much of what is said a recogniser has time to read: what is told of it, and what is left out.

/**
 * What is not read of segments that grow, since there is too much to read. `older`: states that a newer event waits behind, and a reading that a final
 * waits for is given up; `all`: every state. Finals are read in any case.
 */
export type LeftOut = 'nothing' | 'older' | 'all';

/** How far the readings of a capture have come. */
export interface ReadingProgress {
  /** Whether somebody speaks in what came last. */
  speaks(isSpeaking: boolean): void;
  /** What is read now: one past its last sample; null: all that came has been read. */
  reads(endSample: number | null): void;
}
