// A Meet page made of snapshots: it obeys presses as Meet does, and a test moves it along.
import { SubcamError, type AudioAccount } from '@subcam/shared';
import type { PageControl, PageSnapshot } from '@subcam/shared/meet';
import { pageControl as control } from '@subcam/shared/testing';
import type { ExtensionRemote } from '../extension-remote.ts';
import type { MeetingPage } from '../meeting-page.ts';

export const MEETING_URL = 'https://meet.google.com/abc-defg-hij';

export type Screen = 'loading' | 'pre-join' | 'lobby' | 'in-call' | 'away';

const SELF = { participantId: 'spaces/a/devices/1', displayName: 'Subcam', isSelf: true, speaking: false } as const;
const OTHER = { participantId: 'spaces/a/devices/2', displayName: 'Ada', isSelf: false, speaking: false } as const;

/** Changes its fields as a test says; `read` shows them as Meet would. */
export class ScriptedMeet implements MeetingPage {
  screen: Screen = 'loading';
  /** Shown instead of the screen's own text. */
  text: string | null = null;
  name = '';
  cameraOn = false;
  microphoneOn = true;
  others = true;
  dialog: { readonly text: string; readonly acceptable: boolean } | null = null;
  prompts: PageControl[] = [];
  /** Where asking to join leads. */
  afterAsking: Screen = 'lobby';
  readonly presses: string[] = [];
  opened: string | null = null;
  /** Called before every look, with the number of looks so far. */
  beforeRead: (looks: number) => void = () => undefined;
  unreadable = false;
  #looks = 0;

  open(meetingUrl: string): Promise<void> {
    this.opened = meetingUrl;
    this.screen = 'pre-join';
    return Promise.resolve();
  }

  read(): Promise<PageSnapshot> {
    this.beforeRead(this.#looks);
    this.#looks += 1;
    if (this.unreadable) return Promise.reject(new SubcamError('browser', 'The page was replaced.', { retryable: true }));
    return Promise.resolve(this.#snapshot());
  }

  press(pressed: PageControl): Promise<boolean> {
    const label = pressed.label === '' ? (pressed.lines[0] ?? '') : pressed.label;
    this.presses.push(label);
    if (label.endsWith('camera')) this.cameraOn = !this.cameraOn;
    else if (label.endsWith('microphone')) this.microphoneOn = !this.microphoneOn;
    else if (label === 'Ask to join') this.screen = this.afterAsking;
    else if (label === 'Leave call') this.screen = 'away';
    else this.prompts = this.prompts.filter((prompt) => prompt.label !== label);
    return Promise.resolve(true);
  }

  acceptDialog(): Promise<boolean> {
    this.presses.push('(accept dialog)');
    this.dialog = null;
    return Promise.resolve(true);
  }

  typeName(name: string): Promise<boolean> {
    this.presses.push('(type name)');
    this.name = name;
    return Promise.resolve(true);
  }

  #snapshot(): PageSnapshot {
    const devices = [
      control(`Turn ${this.microphoneOn ? 'off' : 'on'} microphone`),
      control(`Turn ${this.cameraOn ? 'off' : 'on'} camera`),
    ];
    const empty: PageSnapshot = {
      url: `${MEETING_URL}?hl=en`,
      language: 'en',
      lines: this.text === null ? [] : [this.text],
      controls: [...this.prompts],
      nameBox: null,
      people: null,
      participants: [],
      dialogs: this.dialog === null ? [] : [{ lines: [this.dialog.text], acceptable: this.dialog.acceptable }],
      challenge: false,
    };
    if (this.text !== null) return empty;
    const screens: Readonly<Record<Screen, PageSnapshot>> = {
      loading: empty,
      'pre-join': {
        ...empty,
        nameBox: { value: this.name },
        controls: [...empty.controls, ...devices, control('', { lines: ['Ask to join'], enabled: this.name !== '' })],
      },
      lobby: {
        ...empty,
        lines: ['You’ll join the call when someone lets you in'],
        controls: [...devices, control('Leave call'), control('Return to home screen')],
        participants: [SELF],
      },
      'in-call': {
        ...empty,
        controls: [...empty.controls, ...devices, control('Leave call')],
        people: { rendered: true, count: null },
        participants: this.others ? [SELF, OTHER] : [SELF],
      },
      away: { ...empty, url: 'https://meet.google.com/', lines: ['You left the meeting'] },
    };
    return screens[this.screen];
  }
}

export const ACCOUNT: AudioAccount = { capturedSamples: 16_000, committedSamples: 16_000, ackedSamples: 16_000, lostSamples: 0, gaps: [] };

/** An extension that records what it was asked; `failures` of the first starts go wrong. */
export class ScriptedExtension implements ExtensionRemote {
  readonly calls: string[] = [];
  failures = 0;
  stopped: () => Promise<AudioAccount | null> = () => Promise.resolve(ACCOUNT);

  configure(): Promise<void> {
    this.calls.push('configure');
    return Promise.resolve();
  }

  start(urlPrefix: string): Promise<{ sessionId: string; captureId: string }> {
    this.calls.push(`start ${urlPrefix}`);
    this.failures -= 1;
    if (this.failures >= 0) return Promise.reject(new SubcamError('internal', 'no tab is captured'));
    return Promise.resolve({ sessionId: 's', captureId: 'c' });
  }

  stop(): Promise<AudioAccount | null> {
    this.calls.push('stop');
    return this.stopped();
  }
}
