// Snapshots of Meet's page as tests need them: each screen as the facts of the field describe it.
import { pageControl as control } from '../../testing/page-control.ts';
import type { PageControl, PageSnapshot } from '../meet-page.ts';

export { control };

/** A control without an aria-label, its name in an inner span behind an icon. */
export function spanControl(text: string, over: Partial<PageControl> = {}): PageControl {
  return control('', { lines: ['person_add', text], ...over });
}

export function snapshot(over: Partial<PageSnapshot> = {}): PageSnapshot {
  return {
    url: 'https://meet.google.com/abc-defg-hij?hl=en',
    language: 'en',
    lines: [],
    controls: [],
    nameBox: null,
    people: null,
    participants: [],
    dialogs: [],
    challenge: false,
    ...over,
  };
}

export const SELF = { participantId: 'spaces/a/devices/1', displayName: 'Subcam (live captions)', isSelf: true, speaking: false } as const;
export const OTHER = { participantId: 'spaces/a/devices/2', displayName: 'Ada Lovelace', isSelf: false, speaking: true } as const;

export const DEVICES_ON = [
  control('Turn off microphone (ctrl + d)', { muted: false }),
  control('Turn off camera (ctrl + e)', { muted: false }),
] as const;
export const DEVICES_READY = [
  control('Turn on microphone (ctrl + d)', { muted: true }),
  control('Turn off camera (ctrl + e)', { muted: false }),
] as const;

/** What the lobby shows besides its text, though one is not in the call. */
export const MISLEADING_CONTROLS = [
  ...DEVICES_READY,
  control('Leave call'),
  control('Send a reaction'),
  control('Return to home screen'),
] as const;

export function preJoin(over: Partial<PageSnapshot> = {}): PageSnapshot {
  return snapshot({
    lines: ['Ready to join?'],
    nameBox: { value: '' },
    controls: [...DEVICES_ON, spanControl('Ask to join', { enabled: false }), spanControl('Other ways to join')],
    ...over,
  });
}

export function lobby(over: Partial<PageSnapshot> = {}): PageSnapshot {
  return snapshot({
    lines: ['Asking to be let in…', 'You’ll join the call when someone lets you in'],
    controls: [...MISLEADING_CONTROLS],
    participants: [SELF],
    ...over,
  });
}

export function inCall(over: Partial<PageSnapshot> = {}): PageSnapshot {
  return snapshot({
    lines: ['abc-defg-hij'],
    controls: [...DEVICES_READY, control('Chat with everyone'), control('People'), control('Leave call')],
    people: { rendered: true, count: 2 },
    participants: [SELF, OTHER],
    ...over,
  });
}
