// What each translator has -> the ways from one language to another, remembered until a session begins or a pair is unknown.
import { baseLanguage, SubcamError, type LanguageCode, type ModelDirection, type Translator } from '@subcam/shared';
import { routesBetween, type Edge, type MeasuredRoute, type Route } from './route-graph.ts';

export interface RoutedMember {
  readonly translator: Translator;
  /** What it translates now; reads the disk, perhaps. `any`: it is asked for every pair that it supports, and for none between two edges. */
  readonly pairs: () => readonly ModelDirection[] | 'any';
  /** Whether models of further pairs are published for it. */
  readonly isPullable?: boolean;
}

/** Not read anew for each text: what an engine has may have to be read from the disk. */
export interface KnownWays {
  /** Best first; where none was known, after another look. */
  from(source: LanguageCode, target: LanguageCode): readonly Route[];
  /** Asks every member again what it has. */
  look(): void;
  /** Says that there is no way, what there is, and how a model may be had. */
  none(source: LanguageCode, target: LanguageCode): SubcamError;
}

export function createKnownWays(membersNow: () => readonly RoutedMember[], measured: readonly MeasuredRoute[]): KnownWays {
  let members: readonly RoutedMember[] = [];
  let pairsOf: readonly (readonly ModelDirection[] | 'any')[] = [];
  const look = (): void => {
    members = membersNow();
    pairsOf = members.map(({ pairs }) => pairs());
  };
  look();

  const between = (source: LanguageCode, target: LanguageCode): readonly Route[] => {
    const edges = members.flatMap(({ translator }, index): readonly Edge[] => {
      const pairs = pairsOf[index] ?? [];
      const engine = translator.info.name;
      if (pairs !== 'any') return pairs.map((pair) => ({ engine, ...pair }));
      return translator.supports(source, target) ? [{ engine, sourceLanguage: source, targetLanguage: target }] : [];
    });
    return routesBetween(edges, { source, target }, measured);
  };

  return {
    look,
    from: (source, target) => {
      const ways = between(source, target);
      if (ways.length > 0) return ways;
      look();
      return between(source, target);
    },
    none: (source, target) => {
      const named = members.flatMap(({ translator }, index) => {
        const pairs = pairsOf[index] ?? [];
        return pairs === 'any'
          ? [translator.refusalOf?.(source, target).replace(/\.$/u, '') ?? `${translator.info.name}: asks its service`]
          : pairs.map(({ sourceLanguage, targetLanguage }) => `${sourceLanguage}-${targetLanguage}`);
      });
      const there = `Nothing translates ${source} to ${target} here; there is: ${[...new Set(named)].join(', ') || 'no pair of languages'}.`;
      const pull = `"subcam models pull ${baseLanguage(source)}-${baseLanguage(target)}" fetches a model, if one is published.`;
      return new SubcamError('bad-request', members.some(({ isPullable }) => isPullable === true) ? `${there} ${pull}` : there);
    },
  };
}
