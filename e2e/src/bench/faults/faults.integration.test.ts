// The short form of the bench of faults: real engines, a real daemon in a process of its own, killed five times, and every other fault once.
import { expect, it } from 'vitest';
import { FAULTS } from './faults.ts';
import { faultsWish } from './faults-wish.ts';
import { measureFaults } from './measure-faults.ts';

it('kills and every other fault lose nothing, write nothing twice and change nothing', { timeout: 240_000 }, async () => {
  const seed = 1 + Math.floor(Math.random() * 1_000_000);
  const wish = faultsWish({ seed: String(seed) }, true, {});
  const report = await measureFaults(wish, () => undefined, new AbortController().signal);
  const { kills, lost, twice, changed, first, resumeMs, rows } = report;
  expect({ kills, lost, twice, changed, first }, `seed ${seed}`).toEqual({ kills: 5, lost: 0, twice: 0, changed: 0, first: '' });
  expect(resumeMs.p50).toBeGreaterThan(0);
  for (const { integrity: checks } of [report, ...rows]) expect(checks.map(({ ok }) => ok)).toEqual([true, true, true, true]);
  expect(rows.map(({ name }) => name)).toEqual(FAULTS.map(({ name }) => name));
  expect(rows.filter(({ ok }) => !ok)).toEqual([]);
});
