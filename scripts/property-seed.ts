// Environment -> the seed of all property tests of a run: a fixed one every day, so that no run depends on luck.

/** The variable, for `vitest` itself; `npm test` sets it to its own seed. */
export const PROPERTY_SEED_VARIABLE = 'SUBCAM_TEST_SEED';

/** Any number would do; another one would only mean other cases. */
export const EVERYDAY_SEED = 1;

export const MAX_SEED = 2 ** 31 - 1;

/** A seed as it is written on a command line: a whole number from 0 to `MAX_SEED`; null for anything else. */
export function parseSeed(text: string): number | null {
  return /^\d{1,10}$/.test(text) && Number(text) <= MAX_SEED ? Number(text) : null;
}

/** Throws with a sentence that names the variable where its value is none. */
export function propertySeed(env: Readonly<Record<string, string | undefined>>): number {
  const given = env[PROPERTY_SEED_VARIABLE];
  if (given === undefined) return EVERYDAY_SEED;
  const seed = parseSeed(given);
  if (seed === null) throw new Error(`${PROPERTY_SEED_VARIABLE} takes a whole number from 0 to ${MAX_SEED}, not "${given}".`);
  return seed;
}
