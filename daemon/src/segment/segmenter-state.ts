// The segmenter’s state <-> the text that is stored with each commit, from which a restart goes on cutting where it stopped.
import { SubcamError, type VadState } from '@subcam/shared';
import * as z from 'zod';
import type { MachineState } from './segmenter-machine.ts';

/** The segmenter right after the last sample that a commit settled. */
export interface SegmenterState {
  /** null: the detector starts fresh, since what was heard before has nothing to do with what comes. */
  readonly vad: VadState | null;
  readonly machine: MachineState;
}

const count = z.int().nonnegative();

const machine: z.ZodType<MachineState> = z.discriminatedUnion('status', [
  z.object({ status: z.literal('idle'), floorSample: count, quietFrames: count }),
  z.object({
    status: z.literal('open'),
    firstSample: count,
    speechEndSample: count,
    silenceFrames: count,
    speechFrames: count,
    frames: count,
  }),
]);

const stored = z.object({
  version: z.literal(1),
  vad: z.object({ engine: z.object({ name: z.string(), model: z.string() }), data: z.string() }).nullable(),
  machine,
});

export function storeState(state: SegmenterState): string {
  return JSON.stringify({ version: 1, ...state });
}

/** Throws `storage` for anything but what `storeState` wrote. */
export function readState(text: string): SegmenterState {
  try {
    return stored.parse(JSON.parse(text));
  } catch (error) {
    throw new SubcamError('storage', "The stored state of the segmenter can't be read. Start a new capture.", { cause: error });
  }
}
