// A piece of work with the database -> its statements, one after another, for a driver that answers at once or one that answers later.
import type { PreparedInsert, PreparedStatement, Row, Values } from './prepared.ts';

interface Answered {
  readonly answers: 'count' | 'rows';
}

/** Built for this once; prepared before; or a prepared one that stores any number of rows. */
export type Step = Answered &
  (
    | { readonly statement: unknown }
    | { readonly prepared: PreparedStatement; readonly values: Values }
    | { readonly insert: PreparedInsert; readonly given: readonly Row[] }
  );

/**
 * What is done in one transaction, or in one reading. SQLite's driver is synchronous, and so are its transactions; that of Postgres is not.
 * A generator is run by either: it hands out a statement and is given what that answered.
 */
export type Work<T> = Generator<Step, T, unknown>;

/** The rows that a statement answers. */
export function* rows<Found>(statement: PromiseLike<readonly Found[]>): Work<readonly Found[]> {
  return (yield { statement, answers: 'rows' }) as readonly Found[];
}

/** The first row that a statement answers. */
export function* first<Found>(statement: PromiseLike<readonly Found[]>): Work<Found | undefined> {
  const [row] = yield* rows(statement);
  return row;
}

/** How many rows a statement changed. */
export function* change(statement: PromiseLike<unknown>): Work<number> {
  return (yield { statement, answers: 'count' }) as number;
}

/** The rows that a prepared statement answers. */
export function* rowsOf<Found>(prepared: PreparedStatement<readonly Found[]>, values: Values): Work<readonly Found[]> {
  return (yield { prepared, values, answers: 'rows' }) as readonly Found[];
}

/** Stores rows; how many were stored or changed. */
export function* store<New>(insert: PreparedInsert<New>, given: readonly New[]): Work<number> {
  if (given.length === 0) return 0;
  return (yield { insert, given: given as readonly Row[], answers: 'count' }) as number;
}

/** Stores rows; what the statement returns of each that was stored or changed, in any order. */
export function* stored<New, Returned>(insert: PreparedInsert<New, readonly Returned[]>, given: readonly New[]): Work<readonly Returned[]> {
  if (given.length === 0) return [];
  return (yield { insert, given: given as readonly Row[], answers: 'rows' }) as readonly Returned[];
}
