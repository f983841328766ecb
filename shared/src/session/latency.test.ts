import { describe, expect, it } from 'vitest';
import { quantile, summarizeLatencies } from './latency.ts';

describe('latency summaries', () => {
  it('say nothing of nothing', () => {
    expect(summarizeLatencies([])).toEqual({ n: 0, p50: null, p95: null });
  });

  it('take the nearest rank, whatever the order', () => {
    const values = Array.from({ length: 100 }, (_, index) => 100 - index);
    expect(summarizeLatencies(values)).toEqual({ n: 100, p50: 50, p95: 95 });
    expect(quantile([7], 0.95)).toBe(7);
  });
});
