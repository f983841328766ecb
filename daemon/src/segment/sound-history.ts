// Recent sound of a capture, by sample index: as much as an open segment and the next one's pre-roll need, and no more.
import { SubcamError } from '@subcam/shared';

export interface SoundHistory {
  readonly firstSample: number;
  readonly endSample: number;
  append(samples: Int16Array): void;
  /** Forgets everything and goes on at `sample`. */
  restart(sample: number): void;
  /** Forgets what lies before `sample`. */
  trim(sample: number): void;
  /** A copy, −1…1. Throws `internal` when a part of it is no longer, or not yet, there. */
  slice(firstSample: number, endSample: number): Float32Array;
}

/** s16 full scale. */
const FULL_SCALE = 32_768;

export function createSoundHistory(startSample: number): SoundHistory {
  let buffer = new Int16Array(32_768);
  let firstSample = startSample;
  let length = 0;
  return {
    get firstSample() {
      return firstSample;
    },
    get endSample() {
      return firstSample + length;
    },
    append: (samples) => {
      if (length + samples.length > buffer.length) {
        const larger = new Int16Array(Math.max(buffer.length * 2, length + samples.length));
        larger.set(buffer.subarray(0, length));
        buffer = larger;
      }
      buffer.set(samples, length);
      length += samples.length;
    },
    restart: (sample) => {
      firstSample = sample;
      length = 0;
    },
    trim: (sample) => {
      const count = Math.min(length, sample - firstSample);
      // Moving the rest costs; a second's worth at a time is cheap.
      if (count < 16_000) return;
      buffer.copyWithin(0, count, length);
      firstSample += count;
      length -= count;
    },
    slice: (from, to) => {
      if (from < firstSample || to > firstSample + length) {
        throw new SubcamError('internal', `Samples ${from} to ${to} were asked for; ${firstSample} to ${firstSample + length} are there.`);
      }
      const copy = new Float32Array(buffer.subarray(from - firstSample, to - firstSample));
      for (let index = 0; index < copy.length; index += 1) copy[index] = (copy[index] as number) / FULL_SCALE;
      return copy;
    },
  };
}
