// The mock meeting: Meet's page on loopback, people who really talk, and what their browser decodes of the bot.
export type { Conversation, Speaker, SpokenWord, Utterance, WordTimes } from './conversation/conversation.ts';
export {
  loadConversation,
  STORED_CONVERSATIONS,
  storedConversationIn,
  type RecordedConversation,
  type StoredConversation,
} from './conversation/load-conversation.ts';
export { twoWayConversation } from './conversation/two-way.ts';
export type { FarEnd, FarEndFrame, FarEndStats } from './far-end/far-end-types.ts';
export type { FrameCrop, ObservedFrame } from './far-end/page/frame-worker-messages.ts';
export { openFarEnd, type FarEndOptions } from './far-end/open-far-end.ts';
export type { CameraAction } from './wire/messages.ts';
export type { MockMeetPage } from './meet-page/main.ts';
export { startMockMeet } from './server/start-mock-meet.ts';
export type { GuestState, LeaveReason, MockMeet, MockMeetEvents, MockMeetOptions } from './server/meeting.ts';
