// The segmenter’s state, what has been read of what it goes on with, and what was spoken <-> the text that is stored with each commit.
import { SubcamError, type EngineInfo, type LanguageCode, type Progress, type SpokenMemory, type VadState } from '@subcam/shared';
import * as z from 'zod';
import type { MachineState, OpenState } from './segmenter-machine.ts';

const count = z.int().nonnegative();
const engine = z.object({ name: z.string(), model: z.string() });

const heldReading = z.object({
  firstSample: count,
  endSample: count,
  text: z.string(),
  committedLength: count,
  lettersPerSecond: z.number().nonnegative(),
  language: z.string(),
  confidence: z.number().nullable(),
  engine,
});

/**
 * The last words that were read of a segment that ends at a cut. Those near the cut are held back: they are read again with the next segment,
 * and belong to its final.
 */
export interface HeldReading {
  /** The cut: where the next segment begins. */
  readonly firstSample: number;
  /** One past the last sample that was read, after the cut. */
  readonly endSample: number;
  readonly text: string;
  /** UTF-16 length of the beginning of `text` that a final has said already. */
  readonly committedLength: number;
  /** How quickly the segment was spoken (`SpokenUnit.letters`). */
  readonly lettersPerSecond: number;
  readonly language: LanguageCode;
  readonly confidence: number | null;
  readonly engine: EngineInfo;
}

/** As it is right after the last sample that a commit settled. */
export interface SegmenterState {
  /** null: the detector starts fresh, since what was heard before has nothing to do with what comes. */
  readonly vad: VadState | null;
  readonly machine: MachineState;
  /** null unless the commit ends at a cut. */
  readonly held: HeldReading | null;
  /** null where the recogniser is not to tell the language. */
  readonly spoken: SpokenMemory | null;
}

const languageShares = z.array(z.object({ language: z.string(), probability: z.number() }));
/** Not stored by captures in one language. */
const spoken = z
  .object({
    latest: languageShares,
    changes: z.number(),
    speakers: z.array(z.object({ speaker: z.string(), languages: languageShares })),
  })
  .nullable()
  .default(null);

const vad = z.object({ engine, data: z.string() }).nullable();
const idle = z.object({ status: z.literal('idle'), floorSample: count, quietFrames: count });
const grown = { speechEndSample: count, silenceFrames: count, speechFrames: count, frames: count };
const open = z.object({ status: z.literal('open'), firstSample: count, readFromSample: count, ...grown });
/** Segments of earlier versions are told as growing from the next step on. */
const growing = { toldFrames: count, growsFromSample: count };

const withGrowing = (machine: Omit<OpenState, keyof typeof growing>): OpenState => ({
  ...machine,
  toldFrames: machine.frames,
  growsFromSample: machine.firstSample,
});

/** Segments of version 1 are read from their first sample on, for the final before has said everything up to there. */
const machineOfVersion1 = z
  .discriminatedUnion('status', [idle, open.omit({ readFromSample: true })])
  .transform((machine): MachineState =>
    machine.status === 'idle' ? machine : withGrowing({ ...machine, readFromSample: machine.firstSample }),
  );

const machineOfVersion2 = z
  .discriminatedUnion('status', [idle, open])
  .transform((machine): MachineState => (machine.status === 'idle' ? machine : withGrowing(machine)));

const stored: z.ZodType<SegmenterState> = z.discriminatedUnion('version', [
  z.object({ version: z.literal(1), vad, machine: machineOfVersion1 }).transform((state) => ({ ...state, held: null, spoken: null })),
  z.object({ version: z.literal(2), vad, machine: machineOfVersion2, held: heldReading.nullable(), spoken }),
  z.object({
    version: z.literal(3),
    vad,
    machine: z.discriminatedUnion('status', [idle, open.extend(growing)]),
    held: heldReading.nullable(),
    spoken,
  }),
]);

export function storeState({ vad, machine, held, spoken }: SegmenterState): string {
  return JSON.stringify({ version: 3, vad, machine, held, ...(spoken === null ? {} : { spoken }) });
}

/** Throws `storage` for anything but what `storeState` wrote, in this or an earlier version. */
export function readState(text: string): SegmenterState {
  try {
    return stored.parse(JSON.parse(text));
  } catch (error) {
    throw new SubcamError('storage', "The stored state of the segmenter can't be read. Start a new capture.", { cause: error });
  }
}

/** The progress of a commit that holds words back, or remembers what was spoken. */
export function withRead(progress: Progress, read: Partial<Pick<SegmenterState, 'held' | 'spoken'>>): Progress {
  return { ...progress, segmenterState: storeState({ ...readState(progress.segmenterState), ...read }) };
}

/** What the commit that stored `state` has held back, and remembered. Throws `storage` as `readState` does. */
export function readBefore(state: string | null): Pick<SegmenterState, 'held' | 'spoken'> {
  return state === null ? { held: null, spoken: null } : readState(state);
}
