// Attribute: who spoke what was transcribed.
export { attribute, type AttributedEvent, type AttributeDeps } from './attribute.ts';
export { createMeetingTimeline, type MeetingTimeline } from './meeting-timeline.ts';
