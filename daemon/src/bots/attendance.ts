// PageSnapshot + time -> what the bot does next: the whole join flow and stay as a pure state machine.
import type { BotState } from '@subcam/shared';
import {
  acceptableDialog,
  classifyMeetPage,
  deviceIsOn,
  findControl,
  isAlone,
  isMeetingPage,
  MEET_CONTROLS,
  MEET_SELECTORS,
  meetMiss,
  type MeetControlKind,
  type MeetPageState,
  type PageControl,
  type PageSnapshot,
} from '@subcam/shared/meet';
import { completed, endOf, failed, type BotEnd } from './bot-end.ts';

/** Milliseconds. */
export interface AttendanceLimits {
  /** From the page's opening to having asked to join, and again from asking to the lobby or the call. */
  readonly preJoinMs: number;
  readonly lobbyMs: number;
  readonly aloneMs: number;
  readonly callMs: number;
  /** In the call: a page that shows neither the call nor its end. Meet rebuilds its page within seconds. */
  readonly lostPageMs: number;
}

/** Meet's lobby lasts about 10 minutes; 4 hours at most in a meeting is the contract's. */
export const DEFAULT_ATTENDANCE_LIMITS: AttendanceLimits = {
  preJoinMs: 60_000,
  lobbyMs: 600_000,
  aloneMs: 60_000,
  callMs: 4 * 3_600_000,
  lostPageMs: 30_000,
};

export type Action =
  | { readonly type: 'press'; readonly kind: MeetControlKind; readonly control: PageControl }
  | { readonly type: 'accept-dialog' }
  | { readonly type: 'type-name' }
  | { readonly type: 'start-capture' }
  | { readonly type: 'report'; readonly state: BotState; readonly reason: string }
  | { readonly type: 'note'; readonly message: string }
  | { readonly type: 'end'; readonly end: BotEnd };

interface Tries {
  readonly count: number;
  readonly atMs: number;
}

export interface Attendance {
  readonly phase: 'pre-join' | 'asked' | 'lobby' | 'in-call';
  readonly phaseSinceMs: number;
  /** The page's state in the latest snapshots, and how many in a row said so. */
  readonly seen: { readonly state: MeetPageState; readonly reads: number };
  readonly admittedAtMs: number | null;
  readonly aloneSinceMs: number | null;
  readonly lostSinceMs: number | null;
  /** In the call, and the camera does not go on. */
  readonly dark: boolean;
  readonly tries: Readonly<Partial<Record<MeetControlKind | 'name' | 'dialog', Tries>>>;
}

export interface AttendanceContext {
  /** Of a monotonic clock, like every instant of an attendance. */
  readonly nowMs: number;
  readonly meetingUrl: string;
  readonly displayName: string;
  readonly limits: AttendanceLimits;
}

/** Reasons of the state `active`. */
export const LISTENING = 'in the call, listening';
const CAMERA_OFF = 'in the call, listening, but Meet does not switch the camera on: nobody sees the subtitles';

/** In a row, before a state is believed: a page that is being rebuilt passes through others for an instant. */
const BELIEVED_READS = 2;

/** In a row, before the bot believes that it was put from the call back into the lobby. */
const BACK_TO_LOBBY_READS = 3;

/** A pressed control gets this long to show it before it is pressed again. */
const PRESS_PAUSE_MS = 1500;

/** Asking takes a round trip to Meet and sometimes a reload. */
const ASK_PAUSE_MS = 10_000;

/** Presses of one control that change nothing, before the bot lets it be. */
const MAX_TRIES = 3;

/** Without its camera the bot shows nobody anything: a camera that did not obey is tried again, this far apart. */
const STUBBORN_CAMERA_PAUSE_MS = 15_000;

/** Prompts and dialogs come in rows. */
const MAX_PROMPTS = 10;

/** A camera or microphone toggle that is missing on the page before joining is waited for so long, then done without. */
const TOGGLE_PATIENCE_MS = 5000;

export function startAttendance(nowMs: number): Attendance {
  return {
    phase: 'pre-join',
    phaseSinceMs: nowMs,
    seen: { state: 'unknown', reads: 0 },
    admittedAtMs: null,
    aloneSinceMs: null,
    lostSinceMs: null,
    dark: false,
    tries: {},
  };
}

interface Step {
  readonly attendance: Attendance;
  readonly actions: readonly Action[];
}

function mayTry(attendance: Attendance, key: keyof Attendance['tries'], nowMs: number): boolean {
  const before = attendance.tries[key];
  if (before === undefined) return true;
  const most = key === 'dialog' || key === 'beforeJoining' ? MAX_PROMPTS : MAX_TRIES;
  const sinceMs = nowMs - before.atMs;
  if (before.count >= most) return key === 'cameraOff' && sinceMs >= STUBBORN_CAMERA_PAUSE_MS;
  return sinceMs >= (key === 'join' ? ASK_PAUSE_MS : PRESS_PAUSE_MS);
}

function tried(attendance: Attendance, key: keyof Attendance['tries'], nowMs: number): Attendance {
  const count = (attendance.tries[key]?.count ?? 0) + 1;
  return { ...attendance, tries: { ...attendance.tries, [key]: { count, atMs: nowMs } } };
}

/** Tries at what is now as wanted are over: Meet, or a host, may undo it later. */
function forgetDone(attendance: Attendance, snapshot: PageSnapshot): Attendance {
  const done: readonly (keyof Attendance['tries'])[] = [
    ...(deviceIsOn(snapshot, 'camera') === true ? (['cameraOff'] as const) : []),
    ...(deviceIsOn(snapshot, 'microphone') === false ? (['microphoneOn'] as const) : []),
    ...(acceptableDialog(snapshot) ? [] : (['dialog'] as const)),
  ];
  const tries = Object.fromEntries(Object.entries(attendance.tries).filter(([key]) => !done.some((name) => name === key)));
  return { ...attendance, tries };
}

function enter(attendance: Attendance, phase: Attendance['phase'], nowMs: number): Attendance {
  return attendance.phase === phase ? attendance : { ...attendance, phase, phaseSinceMs: nowMs };
}

function over(attendance: Attendance, end: BotEnd): Step {
  return { attendance, actions: [{ type: 'end', end }] };
}

function press(attendance: Attendance, wanted: { readonly kind: MeetControlKind; readonly control: PageControl }, nowMs: number): Step {
  return { attendance: tried(attendance, wanted.kind, nowMs), actions: [{ type: 'press', ...wanted }] };
}

/** Accepts a consent dialog, or presses away a prompt; null when nothing stands in the way. */
function clearTheWay(attendance: Attendance, snapshot: PageSnapshot, nowMs: number): Step | null {
  if (acceptableDialog(snapshot)) {
    if (!mayTry(attendance, 'dialog', nowMs)) return null;
    return { attendance: tried(attendance, 'dialog', nowMs), actions: [{ type: 'accept-dialog' }] };
  }
  const prompt = snapshot.controls.find((control) => {
    const isPrompt = findControl({ ...snapshot, controls: [control] }, 'beforeJoining') !== null;
    // Dismissing a dialog may refuse a consent, and that throws the bot out.
    const dismisses = control.inDialog && [control.label, ...control.lines].some((text) => /^dismiss$/i.test(text));
    return isPrompt && control.rendered && control.enabled && !dismisses;
  });
  if (prompt === undefined || !mayTry(attendance, 'beforeJoining', nowMs)) return null;
  return press(attendance, { kind: 'beforeJoining', control: prompt }, nowMs);
}

/** Presses a toggle towards what is wanted; null when it is there, unknown, or tried enough. */
function setDevice(
  attendance: Attendance,
  snapshot: PageSnapshot,
  wanted: { readonly device: 'camera' | 'microphone'; readonly on: boolean; readonly nowMs: number },
): Step | null {
  const { device, on, nowMs } = wanted;
  const isOn = deviceIsOn(snapshot, device);
  if (isOn === null || isOn === on) return null;
  const control = findControl(snapshot, `${device}${on ? 'Off' : 'On'}`) ?? findControl(snapshot, `${device}${on ? 'On' : 'Off'}`);
  const kind: MeetControlKind = `${device}${on ? 'Off' : 'On'}`;
  if (control === null || !mayTry(attendance, kind, nowMs)) return null;
  return press(attendance, { kind, control }, nowMs);
}

function prepareToJoin(attendance: Attendance, snapshot: PageSnapshot, context: AttendanceContext): Step {
  const { nowMs } = context;
  const cleared = clearTheWay(attendance, snapshot, nowMs);
  if (cleared !== null) return cleared;
  if (snapshot.nameBox !== null && snapshot.nameBox.value !== context.displayName && mayTry(attendance, 'name', nowMs)) {
    return { attendance: tried(attendance, 'name', nowMs), actions: [{ type: 'type-name' }] };
  }
  const device =
    setDevice(attendance, snapshot, { device: 'camera', on: true, nowMs }) ??
    setDevice(attendance, snapshot, { device: 'microphone', on: false, nowMs });
  if (device !== null) return device;
  const patient = nowMs - attendance.phaseSinceMs < TOGGLE_PATIENCE_MS;
  if (patient && (deviceIsOn(snapshot, 'camera') !== true || deviceIsOn(snapshot, 'microphone') !== false))
    return { attendance, actions: [] };
  const join = findControl(snapshot, 'join');
  if (join === null || !join.rendered || !join.enabled || !mayTry(attendance, 'join', nowMs)) return { attendance, actions: [] };
  const asked = enter(tried(attendance, 'join', nowMs), 'asked', nowMs);
  const notes: Action[] = [];
  if (deviceIsOn(snapshot, 'camera') !== true)
    notes.push({ type: 'note', message: 'asking to join with a camera that is not known to be on' });
  return {
    attendance: asked,
    actions: [...notes, { type: 'press', kind: 'join', control: join }, { type: 'report', state: 'joining', reason: 'asked to join' }],
  };
}

/** What was looked for in vain before joining. */
function joinMiss(attendance: Attendance, snapshot: PageSnapshot): BotEnd {
  const error =
    attendance.phase === 'asked'
      ? meetMiss('lobby and no call after asking to join', `${MEET_SELECTORS.peopleControl}; ${MEET_SELECTORS.selfName}`, snapshot)
      : meetMiss('control to join with', `${MEET_SELECTORS.control} named ${MEET_CONTROLS.join.join(' | ')}`, snapshot);
  return failed('meeting-page', error.message);
}

function admitted(attendance: Attendance, snapshot: PageSnapshot, context: AttendanceContext): Step {
  const { nowMs, limits } = context;
  const first = attendance.admittedAtMs === null;
  const entered: Attendance = {
    ...enter(attendance, 'in-call', nowMs),
    admittedAtMs: attendance.admittedAtMs ?? nowMs,
    lostSinceMs: null,
    // What was tried before admission says nothing about the call: Meet switches the camera off in a long lobby.
    tries: attendance.phase === 'in-call' ? attendance.tries : {},
    aloneSinceMs: isAlone(snapshot) ? (attendance.aloneSinceMs ?? nowMs) : null,
  };
  const actions: Action[] = [];
  if (first) actions.push({ type: 'report', state: 'joining', reason: 'let in' }, { type: 'start-capture' });
  else if (attendance.phase !== 'in-call') actions.push({ type: 'report', state: 'active', reason: 'let in again' });
  if (nowMs - (entered.admittedAtMs ?? nowMs) >= limits.callMs) {
    return over(entered, completed('call-limit', `The bot stays at most ${Math.round(limits.callMs / 60_000)} minutes in a meeting.`));
  }
  if (entered.aloneSinceMs !== null && nowMs - entered.aloneSinceMs >= limits.aloneMs) {
    return over(entered, completed('alone', 'Nobody else is in the meeting.'));
  }
  const next =
    clearTheWay(entered, snapshot, nowMs) ??
    setDevice(entered, snapshot, { device: 'camera', on: true, nowMs }) ??
    setDevice(entered, snapshot, { device: 'microphone', on: false, nowMs });
  const after = next?.attendance ?? entered;
  const dark = deviceIsOn(snapshot, 'camera') !== true && (after.tries.cameraOff?.count ?? 0) >= MAX_TRIES;
  if (dark && !entered.dark) actions.push({ type: 'report', state: 'active', reason: CAMERA_OFF });
  if (!dark && entered.dark) actions.push({ type: 'report', state: 'active', reason: LISTENING });
  return { attendance: { ...after, dark }, actions: [...actions, ...(next?.actions ?? [])] };
}

function waitInLobby(attendance: Attendance, context: AttendanceContext): Step {
  const { nowMs, limits } = context;
  if (attendance.phase === 'in-call' && attendance.seen.reads < BACK_TO_LOBBY_READS) return { attendance, actions: [] };
  const waiting: Attendance = { ...enter(attendance, 'lobby', nowMs), aloneSinceMs: null, lostSinceMs: null };
  if (attendance.phase !== 'lobby') {
    return { attendance: waiting, actions: [{ type: 'report', state: 'waiting_room', reason: 'waiting to be let in' }] };
  }
  if (nowMs - waiting.phaseSinceMs < limits.lobbyMs) return { attendance: waiting, actions: [] };
  return over(waiting, failed('lobby-limit', `Nobody let the bot in within ${Math.round(limits.lobbyMs / 1000)} s.`));
}

/** In the call, but the page shows no call. */
function pageLost(attendance: Attendance, snapshot: PageSnapshot, context: AttendanceContext): Step {
  const lost: Attendance = { ...attendance, lostSinceMs: attendance.lostSinceMs ?? context.nowMs, aloneSinceMs: null };
  if (attendance.seen.reads >= BELIEVED_READS && !isMeetingPage(snapshot.url, context.meetingUrl)) {
    return over(lost, completed('left', 'The page went away from the meeting.'));
  }
  if (context.nowMs - (lost.lostSinceMs ?? context.nowMs) < context.limits.lostPageMs) return { attendance: lost, actions: [] };
  const miss = meetMiss('call and no end of it', `${MEET_SELECTORS.peopleControl}; ${MEET_SELECTORS.selfName}`, snapshot);
  return over(lost, failed('meeting-page', miss.message));
}

/** One look at the page. The actions are to be done in order; after `end` no further step is taken. */
export function step(before: Attendance, snapshot: PageSnapshot, context: AttendanceContext): Step {
  const state = classifyMeetPage(snapshot);
  const reads = before.seen.state === state ? before.seen.reads + 1 : 1;
  const attendance: Attendance = { ...forgetDone(before, snapshot), seen: { state, reads } };
  const believed = reads >= BELIEVED_READS;

  const end = endOf(state, attendance.admittedAtMs !== null);
  if (end !== null) return believed ? over(attendance, end) : { attendance, actions: [] };
  if (state === 'in-call')
    return believed || attendance.phase === 'in-call' ? admitted(attendance, snapshot, context) : { attendance, actions: [] };
  if (state === 'lobby') return waitInLobby(attendance, context);
  if (attendance.phase === 'in-call') return pageLost(attendance, snapshot, context);

  const sinceMs = context.nowMs - attendance.phaseSinceMs;
  if (attendance.phase === 'lobby') {
    // Between two screens of the lobby; a page that stays so is as lost as before asking.
    return sinceMs >= context.limits.lobbyMs + context.limits.preJoinMs
      ? over(attendance, joinMiss(attendance, snapshot))
      : { attendance, actions: [] };
  }
  if (sinceMs >= context.limits.preJoinMs) return over(attendance, joinMiss(attendance, snapshot));
  if (state === 'pre-join') return prepareToJoin(attendance, snapshot, context);
  return clearTheWay(attendance, snapshot, context.nowMs) ?? { attendance, actions: [] };
}
