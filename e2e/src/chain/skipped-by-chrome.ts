// The gaps of a capture -> how much of them Chrome itself made, on a machine that had no time for it; any other gap is a fault.
import { expect } from '@playwright/test';
import type { AudioGap } from '@subcam/shared';

/** Fails for a gap that is not of the source, and for `limit` skipped samples or more. */
export function expectSkippedByChromeAlone(gaps: readonly AudioGap[], limit: number): void {
  expect(gaps.filter(({ reason }) => reason !== 'source-gap')).toEqual([]);
  expect(gaps.reduce((sum, { sampleCount }) => sum + sampleCount, 0)).toBeLessThan(limit);
}
