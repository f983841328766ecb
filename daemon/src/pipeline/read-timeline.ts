// What the store holds of a meeting -> who is in it and who spoke when.
import type { Journal } from '@subcam/shared';
import { createMeetingTimeline, type MeetingTimeline } from '../attribute/index.ts';
import type { Allowance } from './allowance.ts';

/** Names and labels that were given before stay given; what is written down already counts for `eventsLeft`. Rejects with `storage`. */
export async function readTimeline(
  store: Pick<Journal, 'transcripts' | 'meetingEvents'>,
  sessionId: string,
  eventsLeft?: Pick<Allowance, 'startAt'>,
): Promise<MeetingTimeline> {
  const [finals, events] = await Promise.all([store.transcripts(sessionId), store.meetingEvents(sessionId)]);
  eventsLeft?.startAt(events.length);
  const timeline = createMeetingTimeline({ given: finals.map(({ attribution }) => attribution) });
  for (const event of events) timeline.record(event);
  return timeline;
}

export interface MeetingTimelineOnce {
  /** Who asks at the same time waits for the same one. Rejects with `storage`; then, as after `forget`, the next one reads again. */
  read(): Promise<MeetingTimeline>;
  forget(): void;
}

/** As `readTimeline`, for all captures of a session. */
export function openTimeline(...of: Parameters<typeof readTimeline>): MeetingTimelineOnce {
  let timeline: Promise<MeetingTimeline> | null = null;
  const forget = (): void => {
    timeline = null;
  };
  return {
    read: () => {
      if (timeline !== null) return timeline;
      timeline = readTimeline(...of);
      // Whoever asked hears of it.
      timeline.catch(forget);
      return timeline;
    },
    forget,
  };
}
