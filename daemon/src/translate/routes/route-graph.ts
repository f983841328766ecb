// The directions of all engines as a graph -> the ways from one language to another, best first. Pure.
import { baseLanguage, sameLanguage, type LanguageCode, type ModelDirection, type ModelMeasurement } from '@subcam/shared';

/** One engine's direction. */
export interface Edge extends ModelDirection {
  readonly engine: string;
}

/** One edge, or two with a language between them. */
export interface Route {
  readonly edges: readonly [Edge] | readonly [Edge, Edge];
  /** The language between; null: there is none. */
  readonly via: LanguageCode | null;
}

/** How good a route is, as it was measured, and what it takes. */
export interface MeasuredRoute extends ModelMeasurement {
  /** `bergamot`, or `bergamot+apertium`: as `routeName` has it. */
  readonly route: string;
  readonly sourceLanguage: LanguageCode;
  readonly targetLanguage: LanguageCode;
  readonly via: LanguageCode | null;
  /** The model of each of its edges; null: the engine has only one. A route with another model is not measured by this. */
  readonly models: readonly (string | null)[];
}

/** The engines in the order of the route. */
export function routeName({ edges }: Pick<Route, 'edges'>): string {
  return edges.map(({ engine }) => engine).join('+');
}

/** Of each edge. */
export function modelsOf({ edges }: Pick<Route, 'edges'>): readonly (string | null)[] {
  return edges.map(({ model }) => model ?? null);
}

/** What is known of a route with its very models: what comes with the program, and what stands with the model of a route of one edge. */
export function measurementsOf(route: Route, measured: readonly MeasuredRoute[]): readonly ModelMeasurement[] {
  const { edges, via } = route;
  const [first] = edges;
  const { targetLanguage } = edges[1] ?? first;
  const models = modelsOf(route);
  const ofRoute = measured.filter(
    (one) =>
      one.route === routeName(route) &&
      one.via === via &&
      sameLanguage(one.sourceLanguage, first.sourceLanguage) &&
      sameLanguage(one.targetLanguage, targetLanguage) &&
      models.every((model, place) => one.models[place] === model),
  );
  return edges.length === 1 ? [...ofRoute, ...(first.measured ?? [])] : ofRoute;
}

interface Asked {
  readonly source: LanguageCode;
  readonly target: LanguageCode;
}

/** Of the edges of each engine between the same languages one: for the region that is asked for, else for none, else the first. */
function nearest(edges: readonly Edge[], { source, target }: Asked): readonly Edge[] {
  const closeness = (code: LanguageCode, asked: LanguageCode): number => (code === asked ? 2 : code === baseLanguage(code) ? 1 : 0);
  const closenessOf = (edge: Edge): number => closeness(edge.sourceLanguage, source) + closeness(edge.targetLanguage, target);
  const kept = new Map<string, Edge>();
  for (const edge of edges) {
    const key = `${edge.engine} ${baseLanguage(edge.sourceLanguage)} ${baseLanguage(edge.targetLanguage)}`;
    const other = kept.get(key);
    if (other === undefined || closenessOf(edge) > closenessOf(other)) kept.set(key, edge);
  }
  return [...kept.values()];
}

/** Languages that a route between two others may pass: of which there are edges in and out. A route is at most two edges long: each one loses something. */
function throughOthers(edges: readonly Edge[], { source, target }: Asked): readonly Route[] {
  const first = edges.filter((edge) => sameLanguage(edge.sourceLanguage, source) && !sameLanguage(edge.targetLanguage, target));
  const between = [...new Set(first.map((edge) => baseLanguage(edge.targetLanguage)))];
  return between.flatMap((via) => {
    const into = nearest(
      first.filter((edge) => sameLanguage(edge.targetLanguage, via)),
      { source, target: via },
    );
    const outOf = nearest(
      edges.filter((edge) => sameLanguage(edge.sourceLanguage, via) && sameLanguage(edge.targetLanguage, target)),
      { source: via, target },
    );
    return into.flatMap((one) => outOf.map((two): Route => ({ edges: [one, two], via })));
  });
}

/**
 * Every way, best first. Two that were measured on the same set are ranked by its scores, a way through another language with `LEAST_GAIN` less. Otherwise the order of engines decides, `edges` being
 * in that order, by the worse of a route's engines; then the shorter way goes first.
 */
export function routesBetween(edges: readonly Edge[], { source, target }: Asked, measured: readonly MeasuredRoute[]): readonly Route[] {
  if (sameLanguage(source, target)) return [];
  const direct = nearest(
    edges.filter((edge) => sameLanguage(edge.sourceLanguage, source) && sameLanguage(edge.targetLanguage, target)),
    { source, target },
  ).map((edge): Route => ({ edges: [edge], via: null }));
  const order = [...new Set(edges.map(({ engine }) => engine))];
  const places = (route: Route): number => Math.max(...route.edges.map(({ engine }) => order.indexOf(engine)));
  const byOrder = [...direct, ...throughOthers(edges, { source, target })].toSorted(
    (one, other) => places(one) - places(other) || one.edges.length - other.edges.length,
  );
  return rankedByScores(byOrder, measured);
}

/**
 * What a language between has to bring, in points of chrF2. It takes the time and memory of a second engine, and less than this is within what the
 * choice of some forty sentences makes.
 */
export const LEAST_GAIN = 2;

/** Measured routes of one set change places among themselves; the others keep theirs. */
function rankedByScores(routes: readonly Route[], measured: readonly MeasuredRoute[]): readonly Route[] {
  const scoresOf = (route: Route): ReadonlyMap<string, number> =>
    new Map(measurementsOf(route, measured).map(({ testSet, chrf2 }) => [testSet, chrf2 - (route.edges.length - 1) * LEAST_GAIN]));
  const scores = routes.map(scoresOf);
  // The set on which most of these routes were measured; of two, the one that was named first.
  const sets = [...new Set(scores.flatMap((of) => [...of.keys()]))];
  const countOf = (set: string): number => scores.filter((of) => of.has(set)).length;
  const [best] = sets.toSorted((one, other) => countOf(other) - countOf(one));
  if (best === undefined) return routes;
  const places = routes.flatMap((_route, index) => (scores[index]?.has(best) === true ? [index] : []));
  const ranked = places.toSorted((one, other) => (scores[other]?.get(best) ?? 0) - (scores[one]?.get(best) ?? 0));
  const result = [...routes];
  for (const [rank, place] of places.entries()) {
    const route = routes[ranked[rank] ?? place];
    if (route !== undefined) result[place] = route;
  }
  return result;
}
