// A session, its captures and the engines that work for them -> what is told of it.
import type { EngineSet, EngineTrouble, LanguageCode, SessionState, TileState } from '@subcam/shared';
import type { Capture } from './capture.ts';

export interface SessionLanguages {
  readonly sourceLanguage: LanguageCode;
  readonly targetLanguages: readonly LanguageCode[];
}

export function sessionStateOf(session: {
  readonly sessionId: string;
  readonly captures: readonly Capture[];
  readonly engines: EngineSet;
  readonly languages: SessionLanguages;
  readonly tile: TileState | null;
}): SessionState {
  const { sessionId, captures, languages, tile } = session;
  const { vad, stt, translator } = session.engines;
  return {
    sessionId,
    captures: captures.map((capture) => capture.state()),
    engines: { vad, stt, translator: languages.targetLanguages.length > 0 ? translator : null },
    ...languages,
    trouble: {
      recogniser: longest(captures.map(({ recogniserWatch }) => recogniserWatch.trouble)),
      translator: longest(captures.map(({ translatorWatch }) => translatorWatch.trouble)),
    },
    tile,
  };
}

/** Of several, the one that lasts longest. */
function longest(troubles: readonly (EngineTrouble | null)[]): EngineTrouble | null {
  const some = troubles.filter((trouble) => trouble !== null);
  return some.toSorted((a, b) => a.sinceMs - b.sinceMs)[0] ?? null;
}
