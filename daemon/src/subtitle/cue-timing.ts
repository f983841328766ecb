// Open cues -> when each of them is removed: the cues of a block together, and none later than a newer one. Pure.
import type { Cue } from '@subcam/shared';

/** An open cue as far as its end is concerned. All instants: of one clock, whichever. */
export interface TimedCue extends Pick<Cue, 'cueId' | 'continuesCueId'> {
  /** Whether words of it are still to come. */
  readonly isGrowing: boolean;
  /** When it would go if it stood alone: when it has been read, or, while it grows, when it has been without news for too long. */
  readonly ownDueMs: number;
}

export interface Departure extends Pick<Cue, 'cueId'> {
  /** When it goes unless something happens before. Never before that of an older cue. */
  readonly dueMs: number;
  /** The same as far as it can be promised: null while anything of its block still grows. */
  readonly promisedMs: number | null;
}

/**
 * One for each cue. `cues`: all that are open, in the order of media time. What goes is so always a prefix of them: the tile is
 * anchored at its bottom, and text that is still being read moves down only if something newer went before it.
 */
export function departures(cues: readonly TimedCue[]): readonly Departure[] {
  let latestDueMs = Number.NEGATIVE_INFINITY;
  return blocksOf(cues).flatMap((block) => {
    latestDueMs = Math.max(latestDueMs, ...block.map(({ ownDueMs }) => ownDueMs));
    const isGrowing = block.some((cue) => cue.isGrowing);
    return block.map(({ cueId }) => ({ cueId, dueMs: latestDueMs, promisedMs: isGrowing ? null : latestDueMs }));
  });
}

/** Runs of cues that continue one another. One whose predecessor has gone begins a block. */
function blocksOf(cues: readonly TimedCue[]): readonly (readonly TimedCue[])[] {
  const blocks: TimedCue[][] = [];
  for (const cue of cues) {
    const block = blocks.at(-1);
    if (block !== undefined && cue.continuesCueId === block.at(-1)?.cueId) block.push(cue);
    else blocks.push([cue]);
  }
  return blocks;
}
