// Where what was said is kept -> the settings under `store`.
import * as z from 'zod';
import { about, wholeNumber } from './setting.ts';

/** As `StoreLimits` of the store has them. */
export interface StoreSettings {
  /** null: the file in the data directory. */
  readonly url: string | null;
  /** `memory`: nothing that was said reaches a disk or a server. */
  readonly mode: 'disk' | 'memory';
  /** Days after a session was closed; `meeting`: it is deleted then; null: it is kept for ever. */
  readonly keepDays: number | 'meeting' | null;
  /** From one look for sessions that are old enough to the next. */
  readonly keepCheckMs: number;
  readonly minConnections: number;
  readonly maxConnections: number;
  readonly maxOperations: number;
  readonly patienceMs: number;
  readonly cachedSessions: number;
  readonly maxPageRows: number;
  readonly maxSearchCharacters: number;
  readonly moveHoldMs: number;
}

function isServerAddress(text: string): boolean {
  return /^postgres(?:ql)?:\/\//u.test(text) && URL.canParse(text);
}

/** Defaults: the contract's. */
export const storeShape = {
  url: z
    .string()
    .refine(isServerAddress, { error: 'must be the address of a Postgres database, as postgres://USER:PASSWORD@HOST/DATABASE' })
    .nullable()
    .default(null)
    .meta(
      about({
        description: 'Postgres database for what was said, instead of the file in the data directory',
        variable: 'DATABASE_URL',
        secret: true,
      }),
    ),
  mode: z
    .enum(['disk', 'memory'])
    .default('disk')
    .meta(
      about({
        description: 'disk: what was said is kept. memory: it never reaches a disk or a server, and is lost with the daemon',
        flag: 'store-mode',
        valueHint: 'MODE',
      }),
    ),
  keepDays: z
    .union([wholeNumber(1, 36_500), z.enum(['meeting']), z.null()])
    .default(null)
    .meta(
      about({
        description: 'Days for which a session is kept after it has ended; meeting: nothing is kept after the meeting; null: for ever',
        live: true,
      }),
    ),
  keepCheckMs: wholeNumber(1_000, 86_400_000)
    .default(60_000)
    .meta(about({ description: 'How often the daemon looks for sessions that were kept long enough, in ms', live: true })),
  minConnections: wholeNumber(0, 1_000)
    .default(5)
    .meta(about({ description: 'Connections to the database server that stay open when nothing is to be done' })),
  maxConnections: wholeNumber(1, 1_000)
    .default(20)
    .meta(about({ description: 'Connections to the database server at most; not fewer than store.minConnections' })),
  maxOperations: wholeNumber(1, 10_000)
    .default(50)
    .meta(about({ description: 'Reads and writes of the database at once; more wait' })),
  patienceMs: wholeNumber(100, 600_000)
    .default(30_000)
    .meta(
      about({
        description:
          'How long a read or a write waits for its turn before it is refused, and how long the server may take for a statement, in ms',
      }),
    ),
  cachedSessions: wholeNumber(1, 1_000_000)
    .default(1_000)
    .meta(about({ description: 'Sessions that are remembered after they were looked up, the latest' })),
  maxPageRows: wholeNumber(1, 100_000)
    .default(1_000)
    .meta(about({ description: 'Rows that one page of sessions, of a timeline or of what was found may have' })),
  maxSearchCharacters: wholeNumber(10, 10_000)
    .default(1_000)
    .meta(about({ description: 'Characters that a search of what was said may have' })),
  moveHoldMs: wholeNumber(100, 100_000)
    .default(20_000)
    .meta(
      about({
        description:
          'How long writes may wait at the end of "subcam db move" before it is given up, in ms; sound is kept meanwhile, and acknowledged afterwards',
      }),
    ),
};
