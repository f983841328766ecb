// A meeting on loopback, seen from the test: its address, how to get there, who is at the door, and the host's powers.
import type { EventEmitter } from 'node:events';
import type { InterfaceLanguage } from '../wire/interface-language.ts';
import type { CameraAction } from '../wire/messages.ts';

export interface MockMeetOptions {
  /** From asking to be let in to being admitted or denied, ms. Default 1500. */
  readonly lobbyMs?: number;
  /** `manual`: `admit()` or `deny()` decides. Default `auto`. */
  readonly admission?: 'auto' | 'manual' | 'deny';
  /** When nobody answers who asked, ms. Default 10 minutes, as in Meet. */
  readonly noResponseMs?: number;
  /** When the lobby switches the camera and the microphone off, ms. Default 3 minutes, as in Meet. */
  readonly lobbyMutesAfterMs?: number;
  /** "This video call is being recorded" stands before the call until it is accepted; dismissing it ends the call for the guest. */
  readonly consentDialog?: boolean;
  /** A "Got it" dialog stands before the page where one asks to join. */
  readonly firstVisitPrompt?: boolean;
  /** `avatars`: the newer interface, which has no button named People. Default `button`. */
  readonly peopleControl?: 'button' | 'avatars';
  /** Of labels and words on a page whose address has no `hl`. Default `en`. */
  readonly interfaceLanguage?: InterfaceLanguage;
  /** The size that the page asks a camera for, px. Default 1280×720, as Meet does on a fast line. */
  readonly cameraSize?: { readonly width: number; readonly height: number };
}

export type LeaveReason = 'left' | 'removed' | 'ended' | 'denied' | 'no-response' | 'page-gone';

/** The guest is whoever opens the meeting's page: the bot. */
export interface MockMeetEvents {
  /** Pressed the join control and is in the lobby. */
  asked: [{ readonly displayName: string }];
  admitted: [{ readonly displayName: string }];
  /** The call is on the guest's screen. */
  joined: [{ readonly displayName: string }];
  /** Gone from the lobby or from the call. */
  left: [{ readonly displayName: string; readonly reason: LeaveReason; readonly wasInCall: boolean }];
  chat: [{ readonly displayName: string; readonly text: string }];
  /** The page complains to its user, e.g. "Camera not found". */
  toast: [{ readonly text: string }];
  /** A fault of the mock itself. */
  error: [unknown];
}

export type GuestState = 'absent' | 'pre-join' | 'lobby' | 'in-call';

export interface MockMeet {
  readonly meetingUrl: string;
  /** Makes a Chromium find this meeting at `meetingUrl` and accept its throw-away certificate, and nothing else. */
  readonly chromeArgs: readonly string[];
  /** Where the participants' browser connects; good for this meeting only. */
  readonly participantsUrl: string;
  readonly events: EventEmitter<MockMeetEvents>;
  readonly guest: { readonly state: GuestState; readonly displayName: string };
  /** Throws `bad-request` unless somebody is in the lobby. */
  admit(): void;
  /** Throws `bad-request` unless somebody is in the lobby. */
  deny(): void;
  /** For everyone. */
  endMeeting(): void;
  /** Throws `bad-request` unless the bot is in the call. */
  removeBot(): void;
  /** Tears the media connection down and builds it again in mid-call, as Meet does when the network changes. */
  rebuildCall(): void;
  /** Throws `bad-request` unless a guest has the page open. */
  camera(action: CameraAction): void;
  close(): Promise<void>;
}
