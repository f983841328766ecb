// Controls of Meet's page -> what they are by signs that are the same in every language: icons, shortcuts, `data-is-muted`, structure.
import { plainText } from './meet-texts.ts';
import type { PageControl, PageSnapshot } from './meet-page.ts';

export type MeetDevice = 'camera' | 'microphone';

/** Words of Meet's icon font, which its page does not translate. A style may follow them: `mic_off_filled`. */
const MEET_ICONS = {
  microphoneOn: ['mic', 'mic_none'],
  microphoneOff: ['mic_off'],
  cameraOn: ['videocam'],
  cameraOff: ['videocam_off'],
  leave: ['call_end'],
  people: ['people', 'people_alt', 'group', 'groups'],
  chat: ['chat', 'chat_bubble'],
} as const;

const ICON_STYLE = /_(?:filled?|outlined?|rounded?|sharp)$/;

/** Ctrl+D and Ctrl+E (⌘ on a Mac) are Meet's shortcuts in every language; the key's own name is translated (`Strg`). */
const SHORTCUT_KEYS: Readonly<Record<MeetDevice, string>> = { microphone: 'd', camera: 'e' };
const SHORTCUT = /(?:\+|(?:ctrl|control|strg|cmd|⌘)[\s-]*)\s*(?<key>[a-z])(?![\p{L}\p{M}\p{N}])/u;
const OTHER_MODIFIERS = /\balt\b|⌥|\bshift\b|⇧/u;
/** Characters that only tell a reader's direction. */
const DIRECTION_MARKS = /[\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]/g;

type SignedControl = Pick<PageControl, 'label' | 'lines' | 'icons' | 'muted' | 'inDialog' | 'ofParticipant' | 'opensMenu'>;

function hasIcon(control: Pick<PageControl, 'icons'>, kind: keyof typeof MEET_ICONS): boolean {
  const words: readonly string[] = MEET_ICONS[kind];
  return control.icons.some((icon) => words.includes(icon.toLowerCase().replace(ICON_STYLE, '')));
}

/** Which device's shortcut a label names, in whatever language; null when it names none. */
export function shortcutDevice(label: string): MeetDevice | null {
  const plain = plainText(label.replaceAll(DIRECTION_MARKS, ''));
  if (OTHER_MODIFIERS.test(plain)) return null;
  const key = SHORTCUT.exec(plain)?.groups?.['key'];
  if (key === SHORTCUT_KEYS.microphone) return 'microphone';
  return key === SHORTCUT_KEYS.camera ? 'camera' : null;
}

/** Nothing in it but icons. */
function isIconAlone(control: SignedControl): boolean {
  return control.lines.every((line) => control.icons.includes(line));
}

/**
 * The device that a control is the toggle of. A menu of devices has the device's icon too, a participant's tile has one that tells of their
 * microphone: an icon counts on a control with `data-is-muted`, or on one of the toolbar that has nothing else in it.
 */
export function deviceOf(control: SignedControl): MeetDevice | null {
  if (control.inDialog || control.ofParticipant) return null;
  const named = shortcutDevice(control.label);
  if (named !== null) return named;
  if (control.muted === null && (control.opensMenu || !isIconAlone(control))) return null;
  if (hasIcon(control, 'microphoneOn') || hasIcon(control, 'microphoneOff')) return 'microphone';
  return hasIcon(control, 'cameraOn') || hasIcon(control, 'cameraOff') ? 'camera' : null;
}

function stateOf(control: SignedControl, device: MeetDevice): boolean | null {
  if (control.muted !== null) return !control.muted;
  if (hasIcon(control, `${device}Off`)) return false;
  return hasIcon(control, `${device}On`) ? true : null;
}

/** What all of the controls on show say; null when they say nothing, or not the same. */
function agreedState(controls: readonly PageControl[], device: MeetDevice): boolean | null {
  const shown = controls.filter(({ rendered }) => rendered);
  const states = (shown.length > 0 ? shown : controls).map((control) => stateOf(control, device));
  const [first = null] = states;
  return states.every((state) => state === first) ? first : null;
}

/**
 * Whether a device is on, by signs alone; null when they don't tell. Toggles with `data-is-muted` and no other sign are the devices': the
 * one that is left when the other is known, or both when they say the same.
 */
export function deviceIsOnBySigns(snapshot: Pick<PageSnapshot, 'controls'>, device: MeetDevice): boolean | null {
  const own = snapshot.controls.filter((control) => deviceOf(control) === device);
  if (own.length > 0) return agreedState(own, device);
  const unsigned = snapshot.controls.filter(
    (control) => control.muted !== null && deviceOf(control) === null && !control.inDialog && !control.ofParticipant,
  );
  const otherIsKnown = snapshot.controls.some((control) => deviceOf(control) !== null);
  return unsigned.length === (otherIsKnown ? 1 : 2) ? agreedState(unsigned, device) : null;
}

/** The control to leave by, known by its icon. */
export function leaveBySign(snapshot: Pick<PageSnapshot, 'controls'>): PageControl | null {
  return snapshot.controls.find((control) => hasIcon(control, 'leave') && !control.inDialog) ?? null;
}

/**
 * Whether the page shows the call in whatever language. Proof is a control that is in the call alone (people, chat) beside the one to leave
 * by, or tiles of oneself and of others beside the toggles: the lobby has toggles, a way to leave and one's own tile, and none of the rest.
 */
export function showsCallBySigns(snapshot: Pick<PageSnapshot, 'controls' | 'participants' | 'people'>, renderedOnly: boolean): boolean {
  const counts = (control: PageControl): boolean => (control.rendered || !renderedOnly) && !control.inDialog && !control.ofParticipant;
  const canLeave = snapshot.controls.some((control) => counts(control) && hasIcon(control, 'leave'));
  const ofCall = snapshot.controls.some((control) => counts(control) && (hasIcon(control, 'people') || hasIcon(control, 'chat')));
  const avatars = snapshot.people !== null && (snapshot.people.rendered || !renderedOnly);
  if (canLeave && (ofCall || avatars)) return true;
  const tiles = snapshot.participants.some((one) => one.isSelf) && snapshot.participants.some((one) => !one.isSelf);
  const toggles = snapshot.controls.some((control) => counts(control) && (control.muted !== null || deviceOf(control) !== null));
  return tiles && (canLeave || toggles);
}
