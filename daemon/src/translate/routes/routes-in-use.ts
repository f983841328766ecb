// What became of each text -> by which way each pair of languages is translated now; told whenever that changes.
import { baseLanguage, type EngineInfo, type LanguageCode, type LanguagePair } from '@subcam/shared';

/** How one pair of languages is translated now. */
export interface RouteInUse {
  readonly sourceLanguage: LanguageCode;
  readonly targetLanguage: LanguageCode;
  /** In the order of the way; empty: nothing works, there is only the original. */
  readonly engines: readonly EngineInfo[];
  /** The language between; null: there is none. */
  readonly via: LanguageCode | null;
  /** Why it is not the best way that there is, and since when (wall clock, ms); null: it is. */
  readonly instead: { readonly engines: readonly string[]; readonly sinceMs: number; readonly message: string } | null;
}

/** What a request came to. */
export interface Taken {
  readonly via: LanguageCode | null;
  /** In the order of the way; empty: nothing works. */
  readonly engines: readonly EngineInfo[];
  readonly instead: RouteInUse['instead'];
}

export interface RoutesInUse {
  tell(pair: LanguagePair, taken: Taken): void;
  /** null: nothing was translated between them yet. */
  of(sourceLanguage: LanguageCode, targetLanguage: LanguageCode): RouteInUse | null;
}

/** Several as one, in the order of their way: `bergamot+apertium`, with the models of both. */
export function joinedEngines(engines: readonly EngineInfo[]): EngineInfo {
  return { name: engines.map(({ name }) => name).join('+'), model: engines.map(({ model }) => model).join(' + ') };
}

function isSameWay(one: RouteInUse, other: RouteInUse): boolean {
  return (
    joinedEngines(one.engines).name === joinedEngines(other.engines).name &&
    one.via === other.via &&
    (one.instead === null) === (other.instead === null)
  );
}

const keyOf = (source: LanguageCode, target: LanguageCode): string => `${baseLanguage(source)} ${baseLanguage(target)}`;

export function createRoutesInUse(onChange: (route: RouteInUse) => void): RoutesInUse {
  const inUse = new Map<string, RouteInUse>();
  return {
    tell({ sourceLanguage, targetLanguage }, { via, engines, instead }) {
      const key = keyOf(sourceLanguage, targetLanguage);
      const before = inUse.get(key);
      const sinceMs = before?.instead?.sinceMs;
      const now: RouteInUse = {
        sourceLanguage,
        targetLanguage,
        engines,
        via,
        instead: instead === null || sinceMs === undefined ? instead : { ...instead, sinceMs },
      };
      if (before !== undefined && isSameWay(before, now)) return;
      inUse.set(key, now);
      onChange(now);
    },
    of: (sourceLanguage, targetLanguage) => inUse.get(keyOf(sourceLanguage, targetLanguage)) ?? null,
  };
}
