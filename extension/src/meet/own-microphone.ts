// Meet's page -> whether the meeting hears one's own microphone, as its toggle says, in every language of Meet.
import { MEET_SELECTORS, deviceIsOn, readToggles } from '@subcam/shared/meet';
import type { MicrophoneInMeeting } from '../bus/extension-status.ts';

/** Attributes by which the toggle shows its state. */
export const MICROPHONE_ATTRIBUTES: readonly string[] = [MEET_SELECTORS.mutedAttribute, 'aria-label'];

/** `unknown`: the page does not tell. */
export function microphoneInMeeting(root: Pick<ParentNode, 'querySelectorAll'>): MicrophoneInMeeting {
  const isOn = deviceIsOn({ controls: readToggles(root) }, 'microphone');
  return isOn === null ? 'unknown' : isOn ? 'on' : 'off';
}
