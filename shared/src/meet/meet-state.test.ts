// What each screen of Meet means for us, text by text.
import { describe, expect, it } from 'vitest';
import {
  acceptableDialog,
  classifyMeetPage,
  deviceIsOn,
  findControl,
  isAlone,
  isControl,
  meetMiss,
  type MeetPageState,
} from './meet-state.ts';
import { MEET_CONTROLS, MEET_TEXTS } from './meet-texts.ts';
import { control, inCall, lobby, MISLEADING_CONTROLS, OTHER, preJoin, SELF, snapshot, spanControl } from './testing/scripted-page.ts';

const refusals: readonly (readonly [MeetPageState, readonly string[]])[] = [
  ['denied', MEET_TEXTS.denied],
  ['no-response', MEET_TEXTS.noResponse],
  ['cannot-join', MEET_TEXTS.cannotJoin],
  ['bad-code', MEET_TEXTS.badCode],
  ['removed', MEET_TEXTS.removed],
  ['ended', MEET_TEXTS.ended],
  ['left', MEET_TEXTS.left],
  ['sign-in-required', ['Sign in to your Google Account']],
];
const cases = refusals.flatMap(([state, texts]) => texts.map((text) => [text, state] as const));

describe('classifyMeetPage', () => {
  it.each(cases)('reads "%s" as %s', (text, state) => {
    expect(classifyMeetPage(snapshot({ lines: ['Google Meet', text] }))).toBe(state);
  });

  it.each(cases)('reads "%s" with typographic apostrophes as %s', (text, state) => {
    expect(classifyMeetPage(snapshot({ lines: [text.replaceAll("'", '’')] }))).toBe(state);
  });

  it.each(MEET_TEXTS.lobby)('reads "%s" as the lobby, whatever controls are there', (text) => {
    expect(classifyMeetPage(lobby({ lines: [text] }))).toBe('lobby');
    expect(classifyMeetPage(inCall({ lines: [text] }))).toBe('lobby');
  });

  it.each(MEET_CONTROLS.join)('reads a page with "%s" as the one before joining, with a label or an inner span', (name) => {
    expect(classifyMeetPage(snapshot({ controls: [control(name)] }))).toBe('pre-join');
    expect(classifyMeetPage(snapshot({ controls: [spanControl(name)] }))).toBe('pre-join');
  });

  it('does not take "Other ways to join" for joining', () => {
    expect(classifyMeetPage(snapshot({ controls: [spanControl('Other ways to join')] }))).toBe('unknown');
  });

  it('reads a name box as the page before joining', () => {
    expect(classifyMeetPage(preJoin())).toBe('pre-join');
    expect(classifyMeetPage(snapshot({ nameBox: { value: '' } }))).toBe('pre-join');
  });

  it('takes the People control, or one’s own tile, as proof of being in the call', () => {
    expect(classifyMeetPage(inCall())).toBe('in-call');
    expect(classifyMeetPage(inCall({ people: null }))).toBe('in-call');
    expect(classifyMeetPage(inCall({ participants: [] }))).toBe('in-call');
  });

  it('stays in the call while the toolbar hides itself', () => {
    const hidden = inCall().controls.map((one) => ({ ...one, rendered: false }));
    expect(classifyMeetPage(inCall({ controls: hidden, people: { rendered: false, count: null } }))).toBe('in-call');
  });

  it('stays in the call under a consent dialog whose button is named like joining', () => {
    const dialog = { lines: ['This video call is being recorded'], acceptable: true };
    const controls = [...inCall().controls, spanControl('Join now', { inDialog: true })];
    expect(classifyMeetPage(inCall({ controls, dialogs: [dialog] }))).toBe('in-call');
    expect(classifyMeetPage(snapshot({ controls: [spanControl('Switch here', { inDialog: true })] }))).toBe('pre-join');
  });

  it.each([
    ['call controls and Leave alone', snapshot({ controls: [control('Leave call')] })],
    ['other people’s tiles alone', snapshot({ controls: [control('Leave call')], participants: [OTHER] })],
    ['one’s own tile without a way to leave', snapshot({ participants: [SELF] })],
    ['the lobby’s controls before its text is there', snapshot({ controls: [...MISLEADING_CONTROLS], participants: [SELF] })],
    ['the meeting’s address alone', snapshot()],
  ])('does not take %s as proof of being in the call', (_name, page) => {
    expect(classifyMeetPage(page)).toBe('unknown');
  });

  it('is not put out of a call that is plainly on the screen by words on the page', () => {
    for (const [, texts] of refusals) expect(classifyMeetPage(inCall({ lines: [...texts] }))).toBe('in-call');
  });

  it('believes the end although remains of the call are hidden in the page', () => {
    const remains = { controls: [control('Leave call', { rendered: false })], people: { rendered: false, count: 1 } };
    expect(classifyMeetPage(inCall({ ...remains, lines: ['You’ve been removed from the meeting'] }))).toBe('removed');
  });

  it('reports a visible challenge, but not in a call', () => {
    expect(classifyMeetPage(preJoin({ challenge: true }))).toBe('captcha');
    expect(classifyMeetPage(snapshot({ challenge: true }))).toBe('captcha');
    expect(classifyMeetPage(inCall({ challenge: true }))).toBe('in-call');
  });

  it.each([
    ['https://accounts.google.com/v3/signin/identifier', 'sign-in-required'],
    ['https://meet.google.com/', 'left'],
    ['https://meet.google.com/landing?hl=en', 'left'],
    ['about:blank', 'unknown'],
  ] as const)('reads the address %s as %s', (url, state) => {
    expect(classifyMeetPage(snapshot({ url }))).toBe(state);
  });

  it('does not take a page that offers signing in beside joining as one that requires it', () => {
    expect(classifyMeetPage(preJoin({ lines: ['Sign in with your Google Account'] }))).toBe('pre-join');
  });
});

describe('controls', () => {
  it.each([
    ['Turn off camera (ctrl + e)', 'cameraOn', true],
    ['Turn off camera', 'cameraOn', true],
    ['Turn on camera (⌘ + e)', 'cameraOff', true],
    ['Turn off cameras of everybody', 'cameraOn', false],
    ['People (3)', 'people', true],
    ['Join now', 'join', true],
    ['Join now please', 'join', false],
    ['Ask to join using another account', 'join', false],
  ] as const)('"%s" as %s: %s', (label, kind, expected) => {
    expect(isControl(control(label), kind)).toBe(expected);
  });

  it('prefers a control that is on the screen to one that is only in the page', () => {
    const page = snapshot({ controls: [control('Join now', { rendered: false }), control('Ask to join')] });
    expect(findControl(page, 'join')?.label).toBe('Ask to join');
  });

  it.each([
    ['Turn off camera', null, true],
    ['Turn on camera', null, false],
    ['Turn off camera', true, false],
    ['Turn on camera', false, true],
    ['Camera', null, null],
  ] as const)('"%s" with data-is-muted %s: camera on is %s', (label, muted, expected) => {
    expect(deviceIsOn(snapshot({ controls: [control(label, { muted })] }), 'camera')).toBe(expected);
  });
});

describe('isAlone', () => {
  it.each([
    ['nobody but oneself on the page', inCall({ participants: [SELF], people: { rendered: true, count: null } }), true],
    ['a count of one', inCall({ participants: [], people: { rendered: true, count: 1 } }), true],
    ['somebody else’s tile', inCall({ people: { rendered: true, count: 1 } }), false],
    ['a count of two with their tiles out of sight', inCall({ participants: [SELF] }), false],
    ['nothing that tells', inCall({ participants: [], people: { rendered: true, count: null } }), false],
  ] as const)('%s', (_name, page, expected) => {
    expect(isAlone(page)).toBe(expected);
  });
});

describe('dialogs and misses', () => {
  it('knows a dialog that can be accepted', () => {
    expect(acceptableDialog(snapshot({ dialogs: [{ lines: ['Gemini is taking notes'], acceptable: true }] }))).toBe(true);
    expect(acceptableDialog(snapshot({ dialogs: [{ lines: ['More options'], acceptable: false }] }))).toBe(false);
  });

  it('names what was missed, its selector and a page that is not in English', () => {
    const error = meetMiss('People control', 'button[aria-label^="People"]', snapshot({ language: 'de-DE' }));
    expect(error.code).toBe('meeting-page');
    expect(error.message).toContain('People control');
    expect(error.message).toContain('button[aria-label^="People"]');
    expect(error.message).toContain('"de-DE"');
    expect(meetMiss('x', 'y', snapshot()).message).not.toContain('The page is in');
  });
});
