// Flags -> how often the daemon is killed, with which seed, and where it stores what was said.
import { SubcamError } from '@subcam/shared';

export const FAULT_STORES = ['sqlite', 'postgres'] as const;
export type FaultStore = (typeof FAULT_STORES)[number];

export interface FaultsWish {
  readonly kills: number;
  /** Of everything that is left to chance. */
  readonly seed: number;
  readonly store: FaultStore;
  /** Of the server with `postgres`; null with `sqlite`. */
  readonly databaseUrl: string | null;
  /** Seconds of sound and of each fault, five kills. */
  readonly isQuick: boolean;
}

export interface FaultsFlags {
  readonly kills?: string;
  readonly seed?: string;
  readonly store?: string;
}

export const DEFAULT_FAULT_KILLS = 40;
const MAX_FAULT_KILLS = 10_000;
const QUICK_KILLS = 5;
export const DEFAULT_SEED = 1;
const MAX_SEED = 2 ** 32 - 1;

function bad(message: string): SubcamError {
  return new SubcamError('configuration', `${message} See \`pnpm bench --help\`.`);
}

function wholeNumber(text: string, flag: string, { min, max }: { readonly min: number; readonly max: number }): number {
  const number = Number(text);
  if (!/^\d{1,10}$/.test(text) || number < min || number > max) {
    throw bad(`--${flag} takes a whole number from ${min} to ${max}, not "${text}".`);
  }
  return number;
}

/** Throws `configuration` for what makes no sense. `environment`: names the server in DATABASE_URL. */
export function faultsWish(
  { kills, seed = String(DEFAULT_SEED), store = 'sqlite' }: FaultsFlags,
  isQuick: boolean,
  environment: Readonly<Record<string, string | undefined>> = process.env,
): FaultsWish {
  const known = FAULT_STORES.find((name) => name === store);
  if (known === undefined) throw bad(`--store takes ${FAULT_STORES.join(' or ')}, not "${store}".`);
  const { DATABASE_URL: databaseUrl = '' } = environment;
  if (known === 'postgres' && databaseUrl === '')
    throw bad('--store postgres needs DATABASE_URL: the address of an empty database of a server.');
  if (known === 'sqlite' && databaseUrl !== '') throw bad('DATABASE_URL names a server: say --store postgres, or unset it.');
  return {
    databaseUrl: known === 'postgres' ? databaseUrl : null,
    kills: wholeNumber(kills ?? String(isQuick ? QUICK_KILLS : DEFAULT_FAULT_KILLS), 'kills', { min: 1, max: MAX_FAULT_KILLS }),
    seed: wholeNumber(seed, 'seed', { min: 0, max: MAX_SEED }),
    store: known,
    isQuick,
  };
}
