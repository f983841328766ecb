import { describe, expect, it } from 'vitest';
import { createMeetingTimeline, type MeetingTimeline } from './index.ts';

function meeting(): MeetingTimeline {
  const timeline = createMeetingTimeline();
  for (const [participantId, displayName] of [
    ['a', 'Ann'],
    ['b', 'Ben'],
    ['me', 'Subcam'],
  ] as const) {
    timeline.record({ type: 'participant-joined', atMs: 0, participantId, displayName, isSelf: participantId === 'me' });
  }
  return timeline;
}

function speaks(timeline: MeetingTimeline, participantId: string, fromMs: number, toMs: number): void {
  timeline.record({ type: 'speaking-started', atMs: fromMs, participantId });
  timeline.record({ type: 'speaking-stopped', atMs: toMs, participantId });
}

describe('who spoke', () => {
  it('is the one whose mark was lit alone, with the share of the time as confidence', () => {
    const timeline = meeting();
    speaks(timeline, 'b', 1000, 1800);
    expect(timeline.attribution(1000, 2000)).toEqual({
      participantId: 'b',
      displayName: 'Ben',
      speakerLabel: 'SPEAKER_00',
      confidence: 0.8,
    });
  });

  it('is nobody when nothing says so, or when two spoke over each other all along', () => {
    const timeline = meeting();
    expect(timeline.attribution(0, 1000).participantId).toBeNull();
    timeline.record({ type: 'speaking-started', atMs: 1000, participantId: 'a' });
    timeline.record({ type: 'speaking-started', atMs: 1050, participantId: 'b' });
    expect(timeline.attribution(1000, 2000)).toEqual({ participantId: null, displayName: null, speakerLabel: null, confidence: 0 });
  });

  it('is the one who is still speaking, and ends when that one leaves', () => {
    const timeline = meeting();
    timeline.record({ type: 'speaking-started', atMs: 500, participantId: 'a' });
    expect(timeline.attribution(1000, 2000).displayName).toBe('Ann');
    timeline.record({ type: 'participant-left', atMs: 2000, participantId: 'a' });
    expect(timeline.attribution(2500, 3000).participantId).toBeNull();
  });

  it('is never the bot itself', () => {
    const timeline = meeting();
    speaks(timeline, 'me', 0, 1000);
    speaks(timeline, 'a', 0, 1000);
    expect(timeline.attribution(0, 1000).displayName).toBe('Ann');
  });

  it('labels people in the order of their first words, and keeps the labels', () => {
    const timeline = meeting();
    speaks(timeline, 'b', 0, 1000);
    speaks(timeline, 'a', 1000, 2000);
    speaks(timeline, 'b', 2000, 3000);
    expect(
      [
        [0, 1000],
        [1000, 2000],
        [2000, 3000],
      ].map(([from, to]) => timeline.attribution(from ?? 0, to ?? 0).speakerLabel),
    ).toEqual(['SPEAKER_00', 'SPEAKER_01', 'SPEAKER_00']);
  });
});
