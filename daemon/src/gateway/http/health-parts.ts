// What engines, sessions, store and bots tell -> how each part of the daemon is, with reasons.
import type { EngineInUse, EngineSet, SessionState, Trouble } from '@subcam/shared';
import type { HealthPart, PartHealth, PartStatus } from '@subcam/shared/http';
import type { BotLease } from '../leases.ts';

export interface PartsState {
  readonly engines: EngineSet;
  readonly sessions: readonly SessionState[];
  /** null: the store takes what is to be kept. */
  readonly storageTrouble: Trouble | null;
  readonly bots: readonly BotLease[];
  readonly nowMs: number;
}

/** How long a failed bot makes its part degraded: as long as somebody may still want to do something about it. */
const FAILED_BOT_MS = 10 * 60_000;

/** Without them no meeting is heard, read or kept. */
const NEEDED: readonly HealthPart[] = ['speech-detector', 'recogniser', 'store'];

type Found = readonly [status: PartStatus, reasons: readonly string[]];

function problemsOf(engines: readonly EngineInUse[]): readonly string[] {
  return engines.flatMap(({ title, problem }) => (problem === undefined ? [] : [`${title}: ${problem}`]));
}

/** One part of all sessions: unhealthy where it is in trouble in all of them, degraded where in some. */
function inSessions(sessions: readonly SessionState[], troubleOf: (session: SessionState) => Trouble | null | undefined): Found {
  const messages = sessions.flatMap((session) => troubleOf(session)?.message ?? []);
  if (messages.length === 0) return ['healthy', []];
  const reasons = [...Map.groupBy(messages, (message) => message)].map(
    ([message, { length }]) => `In ${length} of ${sessions.length} sessions: ${message}`,
  );
  return [messages.length === sessions.length ? 'unhealthy' : 'degraded', reasons];
}

function recogniser({ engines: { stt, sttPartials }, sessions }: PartsState): Found {
  const problems = problemsOf([stt]);
  if (problems.length > 0) return ['unhealthy', problems];
  const [status, reasons] = inSessions(sessions, ({ trouble }) => trouble.recogniser);
  const partials = [
    ...problemsOf(sttPartials === undefined ? [] : [sttPartials]),
    ...inSessions(sessions, ({ trouble }) => trouble.partials)[1],
  ];
  return [status === 'healthy' && partials.length > 0 ? 'degraded' : status, [...reasons, ...partials]];
}

function translator({ engines: { translators }, sessions }: PartsState): Found {
  const problems = problemsOf(translators);
  if (problems.length > 0 && problems.length === translators.length) return ['unhealthy', problems];
  const [status, reasons] = inSessions(sessions, ({ trouble }) => trouble.translator);
  const standIns = sessions.flatMap(({ routes }) => routes.flatMap(({ instead }) => instead?.message ?? []));
  const all = [...new Set([...problems, ...reasons, ...standIns])];
  return [status === 'healthy' && all.length > 0 ? 'degraded' : status, all];
}

function bots({ bots: all, nowMs }: PartsState): Found {
  const failed = all.filter(({ state, atMs }) => state === 'failed' && nowMs - atMs < FAILED_BOT_MS);
  return [failed.length > 0 ? 'degraded' : 'healthy', failed.map(({ botId, reason }) => `${botId}: ${reason}`)];
}

function clients({ sessions }: PartsState): Found {
  const silent = sessions.flatMap(({ captures }) => captures.filter(({ status }) => status === 'no-sound'));
  return [silent.length > 0 ? 'degraded' : 'healthy', silent.map(({ captureId }) => `No sound comes from the capture ${captureId}.`)];
}

const FIND: Readonly<Record<HealthPart, (state: PartsState) => Found>> = {
  'speech-detector': ({ engines: { vad } }) => {
    const problems = problemsOf([vad]);
    return [problems.length > 0 ? 'unhealthy' : 'healthy', problems];
  },
  recogniser,
  translator,
  store: ({ storageTrouble }) => (storageTrouble === null ? ['healthy', []] : ['unhealthy', [storageTrouble.message]]),
  bots,
  clients,
};

export function healthOf(service: HealthPart, state: PartsState): PartHealth {
  const [status, reasons] = FIND[service](state);
  return { service, status, reasons: [...reasons] };
}

/** Those without which no meeting is heard, read or kept, and that do not work. */
export function missingParts(state: PartsState): readonly HealthPart[] {
  return NEEDED.filter((part) => healthOf(part, state).status === 'unhealthy');
}
