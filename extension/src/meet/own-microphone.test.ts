// The toggle of one's own microphone, in every form and language in which Meet shows it; and what is not one.
import { describe, expect, it } from 'vitest';
import { microphoneInMeeting } from './own-microphone.ts';

interface ToggleForm {
  readonly muted?: string | null;
  readonly visible?: boolean;
  readonly icons?: readonly string[];
  readonly ofParticipant?: boolean;
}

const toggle = (label: string | null, { muted = null, visible = true, icons = [], ofParticipant = false }: ToggleForm = {}) => {
  const attributes: Readonly<Record<string, string | null>> = { 'aria-label': label, 'data-is-muted': muted };
  return {
    getAttribute: (name: string) => attributes[name] ?? null,
    hasAttribute: (name: string) => (attributes[name] ?? null) !== null,
    checkVisibility: () => visible,
    matches: () => false,
    closest: (selector: string) => (ofParticipant && selector === '[data-participant-id]' ? {} : null),
    querySelectorAll: () => icons.map((textContent) => ({ textContent })),
  };
};
/** A page that has these toggles alone. */
const page = (...toggles: ReturnType<typeof toggle>[]) =>
  ({ querySelectorAll: () => toggles }) as unknown as Parameters<typeof microphoneInMeeting>[0];

describe('the microphone in the meeting', () => {
  it.each([
    ['on', toggle('Turn off microphone (ctrl + d)', { muted: 'false' })],
    ['off', toggle('Turn on microphone (ctrl + d)', { muted: 'true' })],
    ['on', toggle('Turn off microphone')],
    ['off', toggle('Turn on microphone')],
    ['off', toggle('Turn off microphone', { muted: 'true' })],
    ['unknown', toggle('Microphone settings')],
    ['unknown', toggle('Turn off camera (ctrl + e)', { muted: 'false' })],
    ['unknown', toggle(null, { muted: 'false' })],
  ])('is %s', (state, one) => {
    expect(microphoneInMeeting(page(toggle('Leave call'), one))).toBe(state);
  });

  it.each([
    ['on', 'German, by its shortcut', toggle('Mikrofon deaktivieren (Strg + D)', { muted: 'false' })],
    ['off', 'Japanese, by its shortcut', toggle('マイクをオンにする（Ctrl＋D）', { muted: 'true' })],
    ['off', 'Arabic, by its shortcut', toggle('تفعيل الميكروفون (\u200Ectrl + d\u200E)', { muted: 'true' })],
    ['on', 'Finnish on a Mac, by its icon', toggle('Poista mikrofoni käytöstä (⌘ + d)', { icons: ['mic'] })],
    ['off', 'Turkish, by an icon alone', toggle('Mikrofonu aç', { icons: ['mic_off'] })],
    ['unknown', 'German, where nothing but the shortcut shows which it is', toggle('Mikrofon deaktivieren (Strg + D)')],
    ['unknown', 'French, where it is a participant’s', toggle('Micro de Zoé', { icons: ['mic_off'], ofParticipant: true })],
  ])('is %s in %s', (state, _language, one) => {
    expect(microphoneInMeeting(page(toggle('Verlassen', { icons: ['call_end'] }), one))).toBe(state);
  });

  it('is what the toggle on show says when two are there', () => {
    expect(microphoneInMeeting(page(toggle('Turn off microphone', { visible: false }), toggle('Turn on microphone')))).toBe('off');
  });

  it('is unknown on a page without toggles', () => {
    expect(microphoneInMeeting(page())).toBe('unknown');
  });
});
