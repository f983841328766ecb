// A backlog that is full -> what people are told of the recogniser: sound is left out, why, and what to do.
import { samplesToMs, SubcamError } from '@subcam/shared';
import type { FullBacklog } from '../audio/index.ts';

export function backlogFull(full: FullBacklog, engine: string, maxBacklogSamples: number): SubcamError {
  if (full === 'all') {
    return new SubcamError(
      'backlog-full',
      `${engine} is behind with so many captures that limits.maxBacklogBytes is reached: sound that finds no room any more is left out. End some, or give it a faster machine.`,
    );
  }
  const minutes = Math.round(samplesToMs(maxBacklogSamples) / 60_000);
  return new SubcamError(
    'backlog-full',
    `${engine} is more than ${minutes} minutes behind: sound that finds no room any more is left out. Give it a faster machine, or choose a smaller model.`,
  );
}
