// Figures of the ways between languages -> lines for a person: by which way each pair is translated here, how well, how fast, and what it takes.
import { languageName, type TranslatorDescription } from '@subcam/shared';
import { routeFigures, type ChosenEngine } from '../engines.ts';
import { tableLines } from './terminal.ts';

export type RouteRow = ReturnType<typeof routeFigures>[number];

const isTranslator = (chosen: ChosenEngine): chosen is ChosenEngine<TranslatorDescription> => chosen.description.kind === 'translator';

/** Of every pair that the translators among these engines have now. */
export function routesInForce(chosen: readonly ChosenEngine[], modelsDir: string): readonly RouteRow[] {
  return routeFigures(chosen.filter(isTranslator), { modelsDir });
}

export function routeLines(routes: readonly RouteRow[]): readonly string[] {
  return tableLines(
    routes.map(({ sourceLanguage, targetLanguage, route, via, models, chrf2, p50Ms, memoryMb }) => [
      `${sourceLanguage}-${targetLanguage}`,
      via === null ? route : `${route} via ${languageName(via)}`,
      ...(chrf2 === null ? ['not measured'] : [`chrF2 ${chrf2.toFixed(1)}`, `${p50Ms} ms a sentence`, `${memoryMb} MB of memory`]),
      ...(chrf2 === null ? [models.filter((model) => model !== null).join(', ')] : []),
    ]),
  );
}
