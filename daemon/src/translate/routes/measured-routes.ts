// How good the ways between languages are, and what they take: data, by which ways of the same pair are ranked.
import { baseLanguage, type LanguagePair } from '@subcam/shared';
import { measurementsOf, modelsOf, routeName, routesBetween, type Edge, type MeasuredRoute } from './route-graph.ts';

/** A way with what is known of it. */
export interface RouteFigures extends LanguagePair {
  /** `bergamot+apertium`: as `routeName` has it. */
  readonly route: string;
  readonly via: string | null;
  /** Of each of its edges; null: the engine has only one. */
  readonly models: readonly (string | null)[];
  /** These four: see ModelMeasurement. null: it was not measured with these models, so that the order of the translators decides. */
  readonly testSet: string | null;
  readonly chrf2: number | null;
  readonly p50Ms: number | null;
  readonly memoryMb: number | null;
}

const NOT_MEASURED = { testSet: null, chrf2: null, p50Ms: null, memoryMb: null } as const;

/**
 * Forty sentences as they are said in meetings (`e2e/src/bench/translation/meeting-sentences.ts`). Measured on 2026-11-29, on two cores, with the
 * models and packages that set-up installs, by `pnpm bench translation --pair en-pt --json` and the same for each other pair.
 */
const MEETING_SENTENCES = 'meeting-sentences-40';

/** Pair, way, the language between, chrF2, median of a sentence in ms, memory in MB. */
const ROWS = [
  ['en-pt', 'bergamot', null, 78.9, 20, 300],
  ['en-pt', 'apertium+apertium', 'es', 54.1, 3.5, 155],
  ['pt-en', 'bergamot', null, 77.5, 20, 290],
  ['pt-en', 'apertium+apertium', 'es', 53.3, 3, 140],
  ['en-es', 'bergamot+apertium', 'pt', 66.4, 17, 360],
  ['en-es', 'apertium', null, 58.8, 1.8, 115],
  ['es-en', 'apertium+bergamot', 'pt', 71.3, 20, 360],
  ['es-en', 'apertium', null, 54.5, 2, 100],
  ['es-pt', 'apertium', null, 65.4, 1.1, 45],
  ['es-pt', 'apertium+bergamot', 'en', 66.4, 22, 405],
  ['pt-es', 'apertium', null, 71.6, 1.6, 50],
  ['pt-es', 'bergamot+apertium', 'en', 59.4, 21, 410],
] as const;

/** Bergamot's are those of the package, which are called as their direction is; Apertium has one for each direction. */
function modelsMeasured(route: string, languages: readonly string[]): readonly (string | null)[] {
  return route.split('+').map((engine, place) => (engine === 'bergamot' ? languages.slice(place, place + 2).join('-') : null));
}

export const MEASURED_ROUTES: readonly MeasuredRoute[] = ROWS.map(([pair, route, via, chrf2, p50Ms, memoryMb]) => {
  const [sourceLanguage = '', targetLanguage = ''] = pair.split('-');
  const models = modelsMeasured(route, [sourceLanguage, ...(via === null ? [] : [via]), targetLanguage]);
  return { route, sourceLanguage, targetLanguage, via, models, testSet: MEETING_SENTENCES, chrf2, p50Ms, memoryMb };
});

/**
 * Of every pair of languages that was measured, or that an engine says to have, the route that is taken, with what is known of it; a pair without a
 * route is left out. `edgesFor`: for a pair with what engines take that alone know their pairs; for null without. Of those only what was measured is told.
 */
export function figuresOfRoutes(
  edgesFor: (pair: LanguagePair | null) => readonly Edge[],
  measured: readonly MeasuredRoute[],
): readonly RouteFigures[] {
  const known = edgesFor(null);
  const knowing = new Set(known.map(({ engine }) => engine));
  const pairs = new Map(
    [...measured, ...known].map((one): [string, LanguagePair] => {
      const [sourceLanguage, targetLanguage] = [baseLanguage(one.sourceLanguage), baseLanguage(one.targetLanguage)];
      return [`${sourceLanguage}-${targetLanguage}`, { sourceLanguage, targetLanguage }];
    }),
  );
  return [...pairs.values()].flatMap((pair): readonly RouteFigures[] => {
    const [best] = routesBetween(edgesFor(pair), { source: pair.sourceLanguage, target: pair.targetLanguage }, measured);
    if (best === undefined) return [];
    const [figures] = measurementsOf(best, measured);
    if (figures === undefined && !best.edges.every(({ engine }) => knowing.has(engine))) return [];
    const { testSet, chrf2, p50Ms, memoryMb } = figures ?? NOT_MEASURED;
    return [{ ...pair, route: routeName(best), via: best.via, models: modelsOf(best), testSet, chrf2, p50Ms, memoryMb }];
  });
}
