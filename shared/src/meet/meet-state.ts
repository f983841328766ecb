// PageSnapshot -> what state the meeting is in for us. Being in the call needs proof; neither the URL nor call controls are one.
import { SubcamError } from '../errors/subcam-error.ts';
import { deviceIsOnBySigns, leaveBySign, showsCallBySigns, type MeetDevice } from './meet-signs.ts';
import { MEET_CONTROLS, MEET_TEXTS, plainText, saysAny } from './meet-texts.ts';
import { MEET_ORIGIN } from './meet-url.ts';
import type { PageControl, PageSnapshot } from './meet-page.ts';

export const MEET_PAGE_STATES = [
  'pre-join',
  'lobby',
  'in-call',
  'denied',
  'no-response',
  'cannot-join',
  'bad-code',
  'removed',
  'ended',
  'left',
  'sign-in-required',
  'captcha',
  'unknown',
] as const;

export type MeetPageState = (typeof MEET_PAGE_STATES)[number];

export type MeetControlKind = keyof typeof MEET_CONTROLS;

/** Toggles carry their keyboard shortcut behind their name: `Turn off camera (ctrl + e)`; People its count. */
const NAMED_BY_PREFIX: ReadonlySet<MeetControlKind> = new Set<MeetControlKind>([
  'microphoneOn',
  'microphoneOff',
  'cameraOn',
  'cameraOff',
  'captionsOn',
  'captionsOff',
  'people',
]);

/** Whether a control is of a kind, by its aria-label or by a whole line of its text. */
export function isControl(control: Pick<PageControl, 'label' | 'lines'>, kind: MeetControlKind): boolean {
  const names = [control.label, ...control.lines].map(plainText);
  return MEET_CONTROLS[kind].some((wanted) => {
    const plain = plainText(wanted);
    return names.some((name) => name === plain || (NAMED_BY_PREFIX.has(kind) && name.startsWith(`${plain} `)));
  });
}

/** The first control of a kind; one that is rendered goes before one that is only present. */
export function findControl(snapshot: Pick<PageSnapshot, 'controls'>, kind: MeetControlKind): PageControl | null {
  const found = snapshot.controls.filter((control) => isControl(control, kind));
  return found.find((control) => control.rendered) ?? found[0] ?? null;
}

/** In every language of Meet: by the toggle's English name, else by its signs. `null`: the page does not tell. */
export function deviceIsOn(snapshot: Pick<PageSnapshot, 'controls'>, device: MeetDevice): boolean | null {
  const on = findControl(snapshot, `${device}On`);
  const off = findControl(snapshot, `${device}Off`);
  const shown = on !== null && off !== null ? (on.rendered ? on : off) : (on ?? off);
  if (shown === null) return deviceIsOnBySigns(snapshot, device);
  return shown.muted === null ? shown === on : !shown.muted;
}

/** The People control, or one's own tile beside a control to leave by. In the lobby the tile and that control are there too: read `classifyMeetPage`. */
function showsCall(snapshot: PageSnapshot, renderedOnly: boolean): boolean {
  if (showsCallBySigns(snapshot, renderedOnly)) return true;
  const leave = findControl(snapshot, 'leave');
  const canLeave = leave !== null && (leave.rendered || !renderedOnly);
  const people = snapshot.people !== null && (snapshot.people.rendered || !renderedOnly);
  return renderedOnly ? canLeave && people : people || (canLeave && snapshot.participants.some((one) => one.isSelf));
}

const REFUSALS = [
  ['denied', MEET_TEXTS.denied],
  ['no-response', MEET_TEXTS.noResponse],
  ['bad-code', MEET_TEXTS.badCode],
  ['cannot-join', MEET_TEXTS.cannotJoin],
  ['removed', MEET_TEXTS.removed],
  ['ended', MEET_TEXTS.ended],
  ['left', MEET_TEXTS.left],
] as const;

function isAt(address: string, host: string): boolean {
  return URL.parse(address)?.host === host;
}

function isMeetHome(address: string): boolean {
  const url = URL.parse(address);
  return url !== null && url.origin === MEET_ORIGIN && (url.pathname === '/' || url.pathname === '/landing' || url.pathname === '/home');
}

/**
 * What the page says. Strongest first: a refusal or an end (unless the call is plainly on the screen, so that nobody can put the bot out by writing those
 * words), the lobby, a challenge, the page before joining, the call. `unknown` while a page loads, or when Meet shows something new.
 */
export function classifyMeetPage(snapshot: PageSnapshot): MeetPageState {
  if (!showsCall(snapshot, true)) {
    for (const [state, texts] of REFUSALS) {
      if (saysAny(snapshot.lines, texts)) return state;
    }
  }
  const inLobby = saysAny(snapshot.lines, MEET_TEXTS.lobby);
  if (inLobby) return 'lobby';
  const showsHome = snapshot.controls.some((control) => control.rendered && isControl(control, 'home'));
  // A consent dialog in the call may be accepted by a button that is named `Join now`.
  const joins = snapshot.controls.filter((control) => control.rendered && isControl(control, 'join'));
  const canJoin = joins.some((control) => !control.inDialog || !showsCall(snapshot, false));
  const beforeJoining = snapshot.nameBox !== null || canJoin;
  const inCall = showsCall(snapshot, false) && !beforeJoining && !showsHome;
  if (snapshot.challenge && !inCall) return 'captcha';
  if (beforeJoining) return 'pre-join';
  if (inCall) return 'in-call';
  if (saysAny(snapshot.lines, MEET_TEXTS.signIn) || isAt(snapshot.url, 'accounts.google.com')) return 'sign-in-required';
  if (isMeetHome(snapshot.url)) return 'left';
  return 'unknown';
}

/** What of a call can't be read from the page. `call`: whether one is in the call at all. */
export const MEET_UNREAD = ['call', 'names', 'microphone', 'camera'] as const;
export type MeetUnread = (typeof MEET_UNREAD)[number];

/** What the page does not tell although it should; empty before the call, where it need not. */
export function unreadOf(snapshot: PageSnapshot, state: MeetPageState): readonly MeetUnread[] {
  if (state === 'unknown') return snapshot.participants.length > 0 || leaveBySign(snapshot) !== null ? ['call'] : [];
  if (state !== 'in-call') return [];
  const named = snapshot.participants.length > 0 && snapshot.participants.every((one) => one.displayName !== '');
  return [
    ...(named ? [] : (['names'] as const)),
    ...(['microphone', 'camera'] as const).filter((device) => deviceIsOn(snapshot, device) === null),
  ];
}

/** Whether nobody else is in the call: true only on evidence, false also when the page does not say. */
export function isAlone(snapshot: PageSnapshot): boolean {
  if (snapshot.participants.some((one) => !one.isSelf)) return false;
  const count = snapshot.people?.count ?? null;
  if (count !== null) return count <= 1;
  return snapshot.participants.some((one) => one.isSelf);
}

/** A consent dialog on show that can be accepted. */
export function acceptableDialog(snapshot: PageSnapshot): boolean {
  return snapshot.dialogs.some((dialog) => dialog.acceptable);
}

/** The typed miss: what was looked for, by which selector, on which page. */
export function meetMiss(what: string, selector: string, snapshot?: PageSnapshot): SubcamError {
  const language = snapshot?.language ?? '';
  const foreign =
    language !== '' && !language.toLowerCase().startsWith('en') ? ` The page is in "${language}"; Subcam reads Meet in English.` : '';
  return new SubcamError(
    'meeting-page',
    `Meet's page shows no ${what} (${selector}).${foreign} Meet may have changed; run with --headed to see the page.`,
    {
      retryable: true,
    },
  );
}
