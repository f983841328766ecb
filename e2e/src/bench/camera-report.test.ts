import { describe, expect, it } from 'vitest';
import type { ObservedFrame } from '../../mock-meet/index.ts';
import { assembleReport } from './assemble-report.ts';
import type { Measured } from './camera-bench.ts';
import { cameraReport, summaryOf } from './camera-report.ts';
import { caseName, CORE_CASES, NAIVE, NO_CAMERA } from './core-cases.ts';

function steady(count: number, lateAt: readonly number[] = []): readonly ObservedFrame[] {
  return Array.from({ length: count }, (_v, n) => {
    const atMs = (n * 100) / 3 + (lateAt.includes(n) ? 25 : 0);
    return { atMs, rtpTimestamp: Math.round(n * 3000), width: 1280, height: 720, luma: null };
  });
}

const CORES: Readonly<Record<string, number>> = {
  [NO_CAMERA]: 0.15,
  [caseName('720p30', true)]: 0.23,
  [caseName('720p30', false)]: 0.17,
  [caseName(NAIVE, true)]: 0.35,
  [caseName(NAIVE, false)]: 0.33,
};

function measured(changes: Partial<Measured> = {}): Measured {
  const senders = ['ours', 'bare', 'naive'].flatMap((kind) => [`${kind} visible`, `${kind} hidden`]);
  const pixel = { n: 100, p50: 30, p95: 50, missed: 0 };
  return {
    pace: new Map(senders.map((name) => [name, { stretches: [steady(1801)], pageSays: 'visible' }])),
    pixel: new Map(['ours visible', 'ours hidden', 'naive visible'].map((name) => [name, pixel])),
    cores: new Map(
      CORE_CASES.map(({ name }) => [
        name,
        [0, 0.1, 0.02].map((drift) => ({ cores: (CORES[name] ?? 0.2) + drift, elsewhere: 0, memoryMb: 300 })),
      ]),
    ),
    painter: { page: { n: 3, p50: 1, p95: 2 }, node: { n: 3, p50: 1, p95: 2 } },
    loadBefore: 0.1,
    loadAfter: 2,
    ...changes,
  };
}

const FACTS = { gapMinutes: 1, totalMs: 660_000, chromium: 'Chrome/156' };

describe('the report of the camera’s bench', () => {
  it('says what the camera costs against the call without one, and against the naive way', () => {
    const report = assembleReport(measured(), FACTS);
    expect(report).toMatchObject({
      bench: 'camera',
      coreTalking: 0.08,
      coreIdle: 0.02,
      coreTalkingWithoutSelfView: 0.05,
      naive: { coreTalking: 0.2, coreIdle: 0.18, fps: 30 },
    });
    expect(report.ratios).toEqual({ coreTalking: 0.4, coreIdle: 0.111, pixelP50: 1, gapsVisible: null, gapsHidden: null });
    expect(report.perSetting.map(({ setting }) => setting)).toEqual(['720p30', '720p15', '360p15']);
    expect(report.targets.every(({ met }) => met)).toBe(true);
    expect(cameraReport.parse(JSON.parse(JSON.stringify(report)))).toEqual(report);
    expect(summaryOf(report)).toContain('All targets were met.');
  });

  it('has a line of its own for each promise that was not kept', () => {
    const pace = new Map(measured().pace);
    pace.set('ours hidden', { stretches: [steady(1801, [5, 500, 900])], pageSays: 'visible' });
    const pixel = new Map(measured().pixel);
    pixel.set('ours visible', { n: 100, p50: 30, p95: 71, missed: 0 });
    const report = assembleReport(measured({ pace, pixel }), FACTS);
    const missed = report.targets.filter(({ met }) => !met).map(({ what }) => what);
    expect(missed).toEqual([
      'event to far-end pixel, visible, p95 (ms)',
      'share of gaps over 50 ms, hidden',
      "share of gaps over 50 ms, hidden, against a bare track's",
    ]);
    expect(summaryOf(report)).toContain('3 of 12 targets were missed.');
    expect(summaryOf(report).match(/^MISSED/gm)).toHaveLength(3);
  });

  it('keeps no promise by measuring nothing', () => {
    const pixel = new Map(measured().pixel);
    pixel.set('ours hidden', { n: 0, p50: null, p95: null, missed: 12 });
    const pace = new Map(measured().pace);
    pace.set('bare visible', { stretches: [], pageSays: 'visible' });
    const missed = assembleReport(measured({ pixel, pace }), FACTS).targets.filter(({ met }) => !met);
    expect(missed.map(({ what }) => what)).toEqual([
      "share of gaps over 50 ms, visible, against a bare track's",
      'event to far-end pixel, hidden, p50 (ms)',
      'event to far-end pixel, hidden, p95 (ms)',
    ]);
    expect(() => assembleReport(measured({ pace: new Map() }), FACTS)).toThrow('ours visible');
  });
});
