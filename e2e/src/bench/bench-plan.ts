// Minutes -> what the bench does for how long: everything that is compared takes turns, so that a drifting machine hits all alike.

export interface BenchPlan {
  /** Gaps: so many turns of so many seconds each, of every sender, visible and hidden. */
  readonly gapTurns: number;
  readonly gapTurnS: number;
  /** Of the naive sender, whose gaps only stand beside the others: in the first turn alone. */
  readonly naiveGapTurnS: number;
  readonly pixelTurns: number;
  readonly pixelTurnS: number;
  readonly naivePixelTurnS: number;
  readonly coreTurns: number;
  readonly coreTurnS: number;
  /** From a change of senders until the encoder has settled. */
  readonly settleS: number;
  readonly painterFrames: number;
}

/** A turn is at most this long: a minute of the recording is what the participants talk. */
const MAX_TURN_S = 60;

/** At least two, since a single turn has nothing to be interleaved with. */
const MIN_GAP_TURNS = 2;

export const DEFAULT_GAP_MINUTES = 1;

/** `gapMinutes`: observed for each of the four gap measurements (ours and the bare track, visible and hidden). The rest takes about a quarter of an hour. */
export function benchPlan(gapMinutes: number): BenchPlan {
  const gapTurns = Math.max(MIN_GAP_TURNS, Math.ceil((gapMinutes * 60) / MAX_TURN_S));
  const gapTurnS = (gapMinutes * 60) / gapTurns;
  return {
    gapTurns,
    gapTurnS,
    naiveGapTurnS: Math.min(10, gapTurnS),
    pixelTurns: 2,
    pixelTurnS: 20,
    naivePixelTurnS: 10,
    coreTurns: 5,
    coreTurnS: 10,
    settleS: 2,
    painterFrames: 300,
  };
}

/** Seconds in place of minutes: shows that everything works; its figures mean nothing. */
export const QUICK_PLAN: BenchPlan = {
  gapTurns: 1,
  gapTurnS: 1.5,
  naiveGapTurnS: 1.5,
  pixelTurns: 1,
  pixelTurnS: 2,
  naivePixelTurnS: 2,
  coreTurns: 1,
  coreTurnS: 0.5,
  settleS: 0.25,
  painterFrames: 60,
};
