// Mel filters: the very numbers that are in the published files.
import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import { SPECTRUM_BINS } from './ggml-layout.ts';
import { melFilters } from './mel-filters.ts';

const rowOf = (filters: Float32Array, band: number): readonly number[] => [
  ...filters.subarray(band * SPECTRUM_BINS, (band + 1) * SPECTRUM_BINS),
];

it.each([80, 128])('%i triangles, each with its peak above the one before, and all of the same area', (bands) => {
  const filters = melFilters(bands);
  expect(filters).toHaveLength(bands * SPECTRUM_BINS);
  const peaks = Array.from({ length: bands }, (_, band) => rowOf(filters, band).indexOf(Math.max(...rowOf(filters, band))));
  expect(peaks).toEqual(peaks.toSorted((a, b) => a - b));
  // 40 Hz a bin; the low ones are as narrow as a bin.
  const areas = Array.from(
    { length: bands / 2 },
    (_, band) => 40 * rowOf(filters, bands / 2 + band).reduce((sum, weight) => sum + weight, 0),
  );
  for (const area of areas) expect(Math.abs(area - 1)).toBeLessThan(0.1);
});

it('80 of them are those of the published file of whisper.cpp, bit by bit', () => {
  const { buffer } = melFilters(80);
  expect(createHash('sha256').update(new Uint8Array(buffer)).digest('hex')).toBe(
    '85818f156f7e189453901a515e4726d270d307f976e161cf9403e8caab405498',
  );
});
