// A piece of work with the database -> its statements, one after another, for a driver that answers at once or one that answers later.
import type { PreparedInsert, PreparedStatement, Row, Values } from './prepared.ts';

interface Answered {
  readonly answers: 'count' | 'rows';
}

/** A statement that is built for this once; one that is prepared; or a prepared one that stores any number of rows. */
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
export type Work<T> = Generator<Step | Steps, T, unknown>;

/** Answered by a list of answers. */
export interface Steps {
  readonly steps: readonly Step[];
}

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

/** A step that may be handed out together with others; null: there is nothing to do. */
export interface Task<T> {
  readonly step: Step | null;
  /** The answer where there is nothing to do. */
  readonly otherwise: T;
}

/** The rows that a prepared statement answers. */
export function asking<Found>(prepared: PreparedStatement<readonly Found[]>, values: Values): Task<readonly Found[]> {
  return { step: { prepared, values, answers: 'rows' }, otherwise: [] };
}

/** Stores rows; how many were stored or changed. */
export function storing<New>(insert: PreparedInsert<New>, given: readonly New[]): Task<number> {
  return { step: given.length === 0 ? null : { insert, given: given as readonly Row[], answers: 'count' }, otherwise: 0 };
}

/** Stores rows; what the statement returns of each that was stored or changed, in any order. */
export function returning<New, Returned>(
  insert: PreparedInsert<New, readonly Returned[]>,
  given: readonly New[],
): Task<readonly Returned[]> {
  return { step: given.length === 0 ? null : { insert, given: given as readonly Row[], answers: 'rows' }, otherwise: [] };
}

/** Steps that do not need each other's answers, in their order: to a server all of them go at once. */
export function* together<T extends readonly unknown[]>(...tasks: { readonly [Place in keyof T]: Task<T[Place]> }): Work<T> {
  const steps = tasks.flatMap(({ step }) => (step === null ? [] : [step]));
  const answers = steps.length === 0 ? [] : [...((yield { steps }) as readonly unknown[])];
  return tasks.map(({ step, otherwise }) => (step === null ? otherwise : answers.shift())) as unknown as T;
}
