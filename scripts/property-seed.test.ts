// Which cases property tests try: the same in every run, until another seed is asked for.
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { EVERYDAY_SEED, MAX_SEED, PROPERTY_SEED_VARIABLE, propertySeed } from './property-seed.ts';

test('the seed is that of every day until another one is asked for', () => {
  expect(propertySeed({})).toBe(EVERYDAY_SEED);
  expect(propertySeed({ [PROPERTY_SEED_VARIABLE]: '0' })).toBe(0);
  expect(propertySeed({ [PROPERTY_SEED_VARIABLE]: String(MAX_SEED) })).toBe(MAX_SEED);
});

test.each(['', 'x', '-1', '1.5', '1e3', ' 1', '2147483648', '99999999999'])('what is no seed is refused with a sentence: "%s"', (given) => {
  expect(() => propertySeed({ [PROPERTY_SEED_VARIABLE]: given })).toThrow(`${PROPERTY_SEED_VARIABLE} takes a whole number`);
});

test('all property tests of this run take their cases from that seed', () => {
  const seed = propertySeed(process.env);
  expect(fc.readConfigureGlobal().seed).toBe(seed);
  const cases = (parameters: fc.Parameters<[number]>): readonly number[] => {
    const tried: number[] = [];
    fc.assert(
      fc.property(fc.integer(), (value) => {
        tried.push(value);
      }),
      parameters,
    );
    return tried;
  };
  expect(cases({})).toEqual(cases({ seed }));
  expect(cases({})).not.toEqual(cases({ seed: seed === 0 ? 1 : seed - 1 }));
});
