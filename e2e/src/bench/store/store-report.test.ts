// The figures of the bench of the store, told from what was measured.
import { expect, it } from 'vitest';
import { storeFigures, storeSummary } from './store-report.ts';

const measured = {
  single: [
    { rawMs: 100, oursMs: 125 },
    { rawMs: 100, oursMs: 400 },
    { rawMs: 90, oursMs: 100 },
  ],
  batched: [{ rawMs: 80, oursMs: 100 }],
  singleSegments: 250,
  batchedSegments: 1_000,
  searches: [
    ...Array.from({ length: 95 }, () => ({ kind: 'rare' as const, ms: 1.234 })),
    ...Array.from({ length: 5 }, () => ({ kind: 'common' as const, ms: 9 })),
  ],
  timelinesMs: [3, 1, 2],
  openFewMs: [1],
  openManyMs: [2],
  sessions: 1_000,
  fillS: 12.345,
};

it('a ratio is the median of the rounds, a figure of time the 95th percentile', () => {
  expect(storeFigures(measured)).toEqual({
    singleRatio: 0.8,
    batchedRatio: 0.8,
    singlePerSecond: 400,
    batchedPerSecond: 10_000,
    searchP50Ms: 1.23,
    searchP95Ms: 1.23,
    searchP95MsOf: { rare: 1.23, common: 9 },
    timelineP95Ms: 3,
    openP50Ms: { among: [2, 1_000], few: 1, many: 2 },
    openP95Ms: { among: [2, 1_000], few: 1, many: 2 },
    fillSeconds: 12.35,
  });
});

it('the summary has a line for each database that was measured', () => {
  const summary = storeSummary({ bench: 'store', rows: 5_000, seed: 1, sqlite: storeFigures(measured) });
  expect(summary).toContain('5000 segments');
  expect(summary).toContain('sqlite: 400 segments/s one by one (0.8 of the driver alone)');
  expect(summary).not.toContain('postgres');
});
