// How loud a participant is -> the level that the tile shows: 0 in silence, and what keeps it from flickering between words.

/** Speech is above this; what Opus makes of silence is below −60. Decibels of full scale. */
const SPEECH_DB = -50;

/** The mark goes to its highest step here. */
const LOUD_DB = -15;

/** Steps of the mark above silence. */
export const LOUDEST_STEP = 9;

/** The mark outlasts the sound by this much: stops inside a word are shorter, pauses between turns are not. */
export const HOLD_MS = 250;

/** `level` 0–1 of full scale -> 0, or 1 to LOUDEST_STEP for speech. */
export function levelStep(level: number): number {
  if (level <= 0) return 0;
  const db = 20 * Math.log10(level);
  if (db < SPEECH_DB) return 0;
  return Math.min(LOUDEST_STEP, 1 + Math.floor(((db - SPEECH_DB) / (LOUD_DB - SPEECH_DB)) * LOUDEST_STEP));
}

/** The mark of one participant. Instants in ms of any one clock. */
export class SpeakingMark {
  #step = 0;
  #heardAtMs = Number.NEGATIVE_INFINITY;

  /** Takes the level of this instant and says which step to show. */
  update(level: number, nowMs: number): number {
    const step = levelStep(level);
    if (step > 0) {
      this.#heardAtMs = nowMs;
      this.#step = step;
    } else if (nowMs - this.#heardAtMs > HOLD_MS) {
      this.#step = 0;
    }
    return this.#step;
  }
}
