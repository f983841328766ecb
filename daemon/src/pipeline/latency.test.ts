// Summaries are bounded, unbiased and honest about nothing.
import { describe, expect, it } from 'vitest';
import { createLatencyReservoir } from './latency.ts';

describe('a latency summary', () => {
  it('is empty where nothing was measured', () => {
    expect(createLatencyReservoir().summary()).toEqual({ n: 0, p50: null, p95: null });
  });

  it('gives percentiles by nearest rank', () => {
    const latency = createLatencyReservoir();
    for (let ms = 20; ms >= 1; ms -= 1) latency.add(ms);
    expect(latency.summary()).toEqual({ n: 20, p50: 10, p95: 19 });
    latency.add(21);
    expect(latency.summary()).toEqual({ n: 21, p50: 11, p95: 20 });
  });

  it('still represents all measurements when there are more than it keeps', () => {
    const latency = createLatencyReservoir();
    for (let ms = 0; ms < 100_000; ms += 1) latency.add(ms);
    const { n, p50 } = latency.summary();
    expect(n).toBe(100_000);
    // Six standard errors of the median of 1024 kept ones.
    expect(Math.abs((p50 ?? 0) - 50_000)).toBeLessThan(10_000);
  });
});
