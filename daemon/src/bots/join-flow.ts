// A meeting's page -> one attendance from opening to leaving: looks, does what `attendance.ts` says, and leaves in order.
import { retry, toSubcamError, withinTime, type AudioAccount, type BotState, type Clock, type SubcamError } from '@subcam/shared';
import { classifyMeetPage, findControl, type PageSnapshot } from '@subcam/shared/meet';
import { LISTENING, startAttendance, step, type Attendance, type AttendanceLimits, type Action } from './attendance.ts';
import { endReason, failed, type BotEnd } from './bot-end.ts';
import type { ExtensionRemote, Started } from './extension-remote.ts';
import { tookTooLong, type MeetingPage } from './meeting-page.ts';

/** A static message and fields; never words that were spoken, names or tokens. */
export type BotLog = (message: string, fields?: Readonly<Record<string, unknown>>) => void;

export interface JoinFlowDeps {
  readonly page: MeetingPage;
  readonly extension: Pick<ExtensionRemote, 'start' | 'stop'>;
  readonly clock: Clock;
  readonly report: (state: BotState, reason: string) => void;
  readonly log: BotLog;
  /** Resolves when the browser or its page has died. */
  readonly gone: Promise<SubcamError>;
}

export interface JoinFlowSettings {
  readonly meetingUrl: string;
  readonly displayName: string;
  readonly limits: AttendanceLimits;
}

export interface LeaveSignals {
  /** Fires with a BotEnd as its reason: leave in order. */
  readonly leave: AbortSignal;
  /** Leave without waiting for what is still being settled. */
  readonly hurry: AbortSignal;
}

/** How often the page is looked at. */
const JOIN_POLL_MS = 500;
const CALL_POLL_MS = 1000;

/** A page that cannot be read for so long is given up. */
const UNREADABLE_LIMIT_MS = 30_000;

/** Before the second and the third attempt to start the capture. */
const CAPTURE_PAUSES_MS = [1000, 1000];
const CAPTURE_LIMIT_MS = 20_000;

/** Longest wait for Meet to show that the call was left. */
const LEFT_LIMIT_MS = 5000;
const LEFT_POLL_MS = 250;

/** What the page still tells its server when it has been left goes out in this time; Chrome may be closed right after. */
const FAREWELL_MS = 250;

/** Longest wait for the daemon to settle what was captured; without a daemon there is nobody to settle it. */
const SETTLE_LIMIT_MS = 20_000;
const SETTLE_LIMIT_WITHOUT_DAEMON_MS = 2000;

/** Thrown, from however deep, when the attendance is over: carries how it ended up to `joinFlow`. */
class AttendanceOver extends Error {
  readonly end: BotEnd;
  constructor(end: BotEnd) {
    super(end.sentence);
    this.name = 'AttendanceOver';
    this.end = end;
  }
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}

async function startCapture(deps: JoinFlowDeps, urlPrefix: string, signal: AbortSignal): Promise<void> {
  const start = (): Promise<Started> =>
    withinTime(CAPTURE_LIMIT_MS, () => deps.extension.start(urlPrefix), {
      clock: deps.clock,
      late: () => tookTooLong('Starting the capture', CAPTURE_LIMIT_MS),
    });
  let tries = 0;
  const started = await retry(start, {
    clock: deps.clock,
    signal,
    waits: CAPTURE_PAUSES_MS,
    // Whatever it was: a tab whose sound begins a moment later can be captured then.
    isWorthTrying: () => true,
    onFailure: ({ code, message }) => {
      tries += 1;
      deps.log('capture did not start', { code, why: message, tries });
    },
  }).catch((error: unknown) => {
    signal.throwIfAborted();
    throw new AttendanceOver(failed('no-capture', `The meeting's sound cannot be captured: ${toSubcamError(error).message}`));
  });
  deps.log('capture started', started);
  if (!signal.aborted) deps.report('active', LISTENING);
}

interface Stay {
  readonly deps: JoinFlowDeps;
  readonly settings: JoinFlowSettings;
  /** Fires when the attendance is over, whatever it was doing. */
  readonly signal: AbortSignal;
}

async function perform(action: Action, { deps, settings, signal }: Stay): Promise<void> {
  switch (action.type) {
    case 'press':
      deps.log('pressing', { kind: action.kind, pressed: await deps.page.press(action.control) });
      return;
    case 'accept-dialog':
      deps.log('accepting a dialog', { accepted: await deps.page.acceptDialog() });
      return;
    case 'type-name':
      deps.log('typing the name', { typed: await deps.page.typeName(settings.displayName) });
      return;
    case 'start-capture':
      await startCapture(deps, settings.meetingUrl, signal);
      return;
    case 'report':
      deps.report(action.state, action.reason);
      return;
    case 'note':
      deps.log(action.message);
      return;
    case 'end':
      throw new AttendanceOver(action.end);
  }
}

interface Course {
  attendance: Attendance;
  /** What the page said last; null before the first look. */
  snapshot: PageSnapshot | null;
  unreadableSinceMs: number | null;
}

async function look(course: Course, deps: JoinFlowDeps): Promise<PageSnapshot | null> {
  try {
    const snapshot = await deps.page.read();
    course.unreadableSinceMs = null;
    course.snapshot = snapshot;
    return snapshot;
  } catch (error) {
    const cause = toSubcamError(error);
    const nowMs = deps.clock.monotonicMs();
    course.unreadableSinceMs ??= nowMs;
    deps.log('the page could not be read', { code: cause.code, why: cause.message });
    if (nowMs - course.unreadableSinceMs < UNREADABLE_LIMIT_MS) return null;
    throw new AttendanceOver(failed('meeting-page', `The meeting's page does not answer: ${cause.message}`));
  }
}

/** A press that failed because the page changed under it is decided anew at the next look. */
async function performPatiently(action: Action, stay: Stay): Promise<void> {
  try {
    await perform(action, stay);
  } catch (error) {
    if (error instanceof AttendanceOver || stay.signal.aborted) throw error;
    const cause = toSubcamError(error);
    if (!cause.retryable) throw error;
    stay.deps.log('the page changed meanwhile', { action: action.type, code: cause.code, why: cause.message });
  }
}

/** Opens the meeting and stays until it is over, which is thrown; nothing is pressed once the signal has fired. */
async function attend(course: Course, stay: Stay): Promise<never> {
  const { deps, settings, signal } = stay;
  try {
    await deps.page.open(settings.meetingUrl);
  } catch (error) {
    const cause = toSubcamError(error);
    throw new AttendanceOver(failed(cause.code === 'browser' ? 'browser' : 'network', cause.message));
  }
  course.attendance = startAttendance(deps.clock.monotonicMs());
  for (;;) {
    signal.throwIfAborted();
    const snapshot = await look(course, deps);
    signal.throwIfAborted();
    if (snapshot !== null) {
      const { attendance, actions } = step(course.attendance, snapshot, { ...settings, nowMs: deps.clock.monotonicMs() });
      if (attendance.seen.state !== course.attendance.seen.state) deps.log('the page shows', { state: attendance.seen.state });
      course.attendance = attendance;
      for (const action of actions) {
        await performPatiently(action, stay);
        signal.throwIfAborted();
      }
    }
    await deps.clock.sleep(course.attendance.phase === 'in-call' ? CALL_POLL_MS : JOIN_POLL_MS, signal);
  }
}

async function pressLeave(course: Course, deps: JoinFlowDeps): Promise<void> {
  const press = async (): Promise<boolean> => {
    const snapshot = await deps.page.read();
    const control = findControl(snapshot, 'leave') ?? findControl(snapshot, 'home');
    return control !== null && deps.page.press(control);
  };
  // Twice, since something may come to lie over it between looking and pressing.
  if (!(await press()) && !(await press())) {
    deps.log('no control to leave by; the browser is closed instead', { state: course.attendance.seen.state });
    return;
  }
  for (let waitedMs = 0; waitedMs < LEFT_LIMIT_MS; waitedMs += LEFT_POLL_MS) {
    const state = classifyMeetPage(await deps.page.read());
    if (state !== 'in-call' && state !== 'lobby') return;
    await deps.clock.sleep(LEFT_POLL_MS);
  }
  deps.log('the page still shows the call after leaving');
}

async function settle(deps: JoinFlowDeps, end: BotEnd): Promise<AudioAccount | null> {
  const limitMs = end.code === 'lease-lost' ? SETTLE_LIMIT_WITHOUT_DAEMON_MS : SETTLE_LIMIT_MS;
  return withinTime(limitMs, () => deps.extension.stop(), {
    clock: deps.clock,
    late: () => tookTooLong('Settling what was captured', limitMs),
  });
}

/** Leaves the page if it shows a lobby or a call, then ends the capture so that everything said is written down. Never rejects. */
async function leaveInOrder(course: Course, end: BotEnd, deps: JoinFlowDeps): Promise<void> {
  deps.report('ending', endReason(end));
  const { phase } = course.attendance;
  const there = course.snapshot !== null && ['lobby', 'in-call'].includes(classifyMeetPage(course.snapshot));
  if (there || phase === 'in-call' || phase === 'lobby') {
    await pressLeave(course, deps).catch((error: unknown) => {
      deps.log('leaving by the page failed; the browser is closed instead', { why: toSubcamError(error).message });
    });
  }
  const farewell = deps.clock.sleep(FAREWELL_MS);
  if (course.attendance.admittedAtMs !== null) {
    await settle(deps, end).then(
      (account) => deps.log('audio account', { account }),
      (error: unknown) => deps.log('what was captured last is not settled', { why: toSubcamError(error).message }),
    );
  }
  await farewell;
}

/**
 * Attends one meeting. Resolves with why it is over, after leaving in order; a refusal is an end like another, not an exception.
 * Reports joining, waiting_room, active and ending; the caller reports what comes before and after.
 */
export async function joinFlow(settings: JoinFlowSettings, deps: JoinFlowDeps, signals: LeaveSignals): Promise<BotEnd> {
  const course: Course = { attendance: startAttendance(deps.clock.monotonicMs()), snapshot: null, unreadableSinceMs: null };
  deps.report('joining', 'opening the meeting');
  const stay = new AbortController();
  const attending = attend(course, { deps, settings, signal: stay.signal });
  const asked = aborted(signals.leave).then(() => {
    throw new AttendanceOver(signals.leave.reason as BotEnd);
  });
  const died = deps.gone.then((error) => {
    throw new AttendanceOver(failed('browser', error.message));
  });
  for (const unused of [attending, asked, died]) unused.catch(() => undefined);
  let end: BotEnd;
  try {
    end = await Promise.race([attending, asked, died]);
  } catch (error) {
    if (!(error instanceof AttendanceOver)) throw error;
    end = error.end;
  } finally {
    stay.abort();
  }
  if (end.code !== 'browser') await Promise.race([leaveInOrder(course, end, deps), aborted(signals.hurry), deps.gone]);
  return end;
}
