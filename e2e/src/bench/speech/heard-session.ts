// What one session was told, and by when: the values that a score is made of.
import type { CueUpdate, SessionEvent } from '@subcam/shared';
import type { ContractPacket } from '@subcam/shared/wire';

/** Time of the sound, ms from its first sample. */
export interface TimedWord {
  readonly text: string;
  readonly startMs: number;
  readonly endMs: number;
}

export interface SentWord extends TimedWord {
  /** When the frame with its last sample was given to the link. Monotonic, ms. */
  readonly sentAtMs: number;
}

/** All instants: the monotonic clock of the program that measures, when it was told. */
export interface HeardSession {
  /** In order. */
  readonly words: readonly SentWord[];
  /** Changes of the tile, from the socket on which the extension gets them. */
  readonly tile: readonly { readonly atMs: number; readonly update: CueUpdate }[];
  /** Events and packets, in one order, from the socket of those who read along. */
  readonly told: readonly ToldMessage[];
  readonly sentSamples: number;
  /** Of those, committed and in no gap; what is acknowledged, where the daemon did not settle the end in time. */
  readonly committedSamples: number;
}

export type ToldMessage = { readonly atMs: number } & (
  { readonly type: 'event'; readonly event: SessionEvent } | { readonly type: 'packet'; readonly packet: ContractPacket }
);
