// A text and a way -> its translation by the engines of the way, one after the other; each direction of each engine has its circuit breaker.
import {
  baseLanguage,
  SubcamError,
  withinTime,
  type Clock,
  type TranslateRequest,
  type TranslateResult,
  type Translator,
} from '@subcam/shared';
import { termsOnward } from '../fence/term-spans.ts';
import { isHeldAgainst } from '../held-against.ts';
import { hasWords } from '../plain-text.ts';
import { sureThroughBoth } from '../sure-length.ts';
import { createBreaker, type Breaker } from './breaker.ts';
import type { Edge, Route } from './route-graph.ts';

export interface Patience {
  /** For the whole way; null: as long as its engines take. */
  readonly limitMs: number | null;
  readonly signal: AbortSignal;
}

export interface Ways {
  /** Whether no engine of the way is left alone because it failed; see `Breaker`. */
  mayTry(route: Route): boolean;
  /** The answer of each engine of the way. Rejects with what one of them failed of, and with `timeout` once the limit has passed. */
  take(route: Route, request: TranslateRequest, patience: Patience): Promise<readonly TranslateResult[]>;
  /** Of each engine that is left alone, in how many directions; by its name. */
  leftAlone(): Readonly<Record<string, number>>;
}

/** `translatorOf`: by its name. */
export function createWays(
  translatorOf: (name: string) => Translator | undefined,
  { clock, leftAloneMs }: { readonly clock: Clock; readonly leftAloneMs?: (() => number) | undefined },
): Ways {
  const breakers = new Map<string, { readonly engine: string; readonly breaker: Breaker }>();

  const breakerOf = ({ engine, sourceLanguage, targetLanguage }: Edge): Breaker => {
    const key = `${engine} ${baseLanguage(sourceLanguage)} ${baseLanguage(targetLanguage)}`;
    const known = breakers.get(key);
    if (known !== undefined) return known.breaker;
    const breaker = createBreaker(clock, leftAloneMs);
    breakers.set(key, { engine, breaker });
    return breaker;
  };

  /** `leftMs`: of the way's limit. */
  const ask = async (
    edge: Edge,
    request: TranslateRequest,
    { limitMs, leftMs, signal }: Patience & { readonly leftMs: number | null },
  ): Promise<TranslateResult> => {
    const translator = translatorOf(edge.engine);
    if (translator === undefined) throw new SubcamError('internal', `There is no engine ${edge.engine}.`);
    const breaker = breakerOf(edge);
    try {
      const result =
        limitMs === null || leftMs === null
          ? await translator.translate(request, signal)
          : await withinTime(leftMs, (inTime) => translator.translate({ ...request, patienceMs: leftMs }, inTime), {
              clock,
              signal,
              late: () => new SubcamError('timeout', `${edge.engine} gave no translation within ${limitMs / 1000} s.`, { retryable: true }),
            });
      if (result.text === '' && hasWords(request.text)) {
        throw new SubcamError('engine-failed', `${edge.engine} answered with nothing.`, { retryable: true });
      }
      // An answer that was remembered says nothing of how the engine does.
      if (result.isRemembered !== true) breaker.worked();
      return result;
    } catch (error) {
      // Somebody who waits no longer says nothing against it.
      if (!signal.aborted && isHeldAgainst(error)) breaker.failed();
      throw error;
    }
  };

  const take: Ways['take'] = async (route, request, patience) => {
    const results: TranslateResult[] = [];
    let { text, terms } = request;
    const startedMs = clock.monotonicMs();
    const leftMs = (): number | null =>
      patience.limitMs === null ? null : Math.max(0, patience.limitMs - (clock.monotonicMs() - startedMs));
    for (const edge of route.edges) {
      const { sourceLanguage, targetLanguage } = edge;
      const asked = { ...request, text, sourceLanguage, targetLanguage, ...(terms === undefined ? {} : { terms }) };
      const askFor = (words: string): Promise<TranslateResult> => ask(edge, { ...asked, text: words }, { ...patience, leftMs: leftMs() });
      const result = await askFor(text);
      const first = results.at(-1);
      results.push(first === undefined ? result : await sureThroughBoth(first, result, request.purpose === 'partial' ? askFor : null));
      // What stands in the language of the end already stays as it is on the rest of the way.
      terms = terms === undefined || route.edges.length === 1 ? terms : termsOnward(asked, terms);
      ({ text } = result);
    }
    return results;
  };

  const leftAlone: Ways['leftAlone'] = () => {
    const open = [...breakers.values()].filter(({ breaker }) => breaker.isOpen);
    return Object.fromEntries([...Map.groupBy(open, ({ engine }) => engine)].map(([engine, its]) => [engine, its.length]));
  };

  return { mayTry: (route) => route.edges.every((edge) => breakerOf(edge).mayTry()), take, leftAlone };
}
