// What became of the sound of a capture: captured = committed + in gaps + lost, each sample counted once.
import type { AudioAccount, AudioGap } from '@subcam/shared';

export interface AccountFacts {
  readonly capturedSamples: number;
  /** Everything before it is settled in the store. */
  readonly committedThrough: number;
  readonly ackedThrough: number;
  /** As the store has them: in any order, overlapping or not. */
  readonly gaps: readonly AudioGap[];
}

/** Samples in [0, endSample) that lie in at least one of the gaps. */
function samplesInGaps(gaps: readonly AudioGap[], endSample: number): number {
  let counted = 0;
  let countedThrough = 0;
  for (const gap of gaps.toSorted((a, b) => a.firstSample - b.firstSample)) {
    const first = Math.max(gap.firstSample, countedThrough);
    const end = Math.min(gap.firstSample + gap.sampleCount, endSample);
    if (end > first) {
      counted += end - first;
      countedThrough = end;
    }
  }
  return counted;
}

/** `committedSamples` leaves out those in gaps: nothing that was said in them was read. */
export function audioAccount(facts: AccountFacts): AudioAccount {
  const { capturedSamples, gaps } = facts;
  const committedThrough = Math.min(facts.committedThrough, capturedSamples);
  const committedSamples = committedThrough - samplesInGaps(gaps, committedThrough);
  return {
    capturedSamples,
    committedSamples,
    ackedSamples: Math.min(facts.ackedThrough, capturedSamples),
    lostSamples: capturedSamples - committedSamples - samplesInGaps(gaps, capturedSamples),
    gaps,
  };
}
