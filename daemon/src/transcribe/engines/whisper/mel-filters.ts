// Number of bands -> the weights by which a spectrum becomes a mel spectrum, as Whisper was taught it (Slaney 1998, "Auditory Toolbox"). Pure.
import { SAMPLE_RATE_HZ } from '@subcam/shared';
import { SPECTRUM_BINS } from './ggml-layout.ts';

const SPECTRUM_SAMPLES = 2 * (SPECTRUM_BINS - 1);

/** Slaney's scale: linear up to 1 kHz, logarithmic above. */
const HZ_PER_MEL = 200 / 3;
const LOGARITHMIC_FROM_HZ = 1000;
const LOGARITHMIC_FROM_MEL = LOGARITHMIC_FROM_HZ / HZ_PER_MEL;
const LOG_STEP = Math.log(6.4) / 27;

const melOf = (hz: number): number =>
  hz < LOGARITHMIC_FROM_HZ ? hz / HZ_PER_MEL : LOGARITHMIC_FROM_MEL + Math.log(hz / LOGARITHMIC_FROM_HZ) / LOG_STEP;

const hzOf = (mel: number): number =>
  mel < LOGARITHMIC_FROM_MEL ? mel * HZ_PER_MEL : LOGARITHMIC_FROM_HZ * Math.exp(LOG_STEP * (mel - LOGARITHMIC_FROM_MEL));

/**
 * `bands` rows of `SPECTRUM_BINS` weights: triangles that are equally wide in mel and have the same area in Hz. Rounded to float32 after the triangle and
 * after the area, which gives the numbers of the published files bit by bit.
 */
export function melFilters(bands: number): Float32Array {
  const highest = melOf(SAMPLE_RATE_HZ / 2);
  const step = highest / (bands + 1);
  const edges = Array.from({ length: bands + 2 }, (_, edge) => hzOf(edge === bands + 1 ? highest : edge * step));
  const weights = new Float32Array(bands * SPECTRUM_BINS);
  for (let band = 0; band < bands; band += 1) {
    const [low = 0, middle = 0, high = 0] = edges.slice(band, band + 3);
    for (let bin = 0; bin < SPECTRUM_BINS; bin += 1) {
      const hz = (bin * SAMPLE_RATE_HZ) / SPECTRUM_SAMPLES;
      const triangle = Math.max(0, Math.min((hz - low) / (middle - low), (high - hz) / (high - middle)));
      weights[band * SPECTRUM_BINS + bin] = Math.fround(triangle) * (2 / (high - low));
    }
  }
  return weights;
}
