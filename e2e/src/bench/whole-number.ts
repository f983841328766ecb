// A flag of a bench -> a whole number.
import { SubcamError } from '@subcam/shared';

/** Of everything that is left to chance. */
export const DEFAULT_SEED = 1;

/** Throws `configuration` for anything else. */
export function wholeNumber(text: string, flag: string, { min, max }: { readonly min: number; readonly max: number }): number {
  const number = Number(text);
  if (/^\d{1,10}$/u.test(text) && number >= min && number <= max) return number;
  throw new SubcamError('configuration', `--${flag} takes a whole number from ${min} to ${max}, not "${text}". See \`pnpm bench --help\`.`);
}
