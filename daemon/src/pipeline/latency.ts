// Measurements -> LatencySummary: a bounded, unbiased sample of everything that was measured.
import { summarizeLatencies, type LatencySummary } from '@subcam/shared';

/** Kept measurements: p95 then rests on about fifty of them. */
const RESERVOIR_SIZE = 1024;

export interface LatencyReservoir {
  add(ms: number): void;
  /** `n`: how many were measured. Percentiles by nearest rank over the kept ones; null where nothing was measured. */
  summary(): LatencySummary;
}

/** Algorithm R (Vitter 1985): each of n measurements is kept with the same probability. `random`: 0 ≤ x < 1. `onAdd` is told each of them. */
export function createLatencyReservoir({
  random = Math.random,
  onAdd = () => undefined,
}: { readonly random?: () => number; readonly onAdd?: (ms: number) => void } = {}): LatencyReservoir {
  const kept: number[] = [];
  let n = 0;
  return {
    add: (ms) => {
      onAdd(ms);
      n += 1;
      if (kept.length < RESERVOIR_SIZE) {
        kept.push(ms);
        return;
      }
      const place = Math.floor(random() * n);
      if (place < RESERVOIR_SIZE) kept[place] = ms;
    },
    summary: () => ({ ...summarizeLatencies(kept), n }),
  };
}
