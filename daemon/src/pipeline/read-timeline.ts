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
