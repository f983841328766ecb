// Two looks at the page -> events: each change once, in an order that attribution can follow.
import { describe, expect, it } from 'vitest';
import { NOTHING_SEEN, meetingChanges } from './meeting-changes.ts';
import type { MeetParticipant } from '@subcam/shared/meet';

const person = (participantId: string, change: Partial<MeetParticipant> = {}): MeetParticipant => ({
  participantId,
  displayName: participantId.toUpperCase(),
  isSelf: false,
  speaking: false,
  ...change,
});

const look = (participants: readonly MeetParticipant[], endedBecause: string | null = null) => ({ participants, endedBecause });

describe('meetingChanges', () => {
  it('tells of nobody twice', () => {
    const same = look([person('a', { speaking: true }), person('b')]);
    expect(meetingChanges(same, same, 5)).toEqual([]);
  });

  it('tells of an arrival before its speaking', () => {
    expect(meetingChanges(NOTHING_SEEN, look([person('a', { speaking: true })]), 5)).toEqual([
      { type: 'participant-joined', atMs: 5, participantId: 'a', displayName: 'A', isSelf: false },
      { type: 'speaking-started', atMs: 5, participantId: 'a' },
    ]);
  });

  it('ends the speaking of somebody who leaves while speaking', () => {
    expect(meetingChanges(look([person('a', { speaking: true }), person('b')]), look([person('b')]), 6)).toEqual([
      { type: 'speaking-stopped', atMs: 6, participantId: 'a' },
      { type: 'participant-left', atMs: 6, participantId: 'a' },
    ]);
  });

  it('tells two who take turns apart', () => {
    const before = look([person('a', { speaking: true }), person('b')]);
    const after = look([person('a'), person('b', { speaking: true })]);
    expect(meetingChanges(before, after, 7)).toEqual([
      { type: 'speaking-stopped', atMs: 7, participantId: 'a' },
      { type: 'speaking-started', atMs: 7, participantId: 'b' },
    ]);
  });

  it('tells a name that came late as a new arrival', () => {
    expect(meetingChanges(look([person('a', { displayName: '' })]), look([person('a')]), 8)).toMatchObject([
      { type: 'participant-joined', displayName: 'A' },
    ]);
  });

  it('tells of the end once, after everybody has left', () => {
    const ended = look([], 'the meeting ended');
    expect(meetingChanges(look([person('a')]), ended, 9)).toEqual([
      { type: 'participant-left', atMs: 9, participantId: 'a' },
      { type: 'meeting-ended', atMs: 9, reason: 'the meeting ended' },
    ]);
    expect(meetingChanges(ended, ended, 10)).toEqual([]);
  });
});
