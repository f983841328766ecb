// RunnerSettings -> one bot's life: lease, Chrome, meeting, and nothing left behind.
import {
  backoff,
  LEASE_RENEW_MS,
  retry,
  toSubcamError,
  withinTime,
  type SubcamError,
  type BotState,
  type BotStatus,
  type Clock,
} from '@subcam/shared';
import { MEET_ORIGIN } from '@subcam/shared/meet';
import { EXTENSION_ID } from '@subcam/shared/wire';
import { completed, endReason, failed, type BotEnd } from './bot-end.ts';
import type { BotBrowser, LaunchOptions } from './browser-port.ts';
import { extensionRemote, type ExtensionRemote, type Started } from './extension-remote.ts';
import { joinFlow, type BotLog, type LeaveSignals } from './join-flow.ts';
import { keepLease, type DaemonLink } from './lease.ts';
import { meetingPage, tookTooLong } from './meeting-page.ts';
import type { RunnerSettings } from './runner-options.ts';

export interface RunnerDeps {
  readonly clock: Clock;
  readonly launch: (options: LaunchOptions) => Promise<BotBrowser>;
  readonly openLink: (onLeave: (reason: string) => void) => DaemonLink;
  /** A token for this bot's Chrome. Asked for once the daemon has taken the first report. */
  readonly makeToken: () => Promise<string>;
  readonly executablePath: string;
  /** Every change of state, in order; the last is `completed` or `failed`. */
  readonly onStatus: (status: BotStatus) => void;
  readonly log: BotLog;
}

/** Longest wait for the daemon before Chrome starts, and for it to take the last state. */
const FIRST_LEASE_LIMIT_MS = 10_000;
const LAST_STATUS_LIMIT_MS = 2000;
const FIRST_LEASE_PAUSE_MS = 250;

/** A daemon that is just starting is waited for; one that refuses is not. */
async function firstLease(link: DaemonLink, deps: Pick<RunnerDeps, 'clock'>, current: () => BotStatus): Promise<BotEnd | null> {
  const { clock } = deps;
  let last = tookTooLong('The daemon to answer', FIRST_LEASE_LIMIT_MS);
  const renewed = (signal: AbortSignal): Promise<void> =>
    retry(() => link.renew(current()), {
      clock,
      signal,
      waits: backoff({ firstMs: FIRST_LEASE_PAUSE_MS, maxMs: FIRST_LEASE_PAUSE_MS }),
      onFailure: (error) => {
        last = error;
      },
    });
  try {
    await withinTime(FIRST_LEASE_LIMIT_MS, renewed, { clock, late: () => last });
    return null;
  } catch (error) {
    const { message, retryable } = toSubcamError(error);
    if (retryable) return failed('daemon', `The daemon is out of reach (${message}). Start it with \`subcam up\`.`);
    return failed('daemon', `The daemon refuses this bot: ${message}`);
  }
}

interface Life {
  readonly settings: RunnerSettings;
  readonly deps: RunnerDeps;
  readonly report: (state: BotState, reason: string) => void;
  /** Its capture has begun. */
  readonly captures: (sessionId: string) => void;
}

/** From Chrome's start to its end; it and its profile are gone when this settles. */
async function attendInChrome({ settings, deps, report, captures }: Life, signals: LeaveSignals): Promise<BotEnd> {
  const { clock, log } = deps;
  if (signals.leave.aborted) return signals.leave.reason as BotEnd;
  const token = await deps.makeToken();
  const browser = await deps.launch({
    executablePath: deps.executablePath,
    extensionDir: settings.extensionDir,
    extensionId: EXTENSION_ID,
    headed: settings.headed,
    extraArgs: settings.chromeArgs,
    grantOrigin: MEET_ORIGIN,
  });
  try {
    log('chrome started', { pid: browser.pid, profileDir: browser.profileDir });
    const remote = extensionRemote(browser, clock);
    const start = async (urlPrefix: string): Promise<Started> => {
      const started = await remote.start(urlPrefix);
      captures(started.sessionId);
      return started;
    };
    const extension: ExtensionRemote = { configure: (given) => remote.configure(given), start, stop: () => remote.stop() };
    const { daemonUrl, sourceLanguage, spoken = [], targetLanguages, twoWay } = settings;
    const languages = { sourceLanguage, targetLanguages, ...(spoken.length === 0 ? {} : { spoken }), ...(twoWay ? { twoWay } : {}) };
    await extension.configure({ daemonUrl, token, ...languages });
    return await joinFlow(settings, { page: meetingPage(browser.page, clock), extension, clock, report, log, gone: browser.gone }, signals);
  } finally {
    await browser.close();
    log('chrome ended, its profile is removed');
  }
}

function failureOf(code: SubcamError['code']): 'browser' | 'daemon' | 'internal' {
  if (code === 'browser') return 'browser';
  return code === 'network' || code === 'unauthorized' || code === 'session-limit' || code === 'storage' ? 'daemon' : 'internal';
}

/** Runs one bot to its end. Never rejects: what goes wrong is a BotEnd, and the last status says so. */
export async function runBot(settings: RunnerSettings, deps: RunnerDeps, signals: LeaveSignals): Promise<BotEnd> {
  const { clock, log } = deps;
  const { botId, meetingUrl } = settings;
  const leave = new AbortController();
  const askToLeave = (end: BotEnd): void => leave.abort(end);
  const forward = (): void => askToLeave(signals.leave.reason as BotEnd);
  if (signals.leave.aborted) forward();
  else signals.leave.addEventListener('abort', forward, { once: true });

  let sessionId: string | undefined;
  let current: BotStatus = { botId, meetingUrl, state: 'starting', reason: 'reaching the daemon', atMs: clock.nowMs() };
  const link = deps.openLink((reason) => askToLeave(completed('left', reason === '' ? 'The daemon asked the bot to leave.' : reason)));
  let leased = false;
  const report = (state: BotState, reason: string): void => {
    current = { botId, meetingUrl, state, reason, atMs: clock.nowMs(), ...(sessionId === undefined ? {} : { sessionId }) };
    deps.onStatus(current);
    // The next renewal repeats it; this one only makes it known at once.
    if (leased)
      link.renew(current).catch((error: unknown) => log('the daemon did not take a state', { state, why: toSubcamError(error).message }));
  };
  const captures = (begun: string): void => {
    sessionId = begun;
  };
  report('starting', 'reaching the daemon');

  const released = new AbortController();
  const holdLease = async (): Promise<void> => {
    const { leaseMs } = settings;
    const renewMs = Math.min(LEASE_RENEW_MS, leaseMs / 4);
    const lease = { link, clock, log, leaseMs, renewMs, renewedAtMs: clock.monotonicMs(), current: () => current };
    const outcome = await keepLease(lease, released.signal);
    if (outcome === 'lost') askToLeave(failed('lease-lost', `The daemon was out of reach for ${leaseMs / 1000} s.`));
  };
  let end: BotEnd;
  try {
    const refused = await firstLease(link, deps, () => current);
    if (refused === null) {
      leased = true;
      void holdLease().catch((error: unknown) => askToLeave(failed('internal', toSubcamError(error).message)));
      report('starting', 'starting Chrome');
      end = await attendInChrome({ settings, deps, report, captures }, { leave: leave.signal, hurry: signals.hurry });
    } else {
      end = refused;
    }
  } catch (error) {
    const cause = toSubcamError(error);
    end = failed(failureOf(cause.code), cause.message);
  } finally {
    released.abort();
    signals.leave.removeEventListener('abort', forward);
  }
  leased = false;
  report(end.state, endReason(end));
  const last = withinTime(LAST_STATUS_LIMIT_MS, () => link.renew(current), {
    clock,
    late: () => tookTooLong('Reporting the last state', LAST_STATUS_LIMIT_MS),
  });
  await last.catch((error: unknown) => log('the daemon did not take the last state', { why: toSubcamError(error).message }));
  link.close();
  return end;
}
