// MeetingEvents -> who was in the meeting and who was marked as speaking when; bounded, and the same again from the same events.
import type { Attribution, MeetingEvent } from '@subcam/shared';
import { whoSpoke, type MarkLag, type SpeakingMark } from './who-spoke.ts';

export interface MeetingTimelineOptions {
  /** Measured lag of the page's speaking marks behind the voice. */
  readonly lag?: MarkLag;
  /** Of finals that are stored: labels that were given out stay with whom they were given to. */
  readonly given?: readonly Attribution[];
}

export interface MeetingTimeline {
  /** Events in the order in which they were observed. Repeating one changes nothing. */
  record(event: MeetingEvent): void;
  /** Who spoke in [fromMs, toMs) of the page's wall clock. Changes nothing: it depends on the recorded events alone. */
  attribution(fromMs: number, toMs: number): Attribution;
  /** Of everybody who is or was in the meeting and told a name, as far as they are remembered. The same list until one of them is another. */
  names(): readonly string[];
  /**
   * Whoever sits at the client's own microphone: the meeting's self participant, or nobody known while the page has not told of it.
   * Its label is given out at the first call, in the order of first words like everybody's, and stays whatever is learnt later.
   */
  self(): Attribution;
}

/** A timeline that is told of the meeting while it is asked. */
export interface ToldTimeline extends MeetingTimeline {
  /** Resolves once everything that was told until now is recorded, or will never be. Never rejects. */
  caughtUp(): Promise<void>;
}

/**
 * A tile's mark comes with the next animation frames and is held over the short stops within words (250 ms where it was measured,
 * in the mock meeting's page, which does as Meet does).
 */
const DEFAULT_LAG: MarkLag = { startedLateMs: 100, stoppedLateMs: 250 };

/** Sound waits at most 10 min in the daemon and 2 min at the client; older marks can't be asked for. */
const KEEP_MS = 30 * 60_000;

/** Twice as many as speak in half an hour, each for a third of a second without pause. */
const MAX_MARKS = 10_000;

/** A mark whose end was never told of (the page was reloaded) ends by itself: nobody is marked this long without a pause. */
const MAX_MARK_MS = 5 * 60_000;

/** Twice Meet's largest meeting. */
const MAX_PARTICIPANTS = 2_000;

const NOBODY: Attribution = { participantId: null, displayName: null, speakerLabel: null, confidence: 0 };

interface Participant {
  displayName: string | null;
  isSelf: boolean;
  isHere: boolean;
  /** null until the first speaking mark. */
  speakerLabel: string | null;
}

interface Mark extends SpeakingMark {
  endMs: number;
}

/**
 * Speaker labels count up in the order in which participants were first marked as speaking: that is in the events, which are stored,
 * so a restart that records them again gives everybody the same label; what stored finals say goes before it. The bot itself is never a
 * speaker: only its own microphone, where there is one, speaks for it.
 */
export function createMeetingTimeline(options: MeetingTimelineOptions = {}): MeetingTimeline {
  const lag = options.lag ?? DEFAULT_LAG;
  const participants = new Map<string, Participant>();
  /** In the order of their beginning. */
  const marks: Mark[] = [];
  const open = new Map<string, Mark>();
  /** By participant, the mark of them that began last. */
  const latest = new Map<string, Mark>();
  /** Who has left, the longest ago first. */
  const gone = new Set<string>();
  const givenLabels = new Map<string, string>();
  const takenLabels = new Set<string>();
  let selfLabel: string | null = null;
  let speakerCount = 0;
  let names: readonly string[] = [];

  for (const { participantId, speakerLabel } of options.given ?? []) {
    if (speakerLabel === null) continue;
    takenLabels.add(speakerLabel);
    // A label without a participant is that of the microphone before anything was known of its person.
    if (participantId === null) selfLabel ??= speakerLabel;
    else if (!givenLabels.has(participantId)) givenLabels.set(participantId, speakerLabel);
  }

  const nextLabel = (): string => {
    for (;;) {
      const label = `SPEAKER_${String(speakerCount).padStart(2, '0')}`;
      speakerCount += 1;
      if (!takenLabels.has(label)) return label;
    }
  };

  const findSelf = (): [string, Participant] | null => {
    const selves = [...participants].filter(([, { isSelf }]) => isSelf);
    return selves.findLast(([, { isHere }]) => isHere) ?? selves.at(-1) ?? null;
  };

  const participant = (participantId: string): Participant => {
    const known = participants.get(participantId);
    if (known !== undefined) return known;
    const added: Participant = { displayName: null, isSelf: false, isHere: true, speakerLabel: null };
    participants.set(participantId, added);
    if (participants.size > MAX_PARTICIPANTS) {
      // Whoever has gone first; when all are here, whoever came first.
      for (const dropped of gone.size > 0 ? gone : participants.keys()) {
        participants.delete(dropped);
        gone.delete(dropped);
        break;
      }
    }
    return added;
  };

  const stop = (participantId: string, atMs: number): void => {
    const mark = open.get(participantId);
    if (mark === undefined) return;
    mark.endMs = Math.min(Math.max(mark.startMs, atMs), mark.startMs + MAX_MARK_MS);
    open.delete(participantId);
  };

  const start = (participantId: string, atMs: number): void => {
    const last = latest.get(participantId);
    if (last !== undefined && last.startMs >= atMs) return;
    // The end of the mark before was not told: it ended before this one began.
    stop(participantId, atMs);
    const speaker = participant(participantId);
    if (!speaker.isSelf && speaker.speakerLabel === null) {
      speaker.speakerLabel = givenLabels.get(participantId) ?? nextLabel();
    }
    const mark: Mark = { participantId, startMs: atMs, endMs: Number.POSITIVE_INFINITY };
    open.set(participantId, mark);
    latest.set(participantId, mark);
    marks.push(mark);
    forgetBefore(atMs - KEEP_MS);
  };

  const forgetBefore = (horizonMs: number): void => {
    while (marks.length > 0) {
      const oldest = marks[0] as Mark;
      const isOver = Math.min(oldest.endMs, oldest.startMs + MAX_MARK_MS) < horizonMs;
      if (!isOver && marks.length <= MAX_MARKS) return;
      marks.shift();
      if (open.get(oldest.participantId) === oldest) open.delete(oldest.participantId);
      if (latest.get(oldest.participantId) === oldest) latest.delete(oldest.participantId);
    }
  };

  return {
    record: (event) => {
      switch (event.type) {
        case 'participant-joined': {
          const { participantId, displayName, isSelf } = event;
          Object.assign(participant(participantId), { displayName: displayName.trim() === '' ? null : displayName, isSelf, isHere: true });
          gone.delete(participantId);
          break;
        }
        case 'participant-left': {
          stop(event.participantId, event.atMs);
          const person = participants.get(event.participantId);
          if (person === undefined) break;
          person.isHere = false;
          gone.add(event.participantId);
          break;
        }
        case 'speaking-started':
          start(event.participantId, event.atMs);
          break;
        case 'speaking-stopped':
          stop(event.participantId, event.atMs);
          break;
        case 'meeting-ended':
          for (const participantId of open.keys()) stop(participantId, event.atMs);
          break;
      }
    },
    names: () => {
      const present = [...participants.values()].flatMap(({ displayName }) => displayName ?? []);
      if (present.length !== names.length || present.some((name, index) => name !== names[index])) names = present;
      return names;
    },
    self: () => {
      const [participantId, person] = findSelf() ?? [null, null];
      selfLabel ??= (participantId === null ? null : givenLabels.get(participantId)) ?? nextLabel();
      return { participantId, displayName: person?.displayName ?? null, speakerLabel: selfLabel, confidence: 1 };
    },
    attribution: (fromMs, toMs) => {
      const others = marks
        // Those that can't have been heard then are left out first: of the thousands that are remembered, nearly all.
        .filter(({ startMs, endMs }) => startMs - lag.startedLateMs < toMs && endMs > fromMs)
        .filter(({ participantId }) => participants.get(participantId)?.isSelf !== true)
        .map((mark) => ({ ...mark, endMs: Math.min(mark.endMs, mark.startMs + MAX_MARK_MS) }));
      const verdict = whoSpoke(others, { fromMs, toMs }, lag);
      if (verdict === null) return NOBODY;
      const { participantId, share } = verdict;
      const speaker = participants.get(participantId);
      return {
        participantId,
        displayName: speaker?.displayName ?? null,
        speakerLabel: speaker?.speakerLabel ?? null,
        confidence: share,
      };
    },
  };
}
