// Meet's page -> whether the meeting hears one's own microphone, as its toggle says.
import { MEET_SELECTORS, deviceIsOn } from '@subcam/shared/meet';
import type { MeetNode } from '@subcam/shared/meet';
import type { MicrophoneInMeeting } from '../bus/extension-status.ts';

/** Attributes by which the toggle shows its state. */
export const MICROPHONE_ATTRIBUTES: readonly string[] = [MEET_SELECTORS.mutedAttribute, 'aria-label'];

/** The little of the DOM's HTMLElement that it takes. */
export interface ToggleNode extends Pick<MeetNode, 'getAttribute'> {
  checkVisibility(options: { readonly visibilityProperty: boolean }): boolean;
}

/** `unknown`: the page shows no such toggle. Toggles have labels: text is not read. */
export function microphoneInMeeting(root: { querySelectorAll(selector: string): Iterable<ToggleNode> }): MicrophoneInMeeting {
  const controls = [...root.querySelectorAll(MEET_SELECTORS.control)].flatMap((element) => {
    const label = element.getAttribute('aria-label') ?? '';
    if (!/microphone/i.test(label)) return [];
    const muted = element.getAttribute(MEET_SELECTORS.mutedAttribute);
    return [
      {
        label: label.replaceAll(/\s+/g, ' ').trim(),
        lines: [],
        rendered: element.checkVisibility({ visibilityProperty: true }),
        enabled: true,
        muted: muted === null ? null : muted === 'true',
        inDialog: false,
      },
    ];
  });
  const isOn = deviceIsOn({ controls }, 'microphone');
  return isOn === null ? 'unknown' : isOn ? 'on' : 'off';
}
