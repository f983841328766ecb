// The toggle of one's own microphone, in every form in which Meet has shown it; and what is not one.
import { describe, expect, it } from 'vitest';
import { microphoneInMeeting } from './own-microphone.ts';

const toggle = (label: string | null, muted: string | null = null, visible = true) => ({
  getAttribute: (name: string) => (name === 'aria-label' ? label : name === 'data-is-muted' ? muted : null),
  checkVisibility: () => visible,
});
const page = (...toggles: ReturnType<typeof toggle>[]) => ({ querySelectorAll: () => toggles });

describe('the microphone in the meeting', () => {
  it.each([
    ['on', toggle('Turn off microphone (ctrl + d)', 'false')],
    ['off', toggle('Turn on microphone (ctrl + d)', 'true')],
    ['on', toggle('Turn off microphone')],
    ['off', toggle('Turn on microphone')],
    ['off', toggle('Turn off microphone', 'true')],
    ['unknown', toggle('Microphone settings')],
    ['unknown', toggle('Turn off camera (ctrl + e)', 'false')],
    ['unknown', toggle(null, 'false')],
  ])('is %s', (state, one) => {
    expect(microphoneInMeeting(page(toggle('Leave call'), one))).toBe(state);
  });

  it('is what the toggle on show says when two are there', () => {
    expect(microphoneInMeeting(page(toggle('Turn off microphone', null, false), toggle('Turn on microphone')))).toBe('off');
  });

  it('is unknown on a page without toggles', () => {
    expect(microphoneInMeeting(page())).toBe('unknown');
  });
});
