// How speech is read in tests of what comes after it.
import { DEFAULT_TWO_SPEEDS } from '../transcribe/index.ts';

export const STEADY_SPEECH = {
  policy: 'steady',
  thinOutAfterMs: 10_000,
  crowdedThinOutAfterMs: 500,
  lateAfterMs: 4_000,
  maxWaitingStates: 16,
  ...DEFAULT_TWO_SPEEDS,
} as const;
