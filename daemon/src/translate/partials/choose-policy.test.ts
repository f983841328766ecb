// Which policy goes with how long translations take.
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { choosePolicy, DEFAULT_PARTIAL_SETTINGS, RETURN_SHARE, settingsFor } from './choose-policy.ts';
import { PARTIAL_POLICY_NAMES } from './partial-policies.ts';

describe('the policy for partials', () => {
  it.each([
    ['Apertium', 2, 'every-word'],
    ['Bergamot', 30, 'every-word'],
    ['Bergamot on a busy machine', 150, 'every-word'],
    ['a near service', 151, 'every-third-word'],
    ['a service at the edge', 300, 'every-third-word'],
    ['a far service', 400, 'finals-only'],
  ])('of %s, at %d ms, is %3$s', (_engine, latencyMs, policy) => {
    expect(choosePolicy(latencyMs, DEFAULT_PARTIAL_SETTINGS, null)).toBe(policy);
  });

  it('is every word until something is known, and what it was while nothing is', () => {
    expect(choosePolicy(null, DEFAULT_PARTIAL_SETTINGS, null)).toBe('every-word');
    expect(choosePolicy(null, DEFAULT_PARTIAL_SETTINGS, 'finals-only')).toBe('finals-only');
  });

  it('comes back only well below its limit, so that it does not come and go', () => {
    expect(RETURN_SHARE).toBe(0.8);
    expect([121, 120].map((ms) => choosePolicy(ms, DEFAULT_PARTIAL_SETTINGS, 'every-third-word'))).toEqual([
      'every-third-word',
      'every-word',
    ]);
    expect([241, 240, 120].map((ms) => choosePolicy(ms, DEFAULT_PARTIAL_SETTINGS, 'finals-only'))).toEqual([
      'finals-only',
      'every-third-word',
      'every-word',
    ]);
    expect([150, 300].map((ms) => choosePolicy(ms, DEFAULT_PARTIAL_SETTINGS, 'every-word'))).toEqual(['every-word', 'every-third-word']);
  });

  it('follows other limits, and is fixed where the settings fix it', () => {
    const settings = { ...DEFAULT_PARTIAL_SETTINGS, everyWordUpToMs: 10, everyThirdWordUpToMs: 20 };
    expect([10, 20, 21].map((ms) => choosePolicy(ms, settings, null))).toEqual(PARTIAL_POLICY_NAMES);
    for (const policy of PARTIAL_POLICY_NAMES) expect(choosePolicy(5_000, { ...settings, policy }, null)).toBe(policy);
  });

  it('asks no more often of an engine that takes longer, and settles at once at a steady latency', () => {
    const latency = fc.integer({ min: 0, max: 1_000 });
    const before = fc.constantFrom(null, ...PARTIAL_POLICY_NAMES);
    fc.assert(
      fc.property(latency, latency, before, (one, other, was) => {
        const rank = (ms: number): number => PARTIAL_POLICY_NAMES.indexOf(choosePolicy(ms, DEFAULT_PARTIAL_SETTINGS, was));
        expect(rank(Math.max(one, other))).toBeGreaterThanOrEqual(rank(Math.min(one, other)));
        const settled = choosePolicy(one, DEFAULT_PARTIAL_SETTINGS, was);
        expect(choosePolicy(one, DEFAULT_PARTIAL_SETTINGS, settled)).toBe(settled);
      }),
    );
  });
});

describe('an engine with a limit of its own', () => {
  const settings = { ...DEFAULT_PARTIAL_SETTINGS, upToMs: { own: 600, strict: 100, never: 0 } };
  const policyOf = (engine: string | null, latencyMs: number) => choosePolicy(latencyMs, settingsFor(engine, settings), null);

  it('translates half sentences up to that, and others up to the common one', () => {
    expect([500, 600, 601].map((ms) => policyOf('own', ms))).toEqual(['every-third-word', 'every-third-word', 'finals-only']);
    expect([100, 101].map((ms) => policyOf('strict', ms))).toEqual(['every-word', 'finals-only']);
    expect(policyOf('never', 1)).toBe('finals-only');
    for (const engine of ['other', null]) expect([300, 301].map((ms) => policyOf(engine, ms))).toEqual(['every-third-word', 'finals-only']);
  });

  it('brings its limit to a way that it is a part of, the lowest of all', () => {
    expect(policyOf('other+strict', 101)).toBe('finals-only');
    expect(policyOf('own+strict', 101)).toBe('finals-only');
    expect(policyOf('own+other', 500)).toBe('every-third-word');
  });
});
