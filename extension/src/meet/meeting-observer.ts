// Meet's page -> MeetingEvents, stamped in the page with the machine's clock: who comes and goes, who is marked as speaking, the end.
import { MEET_SELECTORS, classifyMeetPage, leaveBySign, readPageSnapshot, readParticipants, unreadOf } from '@subcam/shared/meet';
import { NOTHING_SEEN, meetingChanges } from './meeting-changes.ts';
import { MICROPHONE_ATTRIBUTES, microphoneInMeeting } from './own-microphone.ts';
import type { Clock, MeetingEvent } from '@subcam/shared';
import type { MeetPageState, PageSnapshot } from '@subcam/shared/meet';
import type { MeetingReading, MicrophoneInMeeting } from '../bus/extension-status.ts';
import type { MeetingLook } from './meeting-changes.ts';

/** The page as a whole is read (text and layout, some milliseconds) at most this often; marks are read at every mutation. */
const PAGE_INTERVAL_MS = 1_000;

/** A page without tiles and without a control to leave by, for so long, shows no call any more, whatever it says in its language. */
const CALL_GONE_AFTER_MS = 5_000;

const ENDED: Partial<Record<MeetPageState, string>> = {
  removed: 'removed from the meeting',
  ended: 'the meeting ended',
  left: 'left the meeting',
};

export interface MeetingObserverOptions {
  readonly document: Document;
  readonly clock: Clock;
  readonly onEvent: (event: MeetingEvent) => void;
  /** Whenever it changes; `unknown` outside the call. */
  readonly onMicrophone: (state: MicrophoneInMeeting) => void;
  /** Whenever it changes. */
  readonly onReading: (reading: MeetingReading) => void;
  readonly signal: AbortSignal;
}

export interface MeetingObserver {
  /** Events that tell the present state from nothing: who is there and who speaks, with the stamps of when that began. */
  standing(): MeetingEvent[];
  readonly microphone: MicrophoneInMeeting;
  /** What the page does not tell; null until it was read. */
  readonly reading: MeetingReading | null;
}

/** Attributes by which Meet shows a mark, a participant or a name; anything else that changes on the page is not read again. */
const WATCHED_ATTRIBUTES = [MEET_SELECTORS.audioLevelAttribute, MEET_SELECTORS.participantIdAttribute, MEET_SELECTORS.selfNameAttribute];

function mayBeMicrophone({ type, attributeName }: MutationRecord): boolean {
  return type === 'childList' || (attributeName !== null && MICROPHONE_ATTRIBUTES.includes(attributeName));
}

/** Observes until the signal fires. Being listed is not being in the call: before it (lobby, pre-join) nobody is told of. */
export function observeMeeting(options: MeetingObserverOptions): MeetingObserver {
  const { document, clock, signal } = options;
  let last: MeetingLook = NOTHING_SEEN;
  let inCall = false;
  let endedBecause: string | null = null;
  let standing: MeetingEvent[] = [];
  let microphone: MicrophoneInMeeting = 'unknown';
  let reading: MeetingReading | null = null;
  let callGoneSinceMs: number | null = null;

  function keep(event: MeetingEvent): void {
    if (event.type === 'meeting-ended') {
      standing = [];
      return;
    }
    const { participantId, type } = event;
    standing = standing.filter((old) => {
      if (old.type === 'meeting-ended' || old.participantId !== participantId) return true;
      if (type === 'participant-left') return false;
      return type === 'participant-joined' ? old.type !== 'participant-joined' : old.type === 'participant-joined';
    });
    if (type === 'participant-joined' || type === 'speaking-started') standing.push(event);
  }

  function look(): void {
    const next: MeetingLook = { participants: inCall ? readParticipants(document) : [], endedBecause };
    for (const event of meetingChanges(last, next, clock.nowMs())) {
      keep(event);
      options.onEvent(event);
    }
    last = next;
  }

  function lookAtMicrophone(): void {
    const next = inCall ? microphoneInMeeting(document) : 'unknown';
    if (next === microphone) return;
    microphone = next;
    options.onMicrophone(next);
  }

  function tellReading(snapshot: PageSnapshot, state: MeetPageState): void {
    const next = { language: snapshot.language, unread: unreadOf(snapshot, state) };
    if (reading !== null && next.language === reading.language && next.unread.join() === reading.unread.join()) return;
    reading = next;
    options.onReading(next);
  }

  /** Whether nothing of a call was on the page for long enough; a page in the making is empty for a moment too. */
  function callIsGone(snapshot: PageSnapshot, state: MeetPageState): boolean {
    const gone = state === 'unknown' && snapshot.participants.length === 0 && leaveBySign(snapshot) === null;
    callGoneSinceMs = gone ? (callGoneSinceMs ?? clock.nowMs()) : null;
    return callGoneSinceMs !== null && clock.nowMs() - callGoneSinceMs >= CALL_GONE_AFTER_MS;
  }

  function readPage(): void {
    const snapshot = readPageSnapshot(document);
    const state = classifyMeetPage(snapshot);
    tellReading(snapshot, state);
    // A moment that says nothing (a dialog, a page in the making) changes nothing.
    if (inCall && callIsGone(snapshot, state)) {
      inCall = false;
      endedBecause = 'the page shows no call any more';
    } else if (state === 'in-call') {
      inCall = true;
      endedBecause = null;
    } else if (state !== 'unknown') {
      if (inCall) endedBecause = ENDED[state] ?? null;
      inCall = false;
    }
    look();
    lookAtMicrophone();
  }

  const observer = new MutationObserver((records) => {
    if (!inCall) return;
    look();
    // Muted is muted at once, not at the next look at the page.
    if (records.some(mayBeMicrophone)) lookAtMicrophone();
  });
  observer.observe(document, {
    subtree: true,
    childList: true,
    attributes: true,
    attributeFilter: [...WATCHED_ATTRIBUTES, ...MICROPHONE_ATTRIBUTES],
  });
  const timer = setInterval(readPage, PAGE_INTERVAL_MS);
  signal.addEventListener(
    'abort',
    () => {
      observer.disconnect();
      clearInterval(timer);
    },
    { once: true },
  );
  return {
    standing: () => [...standing],
    get microphone() {
      return microphone;
    },
    get reading() {
      return reading;
    },
  };
}
