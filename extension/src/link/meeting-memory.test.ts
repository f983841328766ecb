// What a daemon that has forgotten is told again about the meeting.
import { describe, expect, it } from 'vitest';
import { createMeetingMemory } from './meeting-memory.ts';
import type { MeetingEvent } from '@subcam/shared';

const joined = (participantId: string, atMs: number): MeetingEvent => ({
  type: 'participant-joined',
  atMs,
  participantId,
  displayName: participantId.toUpperCase(),
  isSelf: false,
});
const started = (participantId: string, atMs: number): MeetingEvent => ({ type: 'speaking-started', atMs, participantId });
const stopped = (participantId: string, atMs: number): MeetingEvent => ({ type: 'speaking-stopped', atMs, participantId });
const left = (participantId: string, atMs: number): MeetingEvent => ({ type: 'participant-left', atMs, participantId });

describe('createMeetingMemory', () => {
  it('tells who is there and who speaks at the instant, then everything since, with the stamps of then', () => {
    const memory = createMeetingMemory();
    const events = [
      joined('a', 1),
      joined('b', 2),
      joined('c', 3),
      started('a', 4),
      stopped('a', 5),
      started('b', 6),
      left('c', 7),
      started('a', 20),
    ];
    for (const event of events) memory.record(event);
    expect(memory.since(10)).toEqual([joined('a', 1), joined('b', 2), started('b', 6), started('a', 20)]);
    expect(memory.since(0)).toEqual(events);
  });

  it('forgets single marks past its bound, never who is there', () => {
    const memory = createMeetingMemory(4);
    memory.record(joined('a', 1));
    for (let n = 0; n < 10; n += 1) memory.record(n % 2 === 0 ? started('a', 10 + n) : stopped('a', 10 + n));
    expect(memory.forgotten).toBe(7);
    expect(memory.since(0)).toEqual([joined('a', 1), started('a', 16), stopped('a', 17), started('a', 18), stopped('a', 19)]);
  });
});
