import { describe, expect, it } from 'vitest';
import { benchPlan } from './bench-plan.ts';
import { caseName, CORE_CASES, coresAgainst, medianOf, NO_CAMERA, SETTINGS } from './core-cases.ts';

const sample = (cores: number) => ({ cores, elsewhere: 0, memoryMb: 100 * cores });

describe('cores of a case', () => {
  it('are the median of the differences turn by turn, so that a machine that drifts does not count', () => {
    const samples = new Map([
      ['base', [0.2, 0.5, 0.9].map(sample)],
      ['ours', [0.3, 0.62, 0.98].map(sample)],
    ]);
    expect(coresAgainst(samples, 'ours', 'base')).toBe(0.1);
    expect(medianOf(samples, 'ours', 'memoryMb')).toBe(62);
  });

  it('are measured for every setting, with someone talking and with nobody, and for the call without a camera', () => {
    const names = CORE_CASES.map(({ name }) => name);
    for (const { setting } of SETTINGS) expect(names).toEqual(expect.arrayContaining([caseName(setting, true), caseName(setting, false)]));
    const timesOf = (name: string): number => names.filter((one) => one === name).length;
    for (const name of new Set(names)) expect([name, timesOf(name)]).toEqual([name, name === NO_CAMERA ? 2 : 1]);
  });
});

describe('cores of a case with which others are compared', () => {
  it('count with their mean of each turn where they come more often', () => {
    const samples = new Map([
      ['base', [0.1, 0.3, 0.4, 0.6].map(sample)],
      ['ours', [0.3, 0.8].map(sample)],
    ]);
    expect(coresAgainst(samples, 'ours', 'base')).toBe(0.1);
  });
});

describe('the plan', () => {
  it('observes for the minutes that were asked for, in at least two turns of at most a minute', () => {
    for (const minutes of [0.5, 1, 2, 10, 10.5]) {
      const { gapTurns, gapTurnS } = benchPlan(minutes);
      expect(gapTurns * gapTurnS).toBeCloseTo(minutes * 60);
      expect(gapTurns).toBeGreaterThanOrEqual(2);
      expect(gapTurnS).toBeLessThanOrEqual(60);
    }
  });
});
