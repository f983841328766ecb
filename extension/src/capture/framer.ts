// Float samples at 16 kHz -> AudioFrames of 20 ms, numbered from the capture's sample 0.
import { FRAME_SAMPLES } from '@subcam/shared';
import type { AudioFrame } from '@subcam/shared';

export interface Framer {
  /** Frames that these samples (−1…1, clipped beyond) complete. */
  push(samples: Float32Array): AudioFrame[];
  /** The last frame, shorter than the others; null when nothing is left. */
  flush(): AudioFrame | null;
  /** One past the last sample that was pushed. */
  readonly nextSample: number;
}

/** −1…1 to s16 with one scale for both signs, so that silence stays silence and nothing wraps. */
function toS16(sample: number): number {
  return Math.round(Math.min(1, Math.max(-1, sample)) * 32_767);
}

/** Cuts a capture into frames of FRAME_SAMPLES, whatever the size of the pieces that come in. */
export function createFramer(): Framer {
  let current = new Int16Array(FRAME_SAMPLES);
  let filled = 0;
  let firstSample = 0;
  return {
    push(samples) {
      const frames: AudioFrame[] = [];
      for (const sample of samples) {
        current[filled] = toS16(sample);
        filled += 1;
        if (filled === FRAME_SAMPLES) {
          frames.push({ firstSample, samples: current });
          firstSample += FRAME_SAMPLES;
          current = new Int16Array(FRAME_SAMPLES);
          filled = 0;
        }
      }
      return frames;
    },
    flush() {
      if (filled === 0) return null;
      const frame = { firstSample, samples: current.slice(0, filled) };
      firstSample += filled;
      filled = 0;
      return frame;
    },
    get nextSample() {
      return firstSample + filled;
    },
  };
}
