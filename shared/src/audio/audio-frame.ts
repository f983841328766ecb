// AudioFrame: 16 kHz mono s16 PCM of one capture, with the index of its first sample. Media time is that index.

/** The only rate that crosses the wire: what Silero VAD, Moonshine and Whisper all read. */
export const SAMPLE_RATE_HZ = 16_000;

/** Samples in one millisecond of media time. */
export const SAMPLES_PER_MS = SAMPLE_RATE_HZ / 1000;

/** A live frame of the extension: 20 ms. */
export const FRAME_SAMPLES = 320;

/** What a client keeps until it is acknowledged, by default: 120 s. */
export const RETAINED_SAMPLES = 120 * SAMPLE_RATE_HZ;

export interface AudioFrame {
  /** Index of `samples[0]` in its capture; sample 0 is the first that was captured. */
  readonly firstSample: number;
  /** s16 PCM, mono, 16 kHz. */
  readonly samples: Int16Array;
}

/**
 * Why samples of a capture carry no sound that was said.
 * `source-gap`: the capture itself skipped (found from timestamps, filled with silence).
 * `buffer-evicted`: the client's retained buffer had to drop them and a resume needed them.
 * `engine-unavailable`: the daemon's backlog was full, or the recogniser failed on them or gave no reading that anybody could have said.
 * `client-lost`: the client went away for good before it sent them, or left out a chunk of an upload.
 */
export const GAP_REASONS = ['source-gap', 'buffer-evicted', 'engine-unavailable', 'client-lost'] as const;

export type GapReason = (typeof GAP_REASONS)[number];

export interface AudioGap {
  readonly firstSample: number;
  readonly sampleCount: number;
  readonly reason: GapReason;
}

/** Milliseconds of media time of a sample index or count. */
export function samplesToMs(samples: number): number {
  return samples / SAMPLES_PER_MS;
}

/** The nearest sample index of a media time in milliseconds. */
export function msToSamples(ms: number): number {
  return Math.round(ms * SAMPLES_PER_MS);
}
