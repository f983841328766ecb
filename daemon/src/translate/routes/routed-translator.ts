// Several translators -> one: for each pair of languages the best way through them that works, the next one when it does not, and every change told.
import {
  SubcamError,
  toSubcamError,
  type Clock,
  type EngineInfo,
  type LanguageCode,
  type TranslateResult,
  type Translator,
} from '@subcam/shared';
import { isHeldAgainst } from '../held-against.ts';
import { plainTextTranslator } from '../plain-text-translator.ts';
import { createRoutesInUse, joinedEngines, type RouteInUse } from './routes-in-use.ts';
import { createKnownWays, type RoutedMember } from './known-ways.ts';
import { prepareFirst } from './prepare-way.ts';
import { routeName, type MeasuredRoute, type Route } from './route-graph.ts';
import { createWays } from './take-way.ts';

export interface RoutedTranslator extends Translator {
  /** The way by which a pair was translated last, or will be first; null: there is none. */
  routeOf(sourceLanguage: LanguageCode, targetLanguage: LanguageCode): RouteInUse | null;
  /** Its members, or their order, are others from now on. */
  renew(): void;
  /** Of each engine that is left alone since it failed, in how many directions; by its name. */
  leftAlone(): Readonly<Record<string, number>>;
}

export interface RoutedOptions {
  /** The best first; asked again at each `renew`. */
  readonly members: () => readonly RoutedMember[];
  readonly measured: readonly MeasuredRoute[];
  /** How long one way, of one edge or two, may take for a text while there is another, in ms; read for each text. */
  readonly budgetMs: () => number;
  /** How long an engine that has failed several times is left alone, in ms; read when it is used. Left out: `OPEN_FOR_MS`. */
  readonly leftAloneMs?: () => number;
  readonly clock: Clock;
  /** Whenever `routes` is another. */
  readonly onChange: (route: RouteInUse) => void;
}

/** Opens no member and closes all of them; each is given plain texts. Rejects with what the last way failed of. */
export function createRoutedTranslator({ members, measured, budgetMs, leftAloneMs, clock, onChange }: RoutedOptions): RoutedTranslator {
  const inUse = createRoutesInUse(onChange);
  const known = createKnownWays(members, measured);
  let byName = new Map<string, Translator>();
  const ways = createWays((name) => byName.get(name), { clock, leftAloneMs });
  const nameAll = (): void => {
    byName = new Map(members().map(({ translator }) => [translator.info.name, plainTextTranslator(translator)]));
  };
  nameAll();

  const insteadOf = ({ edges }: Route, message: string): RouteInUse['instead'] => ({
    engines: edges.map(({ engine }) => engine),
    sinceMs: clock.nowMs(),
    message,
  });

  const infosOf = ({ edges }: Route): readonly EngineInfo[] => edges.flatMap(({ engine }) => byName.get(engine)?.info ?? []);

  /** The best way that can be made ready. One that can't is told before the first word comes; it is asked all the same. */
  const prepare: Translator['prepare'] = async (sourceLanguage, targetLanguage) => {
    known.look();
    const routes = known.from(sourceLanguage, targetLanguage);
    const [best] = routes;
    if (best === undefined) throw known.none(sourceLanguage, targetLanguage);
    const { route, failure } = await prepareFirst(routes, async (edge) => {
      await byName.get(edge.engine)?.prepare(edge.sourceLanguage, edge.targetLanguage);
    });
    if (failure === null) return;
    const engines = route === null ? [] : infosOf(route);
    inUse.tell({ sourceLanguage, targetLanguage }, { via: route?.via ?? null, engines, instead: insteadOf(best, failure.message) });
    if (route === null) throw failure;
  };

  const translate: Translator['translate'] = async (request, signal) => {
    const routes = known.from(request.sourceLanguage, request.targetLanguage);
    const [best] = routes;
    if (best === undefined) throw known.none(request.sourceLanguage, request.targetLanguage);
    const insteadOfBest = (message: string): RouteInUse['instead'] => insteadOf(best, message);
    const failures: SubcamError[] = [];
    for (const [index, route] of routes.entries()) {
      const isLast = index === routes.length - 1;
      const mayTry = ways.mayTry(route);
      // There is no point in leaving the only one alone that could do it: whoever asks waits between tries.
      if (!mayTry && !(isLast && failures.length === 0)) continue;
      const limitMs = isLast ? null : budgetMs();
      const askedMs = clock.monotonicMs();
      const results = await ways.take(route, request, { limitMs, signal }).catch((error: unknown) => {
        if (signal.aborted) throw new SubcamError('aborted', 'The translation was cancelled.', { cause: error });
        failures.push(toSubcamError(error, 'engine-failed'));
        return [];
      });
      const last = results.at(-1);
      if (last === undefined) continue;
      const why = failures.at(-1);
      const message = why?.message ?? `${routeName(best)} has failed several times and is left alone for a while.`;
      inUse.tell(request, {
        via: route.via,
        engines: results.map(({ engine }) => engine),
        instead: index === 0 ? null : insteadOfBest(message),
        isForText: why !== undefined && !isHeldAgainst(why),
        isRemembered: index === 0 && results.some(({ isRemembered }) => isRemembered === true),
      });
      const result = results.length === 1 ? last : joinedResult(results, last);
      // What was waited for because an engine is overloaded will be waited for with the next text too.
      const wasInVain = failures.length > 0 && failures.every(({ code }) => code !== 'overloaded');
      return wasInVain ? { ...result, tookMs: clock.monotonicMs() - askedMs } : result;
    }
    const { sourceLanguage, targetLanguage } = request;
    const error =
      failures.at(-1) ??
      new SubcamError('engine-unavailable', `No translator works for ${sourceLanguage} to ${targetLanguage} now.`, { retryable: true });
    if (error.code !== 'bad-request') inUse.tell(request, { via: null, engines: [], instead: insteadOfBest(error.message) });
    throw error;
  };

  return {
    get info() {
      return {
        name: members()
          .map(({ translator }) => translator.info.name)
          .join(', '),
        model: members()
          .map(({ translator }) => translator.info.model)
          .join(', '),
      };
    },
    supports: (source, target) => known.from(source, target).length > 0,
    refusalOf: (source, target) => known.none(source, target).message,
    prepare,
    translate,
    routeOf: (sourceLanguage, targetLanguage) => {
      const used = inUse.of(sourceLanguage, targetLanguage);
      if (used !== null) return used;
      const [best] = known.from(sourceLanguage, targetLanguage);
      if (best === undefined) return null;
      return { sourceLanguage, targetLanguage, engines: infosOf(best), via: best.via, instead: null };
    },
    leftAlone: () => ways.leftAlone(),
    renew: () => {
      nameAll();
      known.look();
    },
    close: async () => {
      await Promise.all(members().map(({ translator }) => translator.close()));
    },
  };
}

/** What came of a way through several engines; remembered only where each of its answers was. */
function joinedResult(results: readonly TranslateResult[], last: TranslateResult): TranslateResult {
  const isRemembered = results.every((result) => result.isRemembered === true);
  return { ...last, engine: joinedEngines(results.map(({ engine }) => engine)), isRemembered };
}
