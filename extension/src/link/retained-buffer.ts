// RetainedBuffer: every captured frame until it is acknowledged, at most so many samples; the oldest are dropped beyond that, and counted.
import { RETAINED_SAMPLES, SubcamError } from '@subcam/shared';
import type { AudioFrame, AudioGap } from '@subcam/shared';

export interface RetainedBufferOptions {
  /** Default RETAINED_SAMPLES (120 s). */
  readonly maxSamples?: number;
}

export interface RetainedBuffer {
  /** Takes the next frame; drops the oldest past the limit. Throws `frame-out-of-order` when it does not follow. */
  push(frame: AudioFrame): void;
  /** Notes silence that stands for sound that the source skipped; it is kept as long as its samples are. */
  note(gap: AudioGap): void;
  /** Everything before this sample may be forgotten. Never goes back. */
  release(throughSample: number): void;
  /** Kept samples from this one (at least `oldestSample`) on, in order; the first frame may be a part of one. */
  from(sample: number): Generator<AudioFrame, void>;
  /** The first noted gap that ends after this sample; null when there is none. */
  gapAfter(sample: number): AudioGap | null;
  readonly oldestSample: number;
  readonly nextSample: number;
  /** Samples dropped without having been released, in all. */
  readonly evictedSamples: number;
}

function endOf(span: AudioFrame | AudioGap): number {
  return span.firstSample + ('samples' in span ? span.samples.length : span.sampleCount);
}

/** Opens an empty buffer; its first frame must begin with sample 0. */
export function createRetainedBuffer(options: RetainedBufferOptions = {}): RetainedBuffer {
  const maxSamples = options.maxSamples ?? RETAINED_SAMPLES;
  let frames: AudioFrame[] = [];
  let gaps: AudioGap[] = [];
  // Forgotten frames at the head of `frames`, cut off once they are half of it: releasing stays cheap.
  let head = 0;
  let oldestSample = 0;
  let nextSample = 0;
  let evictedSamples = 0;

  function forgetBefore(sample: number): void {
    oldestSample = sample;
    for (let frame = frames[head]; frame !== undefined && endOf(frame) <= sample; frame = frames[head]) head += 1;
    if (head > 64 && head > frames.length / 2) {
      frames = frames.slice(head);
      head = 0;
    }
    gaps = gaps.filter((gap) => endOf(gap) > sample);
  }

  /** Index of the first kept frame that ends after the sample. */
  function indexOf(sample: number): number {
    let low = head;
    let high = frames.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const frame = frames[middle];
      if (frame !== undefined && endOf(frame) <= sample) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  return {
    push(frame) {
      if (frame.firstSample !== nextSample) {
        throw new SubcamError(
          'frame-out-of-order',
          `The next captured frame must begin with sample ${nextSample}, not ${frame.firstSample}.`,
        );
      }
      frames.push(frame);
      nextSample = endOf(frame);
      const excess = nextSample - oldestSample - maxSamples;
      if (excess > 0) {
        evictedSamples += excess;
        forgetBefore(oldestSample + excess);
      }
    },
    note(gap) {
      gaps.push(gap);
    },
    release(throughSample) {
      if (throughSample > oldestSample) forgetBefore(Math.min(throughSample, nextSample));
    },
    *from(sample) {
      for (let index = indexOf(sample); index < frames.length; index += 1) {
        const frame = frames[index];
        if (frame === undefined) return;
        const skip = Math.max(0, Math.max(sample, oldestSample) - frame.firstSample);
        yield skip === 0 ? frame : { firstSample: frame.firstSample + skip, samples: frame.samples.subarray(skip) };
      }
    },
    gapAfter: (sample) => gaps.find((gap) => endOf(gap) > sample) ?? null,
    get oldestSample() {
      return oldestSample;
    },
    get nextSample() {
      return nextSample;
    },
    get evictedSamples() {
      return evictedSamples;
    },
  };
}
