// Flags -> how many segments are stored before the store is searched, and which databases are measured.
import { SubcamError } from '@subcam/shared';
import { DEFAULT_SEED, wholeNumber } from '../whole-number.ts';

export const STORES = ['sqlite', 'postgres'] as const;
export type StoreName = (typeof STORES)[number];

export interface StoreWish {
  /** Segments, each with a translation. */
  readonly rows: number;
  /** Of what is said, and of what is looked for. */
  readonly seed: number;
  readonly stores: readonly StoreName[];
  /** An empty database of a server; null: a server of the bench's own. */
  readonly databaseUrl: string | null;
  /** Few writes: shows that everything works. */
  readonly isQuick: boolean;
}

export interface StoreFlags {
  readonly rows?: string;
  readonly seed?: string;
  readonly store?: string;
}

export const DEFAULT_ROWS = 1_000_000;
export const QUICK_ROWS = 2_000;
/** Fewer than a session has are none in which something is rare. */
const LEAST_ROWS = 1_000;
const MAX_ROWS = 100_000_000;

/** Throws `configuration` for what makes no sense. `environment`: may name a server in DATABASE_URL. */
export function storeWish(
  { rows, seed, store }: StoreFlags,
  isQuick: boolean,
  environment: Readonly<Record<string, string | undefined>> = process.env,
): StoreWish {
  const named = STORES.filter((name) => store === undefined || name === store);
  if (named.length === 0)
    throw new SubcamError('configuration', `--store takes ${STORES.join(' or ')}, not "${store}". See \`pnpm bench --help\`.`);
  const { DATABASE_URL: databaseUrl = '' } = environment;
  return {
    rows: rows === undefined ? (isQuick ? QUICK_ROWS : DEFAULT_ROWS) : wholeNumber(rows, 'rows', { min: LEAST_ROWS, max: MAX_ROWS }),
    seed: seed === undefined ? DEFAULT_SEED : wholeNumber(seed, 'seed', { min: 0, max: 2 ** 32 - 1 }),
    stores: named,
    databaseUrl: databaseUrl === '' ? null : databaseUrl,
    isQuick,
  };
}
