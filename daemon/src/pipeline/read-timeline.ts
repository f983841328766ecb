// What the store holds of a meeting -> who is in it and who spoke when.
import type { Store } from '@subcam/shared';
import { createMeetingTimeline, type MeetingTimeline } from '../attribute/index.ts';

/** Names and labels that were given before stay given. Rejects with `storage`. */
export async function readTimeline(store: Pick<Store, 'transcripts' | 'meetingEvents'>, sessionId: string): Promise<MeetingTimeline> {
  const [finals, events] = await Promise.all([store.transcripts(sessionId), store.meetingEvents(sessionId)]);
  const timeline = createMeetingTimeline({ given: finals.map(({ attribution }) => attribution) });
  for (const event of events) timeline.record(event);
  return timeline;
}
