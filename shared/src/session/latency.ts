// Measured durations -> n, p50, p95: nulls where nothing was measured, never a guess.
import type { LatencySummary } from './session.ts';

/** The nearest-rank quantile of some values in any order (0 < q <= 1); null of none. */
export function quantile(values: readonly number[], q: number): number | null {
  return quantileOfSorted(sortedNumbers(values), q);
}

/** Without a comparison in JavaScript for each pair, which takes ten times as long. */
function sortedNumbers(values: readonly number[]): Float64Array {
  return Float64Array.from(values).toSorted();
}

function quantileOfSorted(sorted: Float64Array, q: number): number | null {
  return sorted[Math.min(sorted.length - 1, Math.max(0, Math.ceil(q * sorted.length) - 1))] ?? null;
}

/** Summary of durations in milliseconds, rounded to 0.1 ms. */
export function summarizeLatencies(durationsMs: readonly number[]): LatencySummary {
  const round = (value: number | null): number | null => (value === null ? null : Math.round(value * 10) / 10);
  const sorted = sortedNumbers(durationsMs);
  return { n: sorted.length, p50: round(quantileOfSorted(sorted, 0.5)), p95: round(quantileOfSorted(sorted, 0.95)) };
}
