// Measured durations -> n, p50, p95: nulls where nothing was measured, never a guess.
import type { LatencySummary } from './session.ts';

/** The nearest-rank quantile of some values in any order (0 < q <= 1); null of none. */
export function quantile(values: readonly number[], q: number): number | null {
  if (values.length === 0) return null;
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.max(0, Math.ceil(q * sorted.length) - 1))] ?? null;
}

/** Summary of durations in milliseconds, rounded to 0.1 ms. */
export function summarizeLatencies(durationsMs: readonly number[]): LatencySummary {
  const round = (value: number | null): number | null => (value === null ? null : Math.round(value * 10) / 10);
  return { n: durationsMs.length, p50: round(quantile(durationsMs, 0.5)), p95: round(quantile(durationsMs, 0.95)) };
}
