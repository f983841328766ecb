// Timestamped mono pieces -> AudioFrames and source gaps: media time follows the source's clock, holes are filled with silence.
import { SAMPLE_RATE_HZ } from '@subcam/shared';
import { createFramer } from './framer.ts';
import { createResampler } from './resampler.ts';
import { createSourceTimeline } from './source-timeline.ts';
import type { AudioFrame, AudioGap } from '@subcam/shared';
import type { Resampler } from './resampler.ts';

/** Silence is made in parts of a second, so that a machine that slept costs time but no memory. */
const FILL_PART_SECONDS = 1;

export interface MonoPiece {
  readonly timestampUs: number;
  readonly rateHz: number;
  /** −1…1. */
  readonly samples: Float32Array;
}

export interface SoundListener {
  /** In order, without a hole. */
  onFrame(frame: AudioFrame): void;
  /** Silence that stands in frames for sound that the source skipped; called before the first of these frames. */
  onGap(gap: AudioGap): void;
}

export interface SoundSource {
  accept(piece: MonoPiece): void;
  /** Hands out what the filter and the framer still hold. Nothing may be accepted afterwards. */
  finish(): void;
  /** Pieces whose timestamps overlapped what came before. */
  readonly overlaps: number;
}

/** One capture, from its sample 0. A source that changes its rate goes on in a new filter at the same media time. */
export function createSoundSource(listener: SoundListener): SoundSource {
  const timeline = createSourceTimeline();
  const framer = createFramer();
  let rateHz = 0;
  let resampler: Resampler | null = null;
  let inputFrames = 0;
  let baseSample = 0;

  function emit(samples: Float32Array): void {
    for (const frame of framer.push(samples)) listener.onFrame(frame);
  }

  /** The first output sample at or after the input's present end. */
  function sampleNow(): number {
    return rateHz === 0 ? 0 : baseSample + Math.ceil((inputFrames * SAMPLE_RATE_HZ) / rateHz);
  }

  function feed(open: Resampler, samples: Float32Array): void {
    inputFrames += samples.length;
    emit(open.push(samples));
  }

  function fill(open: Resampler, frames: number): void {
    const firstSample = sampleNow();
    const sampleCount = baseSample + Math.ceil(((inputFrames + frames) * SAMPLE_RATE_HZ) / rateHz) - firstSample;
    listener.onGap({ firstSample, sampleCount, reason: 'source-gap' });
    for (let left = frames; left > 0; left -= FILL_PART_SECONDS * rateHz) {
      feed(open, new Float32Array(Math.min(left, FILL_PART_SECONDS * rateHz)));
    }
  }

  return {
    accept(piece) {
      if (resampler === null || piece.rateHz !== rateHz) {
        const next = createResampler(piece.rateHz);
        if (resampler !== null) emit(resampler.flush());
        baseSample = sampleNow();
        inputFrames = 0;
        rateHz = piece.rateHz;
        resampler = next;
      }
      const missing = timeline.accept({ timestampUs: piece.timestampUs, frameCount: piece.samples.length, rateHz });
      if (missing > 0) fill(resampler, missing);
      feed(resampler, piece.samples);
    },
    finish() {
      if (resampler !== null) emit(resampler.flush());
      const last = framer.flush();
      if (last !== null) listener.onFrame(last);
    },
    get overlaps() {
      return timeline.overlaps;
    },
  };
}
