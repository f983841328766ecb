// Guest's and participants' messages + the host's powers -> who is where. One guest: whoever opened the meeting's page last.
import { EventEmitter } from 'node:events';
import { SubcamError, type Clock } from '@subcam/shared';
import type {
  CameraAction,
  GuestToServer,
  PageOptions,
  Participant,
  ParticipantsToServer,
  ServerToGuest,
  ServerToParticipants,
} from '../wire/messages.ts';
import type { GuestState, LeaveReason, MockMeet, MockMeetEvents, MockMeetOptions } from './meeting.ts';

/** Meet's own figures (field notes of meeting bots, 2025–2026), but for the lobby, which a person answers there. */
const DEFAULTS = {
  lobbyMs: 1500,
  admission: 'auto',
  noResponseMs: 600_000,
  lobbyMutesAfterMs: 180_000,
  consentDialog: false,
  firstVisitPrompt: false,
  peopleControl: 'button',
  interfaceLanguage: 'en',
  cameraSize: { width: 1280, height: 720 },
} as const satisfies Required<MockMeetOptions>;

/** The guest's device in the meeting, as Meet names devices. */
const GUEST_PARTICIPANT_ID = 'spaces/q7FhYw0Kz0sB/devices/900';

type Send<Message> = (message: Message) => void;

/** A connected page. Its messages count only while it is the room's. */
export interface RoomConnection<Incoming> {
  receive(message: Incoming): void;
  closed(): void;
}

interface Guest {
  readonly send: Send<ServerToGuest>;
  /** `admitted`: let in, and the page has not yet shown the call. */
  state: Exclude<GuestState, 'absent'> | 'admitted';
  displayName: string;
  /** Ends the waiting in the lobby. */
  waiting: AbortController;
}

export class Room implements Pick<MockMeet, 'events' | 'guest' | 'admit' | 'deny' | 'endMeeting' | 'removeBot' | 'rebuildCall' | 'camera'> {
  readonly events = new EventEmitter<MockMeetEvents>();
  readonly #options: Required<MockMeetOptions>;
  readonly #clock: Clock;
  #guest: Guest | null = null;
  #host: Send<ServerToParticipants> | null = null;
  #participants: readonly Participant[] = [];

  constructor(options: MockMeetOptions, clock: Clock) {
    this.#options = { ...DEFAULTS, ...options };
    this.#clock = clock;
  }

  /** What the page asks a camera for, px. */
  get cameraSize(): NonNullable<MockMeetOptions['cameraSize']> {
    return this.#options.cameraSize;
  }

  /** Of a page whose address has no `hl`. */
  get interfaceLanguage(): NonNullable<MockMeetOptions['interfaceLanguage']> {
    return this.#options.interfaceLanguage;
  }

  get guest(): MockMeet['guest'] {
    const state = this.#guest?.state ?? 'absent';
    return { state: state === 'admitted' ? 'lobby' : state, displayName: this.#guest?.displayName ?? '' };
  }

  get #pageOptions(): PageOptions {
    const { lobbyMutesAfterMs, consentDialog, firstVisitPrompt, peopleControl } = this.#options;
    return { lobbyMutesAfterMs, consentDialog, firstVisitPrompt, peopleControl };
  }

  connectGuest(send: Send<ServerToGuest>): RoomConnection<GuestToServer> {
    this.#dismissGuest('page-gone');
    const guest: Guest = { send, state: 'pre-join', displayName: '', waiting: new AbortController() };
    this.#guest = guest;
    send({ type: 'welcome', options: this.#pageOptions, self: { participantId: GUEST_PARTICIPANT_ID, displayName: '' } });
    send({ type: 'participants', participants: this.#participants });
    return {
      receive: (message) => {
        if (this.#guest === guest) this.#fromGuest(guest, message);
      },
      closed: () => {
        if (this.#guest !== guest) return;
        this.#dismissGuest('page-gone');
      },
    };
  }

  connectParticipants(send: Send<ServerToParticipants>): RoomConnection<ParticipantsToServer> {
    this.#host = send;
    return {
      receive: (message) => {
        if (this.#host === send) this.#fromParticipants(message);
      },
      closed: () => {
        if (this.#host !== send) return;
        this.#host = null;
        this.#announce([]);
      },
    };
  }

  admit(): void {
    const guest = this.#inLobby('admit');
    guest.state = 'admitted';
    guest.waiting.abort();
    guest.send({ type: 'admitted' });
    this.events.emit('admitted', { displayName: guest.displayName });
  }

  deny(): void {
    this.#inLobby('deny').send({ type: 'refused', why: 'denied' });
    this.#dismissGuest('denied');
  }

  endMeeting(): void {
    this.#guest?.send({ type: 'ended' });
    this.#dismissGuest('ended');
  }

  removeBot(): void {
    if (this.#guest?.state !== 'in-call')
      throw new SubcamError('bad-request', 'Nobody is in the call to be removed. Wait for `joined` first.');
    this.#guest.send({ type: 'removed' });
    this.#dismissGuest('removed');
  }

  rebuildCall(): void {
    this.#host?.({ type: 'rebuild' });
  }

  camera(action: CameraAction): void {
    if (this.#guest === null) throw new SubcamError('bad-request', "Nobody's page is open. Wait for the bot first.");
    this.#guest.send({ type: 'camera', action });
  }

  #inLobby(verb: string): Guest {
    if (this.#guest?.state !== 'lobby') {
      throw new SubcamError('bad-request', `Nobody is in the lobby to ${verb}. Wait for \`asked\` first.`);
    }
    return this.#guest;
  }

  #announce(participants: readonly Participant[]): void {
    this.#participants = participants;
    this.#guest?.send({ type: 'participants', participants });
  }

  /** The guest's page stays open and may ask again. */
  #dismissGuest(reason: LeaveReason): void {
    const guest = this.#guest;
    if (guest === null) return;
    const { state, displayName } = guest;
    guest.waiting.abort();
    guest.waiting = new AbortController();
    guest.state = 'pre-join';
    if (reason === 'page-gone') this.#guest = null;
    if (state === 'pre-join') return;
    if (state === 'in-call') this.#host?.({ type: 'guest-left' });
    this.events.emit('left', { displayName, reason, wasInCall: state === 'in-call' });
  }

  #fromGuest(guest: Guest, message: GuestToServer): void {
    switch (message.type) {
      case 'ask':
        if (guest.state !== 'pre-join') return;
        guest.state = 'lobby';
        guest.displayName = message.displayName;
        this.events.emit('asked', { displayName: message.displayName });
        void this.#answerTheDoor(guest).catch((error: unknown) => this.events.emit('error', error));
        return;
      case 'joined':
        // Only who was admitted can say that the call is on the screen.
        if (guest.state !== 'admitted') return;
        guest.state = 'in-call';
        this.events.emit('joined', { displayName: guest.displayName });
        this.#host?.({ type: 'guest-joined', displayName: guest.displayName });
        return;
      case 'leave':
        this.#dismissGuest('left');
        return;
      case 'toast':
        this.events.emit('toast', { text: message.text });
        return;
      case 'chat':
        if (guest.state !== 'in-call') return;
        this.events.emit('chat', { displayName: guest.displayName, text: message.text });
        this.#host?.({ type: 'chat', displayName: guest.displayName, text: message.text });
        return;
      case 'answer':
      case 'candidate':
        if (guest.state === 'in-call') this.#host?.(message);
        return;
    }
  }

  async #answerTheDoor(guest: Guest): Promise<void> {
    const { admission, lobbyMs, noResponseMs } = this.#options;
    const { signal } = guest.waiting;
    try {
      await this.#clock.sleep(admission === 'manual' ? noResponseMs : lobbyMs, signal);
    } catch (error) {
      if (signal.aborted) return;
      throw error;
    }
    switch (admission) {
      case 'auto':
        this.admit();
        return;
      case 'deny':
        this.deny();
        return;
      case 'manual':
        guest.send({ type: 'refused', why: 'no-response' });
        this.#dismissGuest('no-response');
        return;
    }
  }

  #fromParticipants(message: ParticipantsToServer): void {
    switch (message.type) {
      case 'here':
        this.#announce(message.participants);
        if (this.#guest?.state === 'in-call') this.#host?.({ type: 'guest-joined', displayName: this.#guest.displayName });
        return;
      case 'offer':
      case 'candidate':
      case 'caption':
        if (this.#guest?.state === 'in-call') this.#guest.send(message);
        return;
    }
  }
}
