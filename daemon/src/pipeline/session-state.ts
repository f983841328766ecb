// A session, its captures and the engines that work for them -> what is told of it.
import {
  directionsOf,
  tileStateOf,
  type EngineInUse,
  type EngineSet,
  type EngineTrouble,
  type HeardTileReport,
  type MeetingLanguages,
  type SessionState,
  type Stt,
  type TranslationRoute,
} from '@subcam/shared';
import { joinedEngines } from '../translate/index.ts';
import type { Capture } from './capture.ts';
import type { SessionDeps } from './pipeline-deps.ts';
import { readsPartials } from './session-recogniser.ts';
import { directionLane } from './watched-engines.ts';

export function sessionStateOf(session: {
  readonly sessionId: string;
  readonly captures: readonly Capture[];
  readonly languages: MeetingLanguages;
  readonly reported: HeardTileReport | null;
  readonly deps: Pick<SessionDeps, 'engines' | 'stt' | 'storageTrouble' | 'storeMode' | 'clock'>;
}): SessionState {
  const { sessionId, captures, languages, reported, deps } = session;
  const { sourceLanguage, spoken, targetLanguages, twoWay = false } = languages;
  const routes = deps.engines.routes(directionsOf(languages)).map((route) => ({
    ...route,
    trouble: longest(captures.map(({ translatorWatch }) => translatorWatch.troubleOf(directionLane(route)))),
  }));
  return {
    sessionId,
    captures: captures.map((capture) => capture.state()),
    engines: enginesFor(deps.engines.inUse(), languages, { routes, partials: deps.stt.partials }),
    sourceLanguage,
    ...(spoken === undefined || spoken.length === 0 ? {} : { spoken }),
    targetLanguages,
    twoWay,
    routes,
    trouble: {
      recogniser: longest(captures.map((capture) => capture.recogniserTrouble)),
      ...(deps.stt.partials === undefined ? {} : { partials: longest(captures.map(({ partialsWatch }) => partialsWatch.trouble)) }),
      translator: longest(captures.map(({ translatorWatch }) => translatorWatch.trouble)),
      storage: deps.storageTrouble(),
    },
    ...(deps.stt.partials === undefined
      ? {}
      : { standIn: captures.map(({ standIn }) => standIn.state).find((one) => one !== null) ?? null }),
    ...(deps.storeMode === 'memory' ? { storeMode: 'memory' } : {}),
    tile: reported === null ? null : tileStateOf(reported, deps.clock),
  };
}

/** The translator is what translates the first direction; an engine for partials is told where it reads what is spoken. */
function enginesFor(
  { sttPartials, ...others }: EngineSet,
  languages: MeetingLanguages,
  { routes, partials }: { readonly routes: readonly TranslationRoute[]; readonly partials: Stt | undefined },
): EngineSet {
  const { targetLanguages } = languages;
  const isRead = partials !== undefined && sttPartials !== undefined && readsPartials(partials, languages);
  const engines: EngineSet = isRead ? { ...others, sttPartials } : others;
  if (targetLanguages.length === 0) return { ...engines, translator: null };
  const [first] = routes;
  return first === undefined ? engines : { ...engines, translator: joinedEngine(first.engines) };
}

function joinedEngine(engines: readonly EngineInUse[]): EngineInUse | null {
  if (engines.length === 0) return null;
  const hosts = [...new Set(engines.flatMap(({ sendsTo }) => sendsTo ?? []))];
  const [only] = engines.length === 1 ? engines : [];
  return {
    ...joinedEngines(engines),
    title: engines.map(({ title }) => title).join(', then '),
    leavesMachine: engines.some(({ leavesMachine }) => leavesMachine),
    ...(hosts.length === 0 ? {} : { sendsTo: hosts.join(' and ') }),
    ...(only?.device === undefined ? {} : { device: only.device }),
    ...(only?.chosenFor === undefined ? {} : { chosenFor: only.chosenFor }),
  };
}

/** Of several, the one that lasts longest. */
function longest(troubles: readonly (EngineTrouble | null)[]): EngineTrouble | null {
  const some = troubles.filter((trouble) => trouble !== null);
  return some.toSorted((a, b) => a.sinceMs - b.sinceMs)[0] ?? null;
}
