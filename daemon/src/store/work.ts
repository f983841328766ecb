// A piece of work with the database -> its statements, one after another, for a driver that answers at once or one that answers later.

export interface Step {
  readonly statement: unknown;
  readonly answers: 'count' | 'rows';
}

/**
 * What is done in one transaction, or in one reading. SQLite's driver is synchronous, and so are its transactions; that of Postgres is not.
 * A generator is run by either: it hands out a statement and is given what that answered.
 */
export type Work<T> = Generator<Step, T, unknown>;

/** The rows that a statement answers. */
export function* rows<Row>(statement: PromiseLike<readonly Row[]>): Work<readonly Row[]> {
  return (yield { statement, answers: 'rows' }) as readonly Row[];
}

/** The first row that a statement answers. */
export function* first<Row>(statement: PromiseLike<readonly Row[]>): Work<Row | undefined> {
  const [row] = yield* rows(statement);
  return row;
}

/** How many rows a statement changed. */
export function* change(statement: PromiseLike<unknown>): Work<number> {
  return (yield { statement, answers: 'count' }) as number;
}
