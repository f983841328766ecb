// A session, its captures and the engines that work for them -> what is told of it.
import { tileStateOf, type EngineTrouble, type HeardTileReport, type LanguageCode, type SessionState } from '@subcam/shared';
import type { Capture } from './capture.ts';
import type { SessionDeps } from './pipeline-deps.ts';

export interface SessionLanguages {
  readonly sourceLanguage: LanguageCode;
  readonly targetLanguages: readonly LanguageCode[];
}

export function sessionStateOf(session: {
  readonly sessionId: string;
  readonly captures: readonly Capture[];
  readonly languages: SessionLanguages;
  readonly reported: HeardTileReport | null;
  readonly deps: Pick<SessionDeps, 'engines' | 'storageTrouble' | 'clock'>;
}): SessionState {
  const { sessionId, captures, languages, reported, deps } = session;
  const { vad, stt, translator } = deps.engines();
  return {
    sessionId,
    captures: captures.map((capture) => capture.state()),
    engines: { vad, stt, translator: languages.targetLanguages.length > 0 ? translator : null },
    ...languages,
    trouble: {
      recogniser: longest(captures.map(({ recogniserWatch }) => recogniserWatch.trouble)),
      translator: longest(captures.map(({ translatorWatch }) => translatorWatch.trouble)),
      storage: deps.storageTrouble(),
    },
    tile: reported === null ? null : tileStateOf(reported, deps.clock),
  };
}

/** Of several, the one that lasts longest. */
function longest(troubles: readonly (EngineTrouble | null)[]): EngineTrouble | null {
  const some = troubles.filter((trouble) => trouble !== null);
  return some.toSorted((a, b) => a.sinceMs - b.sinceMs)[0] ?? null;
}
