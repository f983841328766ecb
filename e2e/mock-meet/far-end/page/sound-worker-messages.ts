// Between the participants' page and its worker that speaks for all of them.

/** What the worker writes: WebRTC's Opus runs at this rate, and takes its sound in blocks of this length. */
export const SOUND_RATE_HZ = 48_000;
export const BLOCK_MS = 10;
export const BLOCK_FRAMES = (SOUND_RATE_HZ * BLOCK_MS) / 1000;

/** Who has the recording from one sample to another. */
export interface SoundSpan {
  readonly outlet: number;
  readonly firstFrame: number;
  readonly endFrame: number;
}

export type ToSoundWorker =
  | {
      readonly type: 'open';
      readonly recording: Float32Array;
      readonly spans: readonly SoundSpan[];
      readonly outlets: readonly WritableStream<AudioData>[];
    }
  | { readonly type: 'start'; readonly ask: number; readonly fromFrame: number }
  | { readonly type: 'stop' }
  | { readonly type: 'lateness'; readonly ask: number };

/** How late blocks were handed over since the talking started, against the instant that was promised for each. */
export interface SoundLateness {
  readonly blocks: number;
  readonly meanMs: number;
  readonly maxMs: number;
}

export type FromSoundWorker =
  | { readonly type: 'started'; readonly ask: number; readonly startedAtMs: number }
  | { readonly type: 'lateness'; readonly ask: number; readonly lateness: SoundLateness | null }
  | { readonly type: 'failed'; readonly reason: string };
