// Samples -> how loud each band of the voice is, every 10 ms: what survives coding, gain and a change of volume.
import { SAMPLE_RATE_HZ } from '@subcam/shared';

export const HOP_MS = 10;
export const BANDS = 16;

/** Speech has its energy, and Opus at any bitrate its care, between these. */
const LOWEST_HZ = 120;
const HIGHEST_HZ = 3800;

const HOP_SAMPLES = (SAMPLE_RATE_HZ * HOP_MS) / 1000;
/** 25 ms, as speech recognisers frame sound. */
const WINDOW_SAMPLES = (SAMPLE_RATE_HZ * 25) / 1000;
const TRANSFORM_SIZE = 512;

/** Power to level: near loudness (Stevens' law has 0.3 for power), and unlike a logarithm it keeps silence near 0. */
const COMPRESSION = 0.25;

/** `frames` × BANDS levels, row by row. */
export interface BandLevels {
  readonly frames: number;
  readonly levels: Float32Array;
}

const window = Float64Array.from({ length: WINDOW_SAMPLES }, (_, i) => 0.5 - 0.5 * Math.cos((2 * Math.PI * (i + 0.5)) / WINDOW_SAMPLES));
const cosines = Float64Array.from({ length: TRANSFORM_SIZE / 2 }, (_, i) => Math.cos((2 * Math.PI * i) / TRANSFORM_SIZE));
const sines = Float64Array.from({ length: TRANSFORM_SIZE / 2 }, (_, i) => Math.sin((2 * Math.PI * i) / TRANSFORM_SIZE));

/** First bin of each band, and the end of the last: evenly spaced in octaves. */
const bandEdges = Array.from({ length: BANDS + 1 }, (_, band) =>
  Math.round((LOWEST_HZ * (HIGHEST_HZ / LOWEST_HZ) ** (band / BANDS) * TRANSFORM_SIZE) / SAMPLE_RATE_HZ),
).reduce<number[]>((edges, edge) => [...edges, Math.max(edge, (edges.at(-1) ?? -1) + 1)], []);

/** Cooley–Tukey, radix 2, in place. */
function transform(real: Float64Array, imaginary: Float64Array): void {
  const size = real.length;
  for (let i = 1, j = 0; i < size; i += 1) {
    let bit = size >> 1;
    for (; (j & bit) !== 0; bit >>= 1) j ^= bit;
    j ^= bit;
    if (i < j) {
      [real[i], real[j]] = [real[j] ?? 0, real[i] ?? 0];
      [imaginary[i], imaginary[j]] = [imaginary[j] ?? 0, imaginary[i] ?? 0];
    }
  }
  for (let length = 2; length <= size; length *= 2) {
    const half = length / 2;
    const step = size / length;
    for (let start = 0; start < size; start += length) {
      for (let k = 0; k < half; k += 1) {
        const low = start + k;
        const high = low + half;
        const cosine = cosines[k * step] ?? 0;
        const sine = -(sines[k * step] ?? 0);
        const highReal = real[high] ?? 0;
        const highImaginary = imaginary[high] ?? 0;
        const turnedReal = highReal * cosine - highImaginary * sine;
        const turnedImaginary = highReal * sine + highImaginary * cosine;
        real[high] = (real[low] ?? 0) - turnedReal;
        imaginary[high] = (imaginary[low] ?? 0) - turnedImaginary;
        real[low] = (real[low] ?? 0) + turnedReal;
        imaginary[low] = (imaginary[low] ?? 0) + turnedImaginary;
      }
    }
  }
}

/** Frame i covers the 25 ms from i × 10 ms. `samples`: 16 kHz mono, −1…1. A sound shorter than one frame has none. */
export function bandLevels(samples: Float32Array): BandLevels {
  const frames = Math.max(0, Math.floor((samples.length - WINDOW_SAMPLES) / HOP_SAMPLES) + 1);
  const levels = new Float32Array(frames * BANDS);
  const real = new Float64Array(TRANSFORM_SIZE);
  const imaginary = new Float64Array(TRANSFORM_SIZE);
  for (let frame = 0; frame < frames; frame += 1) {
    real.fill(0);
    imaginary.fill(0);
    for (let i = 0; i < WINDOW_SAMPLES; i += 1) real[i] = (samples[frame * HOP_SAMPLES + i] ?? 0) * (window[i] ?? 0);
    transform(real, imaginary);
    for (let band = 0; band < BANDS; band += 1) {
      const from = bandEdges[band] ?? 0;
      const end = bandEdges[band + 1] ?? from;
      let power = 0;
      for (let bin = from; bin < end; bin += 1) power += (real[bin] ?? 0) ** 2 + (imaginary[bin] ?? 0) ** 2;
      levels[frame * BANDS + band] = (power / (end - from)) ** COMPRESSION;
    }
  }
  return { frames, levels };
}
