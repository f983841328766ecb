// What Meet's page shows in a language that Subcam has no words of.
import { describe, expect, it } from 'vitest';
import { shortcutDevice } from './meet-signs.ts';
import { classifyMeetPage, deviceIsOn, unreadOf } from './meet-state.ts';
import { control, OTHER, SELF, snapshot } from './testing/scripted-page.ts';

const MICROPHONE = control('Mikrofon deaktivieren (Strg + D)', { muted: false, icons: ['mic'], lines: ['mic'] });
const CAMERA = control('Kamera aktivieren (Strg + E)', { muted: true, icons: ['videocam_off'], lines: ['videocam_off'] });
const LEAVE = control('Anruf verlassen', { icons: ['call_end'], lines: ['call_end'] });
const PEOPLE = control('Personen', { icons: ['people'], lines: ['people', '2'] });
const call = (over: Parameters<typeof snapshot>[0] = {}) =>
  snapshot({ language: 'de', controls: [MICROPHONE, CAMERA, LEAVE, PEOPLE], participants: [SELF, OTHER], ...over });

describe('shortcutDevice', () => {
  it.each([
    ['Turn off microphone (ctrl + d)', 'microphone'],
    ['Kamera aktivieren (Strg+E)', 'camera'],
    ['Couper le micro (⌘D)', 'microphone'],
    ['マイクをオフにする（Ｃｔｒｌ＋Ｄ）', 'microphone'],
    ['\u202Bإيقاف الكاميرا\u202C (\u200Ectrl + e\u200E)', 'camera'],
    ['Выключить микрофон (Ctrl+D)', 'microphone'],
    ['Lever la main (ctrl + alt + h)', null],
    ['Etwas anderes (Ctrl + Alt + D)', null],
    ['Vitamin D', null],
    ['A + Dora', null],
    ['', null],
  ] as const)('"%s": %s', (label, device) => {
    expect(shortcutDevice(label)).toBe(device);
  });
});

describe('a call in another language', () => {
  it('is known, with both devices, and nothing is unread', () => {
    expect(classifyMeetPage(call())).toBe('in-call');
    expect(deviceIsOn(call(), 'microphone')).toBe(true);
    expect(deviceIsOn(call(), 'camera')).toBe(false);
    expect(unreadOf(call(), 'in-call')).toEqual([]);
  });

  it.each([
    ['the People control beside the one to leave by, alone', call({ participants: [SELF] }), 'in-call'],
    ['avatars instead of the People control', call({ controls: [LEAVE], people: { rendered: true, count: 1 } }), 'in-call'],
    ['tiles beside the toggles, where icons are drawings', call({ controls: [{ ...MICROPHONE, icons: [], lines: [] }] }), 'in-call'],
    ['a toolbar that hid itself', call({ controls: call().controls.map((one) => ({ ...one, rendered: false })) }), 'in-call'],
    [
      'the lobby: toggles, a way to leave, one’s own tile',
      call({ controls: [MICROPHONE, CAMERA, LEAVE], participants: [SELF] }),
      'unknown',
    ],
    ['the page before it: toggles', call({ controls: [MICROPHONE, CAMERA], participants: [] }), 'unknown'],
    ['other people’s tiles alone', call({ controls: [], participants: [OTHER] }), 'unknown'],
  ] as const)('%s: %s', (_name, page, state) => {
    expect(classifyMeetPage(page)).toBe(state);
  });

  it('says what it does not tell', () => {
    const lobby = call({ controls: [MICROPHONE, CAMERA, LEAVE], participants: [SELF] });
    expect(unreadOf(lobby, 'unknown')).toEqual(['call']);
    expect(unreadOf(call({ controls: [MICROPHONE], participants: [] }), 'unknown')).toEqual([]);
    const drawn = [control('Mikrofon'), control('Kamera'), LEAVE, PEOPLE];
    expect(unreadOf(call({ controls: drawn, participants: [{ ...OTHER, displayName: '' }] }), 'in-call')).toEqual([
      'names',
      'microphone',
      'camera',
    ]);
  });
});

describe('a device in another language', () => {
  const on = (...controls: Parameters<typeof deviceIsOn>[0]['controls']) => deviceIsOn({ controls }, 'microphone');
  const unsigned = (muted: boolean) => control('', { muted });

  it.each([
    ['its icon, with a style', on(control('x', { icons: ['mic_off_filled'] })), false],
    ['`data-is-muted` before the icon', on(control('x', { icons: ['mic'], muted: true })), false],
    ['the toggle that is not the camera’s', on(CAMERA, unsigned(false)), true],
    ['two unnamed toggles that say the same', on(unsigned(true), unsigned(true)), false],
    ['two unnamed toggles that differ', on(unsigned(true), unsigned(false)), null],
    ['one unnamed toggle', on(unsigned(false)), null],
    ['the toggle on show', on({ ...MICROPHONE, rendered: false }, control('x (Strg + D)', { muted: true })), false],
    ['two toggles on show that differ', on(MICROPHONE, control('x (Strg + D)', { muted: true })), null],
    ['a menu of microphones', on(control('Mikrofon: Standard', { icons: ['mic'], opensMenu: true })), null],
    ['a button with the name of a microphone', on(control('', { icons: ['mic'], lines: ['mic', 'Standard'] })), null],
    ['somebody else’s microphone', on(control('Ada', { icons: ['mic_off'], ofParticipant: true })), null],
    ['a microphone in a dialog', on(control('x (Strg + D)', { muted: false, inDialog: true })), null],
  ] as const)('%s', (_name, state, expected) => {
    expect(state).toBe(expected);
  });
});
