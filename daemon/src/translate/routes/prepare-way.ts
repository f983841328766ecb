// The ways between two languages, best first -> the first that can be made ready, and what was wrong with the best.
import { toSubcamError, type SubcamError } from '@subcam/shared';
import type { Edge, Route } from './route-graph.ts';

export interface Prepared {
  /** null: none can be made ready. */
  readonly route: Route | null;
  /** Of the best way, which is what somebody can mend; null: it is ready itself. */
  readonly failure: SubcamError | null;
}

/** Makes no more ready than what is used first. Never rejects. */
export async function prepareFirst(routes: readonly Route[], prepare: (edge: Edge) => Promise<void>): Promise<Prepared> {
  let failure: SubcamError | null = null;
  for (const route of routes) {
    try {
      for (const edge of route.edges) await prepare(edge);
      return { route, failure };
    } catch (error) {
      failure ??= toSubcamError(error, 'engine-failed');
    }
  }
  return { route: null, failure };
}
