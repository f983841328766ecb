// What the page told -> who spoke: names, labels, and memory that doesn't grow.
import type { MeetingEvent } from '@subcam/shared';
import { describe, expect, it } from 'vitest';
import { createMeetingTimeline, type MeetingTimeline } from './meeting-timeline.ts';

const NO_LAG = { startedLateMs: 0, stoppedLateMs: 0 };
const joined = (participantId: string, displayName: string, isSelf = false): MeetingEvent => ({
  type: 'participant-joined',
  atMs: 0,
  participantId,
  displayName,
  isSelf,
});
const started = (participantId: string, atMs: number): MeetingEvent => ({ type: 'speaking-started', atMs, participantId });
const stopped = (participantId: string, atMs: number): MeetingEvent => ({ type: 'speaking-stopped', atMs, participantId });

function timelineOf(...events: MeetingEvent[]): MeetingTimeline {
  const timeline = createMeetingTimeline({ lag: NO_LAG });
  for (const event of events) timeline.record(event);
  return timeline;
}

describe('the timeline of a meeting', () => {
  it('names who spoke, with a label', () => {
    const timeline = timelineOf(joined('p1', 'Anna'), started('p1', 1_000), stopped('p1', 2_000));
    expect(timeline.attribution(1_000, 2_000)).toEqual({
      participantId: 'p1',
      displayName: 'Anna',
      speakerLabel: 'SPEAKER_00',
      confidence: 1,
    });
  });

  it('knows the names of all who are or were there', () => {
    const timeline = timelineOf(joined('p1', 'Anna'), joined('p2', ' '), joined('p3', 'Ben'));
    timeline.record({ type: 'participant-left', atMs: 1_000, participantId: 'p3' });
    expect(timeline.names()).toEqual(['Anna', 'Ben']);
  });

  it('has the same list of names until one of them is another', () => {
    const timeline = timelineOf(joined('p1', 'Anna'), joined('p2', 'Ben'));
    const names = timeline.names();
    timeline.record(joined('p1', 'Anna'));
    timeline.record({ type: 'speaking-started', atMs: 1, participantId: 'p2' });
    expect(timeline.names()).toBe(names);
    timeline.record(joined('p2', 'Benno'));
    expect(timeline.names()).toEqual(['Anna', 'Benno']);
  });

  it('names nobody when nothing says so', () => {
    const nobody = { participantId: null, displayName: null, speakerLabel: null, confidence: 0 };
    expect(timelineOf().attribution(0, 1_000)).toEqual(nobody);
    expect(timelineOf(joined('p1', 'Anna'), started('p1', 5_000)).attribution(0, 1_000)).toEqual(nobody);
  });

  it('labels speakers in the order in which they first spoke, not in which they came', () => {
    const timeline = timelineOf(
      joined('p1', 'Anna'),
      joined('p2', 'Ben'),
      started('p2', 0),
      stopped('p2', 1_000),
      started('p1', 1_000),
      stopped('p1', 2_000),
      started('p2', 2_000),
    );
    expect(timeline.attribution(0, 1_000).speakerLabel).toBe('SPEAKER_00');
    expect(timeline.attribution(1_000, 2_000).speakerLabel).toBe('SPEAKER_01');
    expect(timeline.attribution(2_000, 3_000).speakerLabel).toBe('SPEAKER_00');
  });

  it('gives the same labels again from the same events, whatever was asked before', () => {
    const events = [started('p2', 0), stopped('p2', 1_000), started('p1', 1_000), stopped('p1', 2_000)];
    const [first, second] = [timelineOf(...events), timelineOf(...events)];
    first.attribution(1_000, 2_000);
    expect(first.attribution(0, 1_000)).toEqual(second.attribution(0, 1_000));
    expect(first.attribution(1_000, 2_000)).toEqual(second.attribution(1_000, 2_000));
  });

  it('never takes the bot for a speaker, nor lets it dispute one', () => {
    const timeline = timelineOf(joined('bot', 'Subcam', true), joined('p1', 'Anna'), started('bot', 0), started('p1', 0));
    expect(timeline.attribution(0, 1_000)).toMatchObject({ participantId: 'p1', speakerLabel: 'SPEAKER_00', confidence: 1 });
  });

  it('knows a speaker without a name', () => {
    expect(timelineOf(started('p1', 0)).attribution(0, 1_000)).toMatchObject({ participantId: 'p1', displayName: null });
  });

  it('takes the newest name', () => {
    expect(timelineOf(joined('p1', 'A'), started('p1', 0), joined('p1', 'Anna')).attribution(0, 1_000).displayName).toBe('Anna');
  });

  it('ends the mark of who leaves, and every mark with the meeting', () => {
    const left = timelineOf(started('p1', 0), { type: 'participant-left', atMs: 400, participantId: 'p1' });
    expect(left.attribution(0, 1_000).confidence).toBeCloseTo(0.4);
    const ended = timelineOf(started('p1', 0), { type: 'meeting-ended', atMs: 500, reason: 'the meeting ended' });
    expect(ended.attribution(0, 1_000).confidence).toBeCloseTo(0.5);
  });

  it('is not changed by an event that is told again', () => {
    const timeline = timelineOf(joined('p1', 'Anna'), started('p1', 0), stopped('p1', 500), started('p1', 0));
    expect(timeline.attribution(0, 1_000).confidence).toBeCloseTo(0.5);
  });

  it('lets a mark whose end was never told go by itself after five minutes', () => {
    const timeline = timelineOf(started('p1', 0));
    expect(timeline.attribution(299_000, 300_000).participantId).toBe('p1');
    expect(timeline.attribution(300_000, 301_000).participantId).toBeNull();
  });

  it('remembers half an hour, and forgets what is older', () => {
    const timeline = timelineOf(started('p1', 0), stopped('p1', 1_000));
    for (let minute = 1; minute <= 29; minute += 1) timeline.record(started('p2', minute * 60_000));
    expect(timeline.attribution(0, 1_000).participantId).toBe('p1');
    timeline.record(started('p2', 45 * 60_000));
    expect(timeline.attribution(0, 1_000).participantId).toBeNull();
  });

  it('holds a bounded number of marks however fast they come', () => {
    const timeline = createMeetingTimeline({ lag: NO_LAG });
    for (let index = 0; index < 10_050; index += 1) {
      timeline.record(started('p1', index * 10));
      timeline.record(stopped('p1', index * 10 + 10));
    }
    expect(timeline.attribution(0, 400).participantId).toBeNull();
    expect(timeline.attribution(100_000, 100_100).participantId).toBe('p1');
  });

  it('takes 100,000 events and is asked about the busiest moment in a moment, however many spoke and left', () => {
    const timeline = createMeetingTimeline({ lag: NO_LAG });
    const startedAtMs = performance.now();
    for (let index = 0; index < 50_000; index += 1) {
      timeline.record(started(`p${index}`, index / 100));
      timeline.record({ type: 'participant-left', atMs: index / 100 + 50, participantId: `p${index}` });
    }
    expect(performance.now() - startedAtMs).toBeLessThan(3_000);
    const askedAtMs = performance.now();
    expect(timeline.attribution(450, 500).participantId).toBeNull();
    expect(performance.now() - askedAtMs).toBeLessThan(100);
  });
});

describe('whoever sits at the own microphone', () => {
  it('is the self participant, with a label in the order of first words', () => {
    const timeline = timelineOf(joined('p1', 'Anna'), joined('me', 'Mia', true), started('p1', 0), stopped('p1', 1_000), started('me', 0));
    expect(timeline.self()).toEqual({ participantId: 'me', displayName: 'Mia', speakerLabel: 'SPEAKER_01', confidence: 1 });
    timeline.record(started('p2', 2_000));
    expect(timeline.attribution(2_000, 3_000).speakerLabel).toBe('SPEAKER_02');
    expect(timeline.self().speakerLabel).toBe('SPEAKER_01');
  });

  it('has one and the same label before and after the page tells who it is', () => {
    const timeline = timelineOf();
    expect(timeline.self()).toEqual({ participantId: null, displayName: null, speakerLabel: 'SPEAKER_00', confidence: 1 });
    timeline.record(started('p1', 0));
    timeline.record(joined('me', 'Mia', true));
    expect(timeline.self()).toEqual({ participantId: 'me', displayName: 'Mia', speakerLabel: 'SPEAKER_00', confidence: 1 });
    expect(timeline.attribution(0, 1_000).speakerLabel).toBe('SPEAKER_01');
  });

  it('is who is here now, when the page has named several', () => {
    const timeline = timelineOf(joined('old', 'Mia', true), joined('new', 'Mia B.', true), {
      type: 'participant-left',
      atMs: 1,
      participantId: 'old',
    });
    expect(timeline.self().participantId).toBe('new');
    timeline.record({ type: 'participant-left', atMs: 2, participantId: 'new' });
    expect(timeline.self().displayName).toBe('Mia B.');
  });
});

describe('labels that stored finals gave out', () => {
  const final = (participantId: string | null, speakerLabel: string | null) => ({
    participantId,
    displayName: null,
    speakerLabel,
    confidence: 1,
  });

  it('stay with whom they were given to, the microphone included', () => {
    const timeline = createMeetingTimeline({
      lag: NO_LAG,
      given: [final('p2', 'SPEAKER_02'), final(null, null), final(null, 'SPEAKER_01'), final('p2', 'SPEAKER_02')],
    });
    for (const event of [started('p1', 0), stopped('p1', 1_000), started('p2', 1_000), stopped('p2', 2_000), started('p3', 2_000)])
      timeline.record(event);
    const labels = [0, 1_000, 2_000].map((fromMs) => timeline.attribution(fromMs, fromMs + 1_000).speakerLabel);
    expect(labels).toEqual(['SPEAKER_00', 'SPEAKER_02', 'SPEAKER_03']);
    expect(timeline.self().speakerLabel).toBe('SPEAKER_01');
  });

  it('are known again for the self participant by its id', () => {
    const timeline = createMeetingTimeline({ lag: NO_LAG, given: [final('me', 'SPEAKER_04')] });
    timeline.record(joined('me', 'Mia', true));
    expect(timeline.self()).toMatchObject({ participantId: 'me', speakerLabel: 'SPEAKER_04' });
  });
});
