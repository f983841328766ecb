// Attribute: what was said meets what the page observed: who said it.
export { attribute, knownSpeaker, type AttributeDeps, type AttributedEvent } from './attribute.ts';
export { createMeetingTimeline, type MeetingTimeline, type MeetingTimelineOptions, type ToldTimeline } from './meeting-timeline.ts';
