// Settings of two recognisers at two speeds, as they come.
import { PARTIALS_PATIENCE_MS } from './patient-stt.ts';

/** What shows words of speech that the engine for what grows does not read: the engine of the finals, at its cost, or nothing before the final. */
export const PARTIALS_OTHERWISE = ['finals-engine', 'none'] as const;
export type PartialsOtherwise = (typeof PARTIALS_OTHERWISE)[number];

/** Settings of two recognisers at two speeds. */
export interface TwoSpeedSettings {
  /** What shows words that the engine for what grows does not read. */
  readonly partialsOtherwise: PartialsOtherwise;
  /** How long one of its readings is waited for. */
  readonly partialsPatienceMs: number;
  /** So long after a segment is over its final may be that of the engine for what grows; null: never. */
  readonly standInAfterMs: number | null;
  /** How much speech may wait for the engine of the finals while what is said after it is shown. */
  readonly maxWaitingForFinalsMs: number;
}

export const DEFAULT_TWO_SPEEDS: TwoSpeedSettings = {
  partialsOtherwise: 'finals-engine',
  partialsPatienceMs: PARTIALS_PATIENCE_MS,
  standInAfterMs: null,
  // What comes after three minutes of speech waits to be read at all.
  maxWaitingForFinalsMs: 180_000,
};
