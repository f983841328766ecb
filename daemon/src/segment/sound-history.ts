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
  /** The same, into `target`, as much as it holds. */
  copyTo(target: Float32Array, firstSample: number): void;
}

/** s16 full scale. */
const FULL_SCALE = 32_768;

export function createSoundHistory(startSample: number): SoundHistory {
  return new RecentSound(startSample);
}

/** A class for the reason that `OpenIngest` is one. */
class RecentSound implements SoundHistory {
  #buffer = new Int16Array(32_768);
  #firstSample: number;
  #length = 0;

  constructor(startSample: number) {
    this.#firstSample = startSample;
  }

  get firstSample(): number {
    return this.#firstSample;
  }

  get endSample(): number {
    return this.#firstSample + this.#length;
  }

  append(samples: Int16Array): void {
    if (this.#length + samples.length > this.#buffer.length) {
      const larger = new Int16Array(Math.max(this.#buffer.length * 2, this.#length + samples.length));
      larger.set(this.#buffer.subarray(0, this.#length));
      this.#buffer = larger;
    }
    this.#buffer.set(samples, this.#length);
    this.#length += samples.length;
  }

  restart(sample: number): void {
    this.#firstSample = sample;
    this.#length = 0;
  }

  trim(sample: number): void {
    const count = Math.min(this.#length, sample - this.#firstSample);
    // Moving the rest costs; a second's worth at a time is cheap.
    if (count < 16_000) return;
    this.#buffer.copyWithin(0, count, this.#length);
    this.#firstSample += count;
    this.#length -= count;
  }

  slice(from: number, to: number): Float32Array {
    const copy = new Float32Array(to - from);
    this.copyTo(copy, from);
    return copy;
  }

  copyTo(target: Float32Array, from: number): void {
    const to = from + target.length;
    if (from < this.#firstSample || to > this.endSample) {
      throw new SubcamError('internal', `Samples ${from} to ${to} were asked for; ${this.#firstSample} to ${this.endSample} are there.`);
    }
    const buffer = this.#buffer;
    const first = from - this.#firstSample;
    for (let index = 0; index < target.length; index += 1) target[index] = (buffer[first + index] as number) / FULL_SCALE;
  }
}
