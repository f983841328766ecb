// How good the ways between languages are, and what they take: data, by which ways of the same pair are ranked.
import type { LanguagePair } from '@subcam/shared';
import { routeName, routesBetween, type Edge, type MeasuredRoute } from './route-graph.ts';

/** With what the route takes. */
export interface RouteFigures extends MeasuredRoute {
  /** From asking for a final to its translation, on two cores beside other work. */
  readonly p50Ms: number;
  /** Megabytes that the daemon and the programs that it starts take more while this route alone is in use. */
  readonly memoryMb: number;
}

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

export const MEASURED_ROUTES: readonly RouteFigures[] = ROWS.map(([pair, route, via, chrf2, p50Ms, memoryMb]) => {
  const [sourceLanguage = '', targetLanguage = ''] = pair.split('-');
  return { route, sourceLanguage, targetLanguage, via, testSet: MEETING_SENTENCES, chrf2, p50Ms, memoryMb };
});

/** Of every pair that was measured, the figures of the route that is taken where there are these edges; a pair without a route, or whose route was not measured, is left out. */
export function figuresOfRoutes(
  edgesFor: (pair: LanguagePair) => readonly Edge[],
  measured: readonly RouteFigures[],
): readonly RouteFigures[] {
  const nameOf = ({ sourceLanguage, targetLanguage }: LanguagePair): string => `${sourceLanguage}-${targetLanguage}`;
  const pairs = new Map(measured.map((route) => [nameOf(route), route]));
  return [...pairs.values()].flatMap((pair) => {
    const [best] = routesBetween(edgesFor(pair), { source: pair.sourceLanguage, target: pair.targetLanguage }, measured);
    return measured.filter(
      (one) => best !== undefined && nameOf(one) === nameOf(pair) && one.route === routeName(best) && one.via === best.via,
    );
  });
}
