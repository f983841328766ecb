// Flags -> how often the daemon is killed, with which seed, and where it stores what was said.
import { SubcamError } from '@subcam/shared';
import { DEFAULT_SEED, wholeNumber } from '../whole-number.ts';

export const FAULT_STORES = ['sqlite', 'postgres'] as const;
export type FaultStore = (typeof FAULT_STORES)[number];

export interface FaultsWish {
  readonly kills: number;
  /** Of everything that is left to chance. */
  readonly seed: number;
  readonly store: FaultStore;
  /** An empty database of a server; null with `postgres`: on a server of the bench's own. */
  readonly databaseUrl: string | null;
  /** Seconds of sound and of each fault, five kills. */
  readonly isQuick: boolean;
  /** The daemon is killed, and no other fault is tried. */
  readonly isKillsOnly: boolean;
}

export interface FaultsFlags {
  readonly 'kills-only'?: boolean;
  readonly kills?: string;
  readonly seed?: string;
  readonly store?: string;
}

export const DEFAULT_FAULT_KILLS = 40;
const MAX_FAULT_KILLS = 10_000;
const QUICK_KILLS = 5;
const MAX_SEED = 2 ** 32 - 1;

function bad(message: string): SubcamError {
  return new SubcamError('configuration', `${message} See \`pnpm bench --help\`.`);
}

/** Throws `configuration` for what makes no sense. `environment`: names the server in DATABASE_URL. */
export function faultsWish(
  { kills, seed = String(DEFAULT_SEED), store = 'sqlite', 'kills-only': isKillsOnly = false }: FaultsFlags,
  isQuick: boolean,
  environment: Readonly<Record<string, string | undefined>> = process.env,
): FaultsWish {
  const known = FAULT_STORES.find((name) => name === store);
  if (known === undefined) throw bad(`--store takes ${FAULT_STORES.join(' or ')}, not "${store}".`);
  const { DATABASE_URL: databaseUrl = '' } = environment;
  if (known === 'sqlite' && databaseUrl !== '') throw bad('DATABASE_URL names a server: say --store postgres, or unset it.');
  return {
    databaseUrl: databaseUrl === '' ? null : databaseUrl,
    kills: wholeNumber(kills ?? String(isQuick ? QUICK_KILLS : DEFAULT_FAULT_KILLS), 'kills', { min: 1, max: MAX_FAULT_KILLS }),
    seed: wholeNumber(seed, 'seed', { min: 0, max: MAX_SEED }),
    store: known,
    isQuick,
    isKillsOnly,
  };
}
