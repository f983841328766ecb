// A sound of several people -> sessions that send it in real time over the extension's own link, and go on until everything is settled.
import { FRAME_SAMPLES, msToSamples, samplesToMs, SubcamError, systemClock, type AudioAccount, type MeetingEvent } from '@subcam/shared';
import type { LinkStatus } from '@subcam/extension/link';
import { openBenchCapture } from '../bench-capture.ts';

export interface FaultSound {
  readonly samples: Int16Array;
  /** Who is marked as speaking, ms of the sound. */
  readonly speaking: readonly { readonly name: string; readonly startMs: number; readonly endMs: number }[];
}

export interface TalkingSession {
  readonly sessionId: string;
  /** What was sent and settled; rejects where the daemon did not settle it, or refused it for good. */
  readonly account: Promise<AudioAccount>;
  readonly isLive: boolean;
  /** Of its newest connection. */
  readonly connectionEpoch: number;
  readonly ackedThrough: number;
}

export interface TalkOptions {
  readonly url: string;
  readonly token: string;
  readonly sessionId: string;
  readonly sound: FaultSound;
  /** Its end is told once this has resolved. */
  readonly undisturbed: Promise<unknown>;
}

const CLIENT = 'bench of faults';

/** Into which it is translated. */
const TARGET = 'es';

const LOOK_EVERY_MS = 50;

/** What was said last is acknowledged only once more is said, or at the end. */
const ACKS_TRAIL_MS = 4_000;

/** For a daemon that comes back, and for sound that came late. */
const LIVE_AGAIN_WITHIN_MS = 60_000;

/** The marks of the page, by the wall clock of the sound. */
function marksOf({ speaking }: FaultSound, startedAtMs: number): readonly { readonly atMs: number; readonly event: MeetingEvent }[] {
  const people = [...new Set(speaking.map(({ name }) => name))];
  const joined = people.map((displayName): MeetingEvent => {
    return { type: 'participant-joined', atMs: startedAtMs, participantId: displayName.toLowerCase(), displayName, isSelf: false };
  });
  const spoken = speaking.flatMap(({ name, startMs, endMs }): readonly MeetingEvent[] => [
    { type: 'speaking-started', atMs: startedAtMs + startMs, participantId: name.toLowerCase() },
    { type: 'speaking-stopped', atMs: startedAtMs + endMs, participantId: name.toLowerCase() },
  ]);
  return [...joined, ...spoken].map((event) => ({ atMs: event.atMs - startedAtMs, event })).toSorted((a, b) => a.atMs - b.atMs);
}

/** Begins to talk at once. */
export function startTalking({ url, token, sessionId, sound, undisturbed }: TalkOptions, signal: AbortSignal): TalkingSession {
  const now: { phase: LinkStatus['phase']; epoch: number } = { phase: 'connecting', epoch: 0 };
  const { link, push } = openBenchCapture({
    url,
    token,
    client: CLIENT,
    sessionId,
    from: 'en',
    to: TARGET,
    listener: {
      onStatus: ({ phase, connectionEpoch }) => {
        now.phase = phase;
        now.epoch = connectionEpoch;
      },
    },
  });
  const { samples } = sound;
  const over = new AbortController();
  const either = AbortSignal.any([signal, over.signal]);
  const talk = async (): Promise<AudioAccount> => {
    const running = link.run(either);
    try {
      const beganAtMs = systemClock.monotonicMs();
      const marks = [...marksOf(sound, systemClock.nowMs())];
      for (let firstSample = 0; firstSample < samples.length; firstSample += FRAME_SAMPLES) {
        const frame = samples.slice(firstSample, firstSample + FRAME_SAMPLES);
        const dueMs = samplesToMs(firstSample + frame.length);
        for (let mark = marks[0]; mark !== undefined && mark.atMs <= dueMs; mark = marks[0]) {
          link.meeting(mark.event);
          marks.shift();
        }
        const waitMs = beganAtMs + dueMs - systemClock.monotonicMs();
        if (waitMs > 0) await systemClock.sleep(waitMs, either);
        push(firstSample, frame);
      }
      await undisturbed;
      const untilMs = systemClock.monotonicMs() + LIVE_AGAIN_WITHIN_MS;
      while (now.phase !== 'live' || link.ackedThrough < samples.length - msToSamples(ACKS_TRAIL_MS)) {
        if (systemClock.monotonicMs() > untilMs) break;
        await systemClock.sleep(LOOK_EVERY_MS, either);
      }
      const account = await link.end();
      if (account === null) throw new SubcamError('timeout', `The daemon did not settle the end of ${sessionId} in time.`);
      return account;
    } finally {
      over.abort(new SubcamError('aborted', 'The sound is over.'));
      await running;
    }
  };
  const account = talk();
  // It is looked at in the end.
  void Promise.allSettled([account]);
  return {
    sessionId,
    account,
    get isLive() {
      return now.phase === 'live';
    },
    get connectionEpoch() {
      return now.epoch;
    },
    get ackedThrough() {
      return link.ackedThrough;
    },
  };
}
