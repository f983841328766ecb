// As many sessions as may be, some of whose clients are away, and a newcomer.
import { describe, expect, it } from 'vitest';
import { sessionToGiveUp, type ComparedSession } from './session-to-give-up.ts';

const session = (clientName: string, over: Partial<ComparedSession> = {}): ComparedSession => ({
  clientName,
  isAway: true,
  receivedSamples: 1000,
  ...over,
});

const many = (count: number, one: ComparedSession): ComparedSession[] => Array.from({ length: count }, () => ({ ...one }));

describe('room for one more session', () => {
  it('is made by the client that has the most sessions, not by whoever waits longest', () => {
    const mine = session('extension');
    const flood = many(9, session('flood'));
    expect(sessionToGiveUp([mine, ...flood], 'flood')).toBe(flood[0]);
    expect(sessionToGiveUp([mine, ...flood], 'third')).toBe(flood[0]);
  });

  it('is made for nobody who has more sessions than the one whose client is away', () => {
    const mine = session('extension');
    expect(sessionToGiveUp([mine, ...many(9, session('flood', { isAway: false }))], 'flood')).toBeNull();
    expect(sessionToGiveUp([mine, ...many(9, session('flood', { isAway: false }))], 'third')).toBe(mine);
  });

  it('is made by the session that has received least, where all are of one client', () => {
    const least = session('extension', { receivedSamples: 0 });
    const sessions = [session('extension'), session('extension', { receivedSamples: 10 }), least, session('extension')];
    expect(sessionToGiveUp(sessions, 'extension')).toBe(least);
  });

  it('is not made by anybody whose client is there', () => {
    expect(sessionToGiveUp(many(3, session('extension', { isAway: false })), 'extension')).toBeNull();
  });
});
