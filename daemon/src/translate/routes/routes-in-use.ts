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
  /** Whether it is instead of a way that refuses this text, which says nothing of the next one. */
  readonly isForText?: boolean;
  /** Whether the best way gave an answer from before, which does not say that it works now. */
  readonly isRemembered?: boolean;
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
  /** Pairs of which is told what did one text that the best way refused: the next text ends it. */
  const forText = new Set<string>();
  return {
    tell({ sourceLanguage, targetLanguage }, { via, engines, instead, isForText = false, isRemembered = false }) {
      const key = keyOf(sourceLanguage, targetLanguage);
      const before = inUse.get(key);
      const wasForText = forText.has(key);
      if (isRemembered && !wasForText) return;
      const standsIn = before?.instead ?? null;
      // What stands in since a failure goes on standing in, whatever a text between is refused for.
      const isNowForText = isForText && (wasForText || standsIn === null);
      if (isNowForText) forText.add(key);
      else forText.delete(key);
      const isSameReason = wasForText === isNowForText;
      const sinceMs = isSameReason ? standsIn?.sinceMs : undefined;
      const now: RouteInUse = {
        sourceLanguage,
        targetLanguage,
        engines,
        via,
        instead: instead === null || sinceMs === undefined ? instead : { ...instead, sinceMs },
      };
      if (before !== undefined && isSameReason && isSameWay(before, now)) return;
      inUse.set(key, now);
      onChange(now);
    },
    of: (sourceLanguage, targetLanguage) => inUse.get(keyOf(sourceLanguage, targetLanguage)) ?? null,
  };
}
