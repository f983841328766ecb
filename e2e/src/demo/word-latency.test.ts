import { describe, expect, it } from 'vitest';
import { NOTHING_SENT, type CueUpdate, type TileReport } from '@subcam/shared';
import { sampleCue } from '@subcam/shared/testing';
import { wordLatencies } from './word-latency.ts';

function upsert(revision: number, text: string): CueUpdate {
  const original = { text, stableLength: 0 };
  return { type: 'upsert', emittedAtMs: 0, cue: sampleCue({ cueId: 'c:0', status: 'partial', revision, original, translations: {} }) };
}

function painted(revision: number, paintedAtMs: number): TileReport {
  return {
    painted: [{ cueId: 'c:0', revision, paintedAtMs }],
    framesPainted: 1,
    width: 1280,
    height: 720,
    liveTracks: 1,
    sending: NOTHING_SENT,
  };
}

describe('when a word was first read', () => {
  it('is the first painted revision that has it at its final place', () => {
    const updates = [upsert(1, 'We'), upsert(2, 'We can sea'), upsert(3, 'We can see it.')];
    const reports = [painted(1, 600), painted(2, 900), painted(3, 1200)];
    const spoken = [
      { text: 'We', endedAtMs: 500 },
      { text: 'can', endedAtMs: 700 },
      { text: 'see', endedAtMs: 850 },
      { text: 'it', endedAtMs: 1000 },
    ];
    expect(wordLatencies(spoken, updates, reports)).toEqual([100, 200, 350, 200]);
  });

  it('is unknown for a misheard word and for a revision that was never painted', () => {
    expect(wordLatencies([{ text: 'sea', endedAtMs: 0 }], [upsert(1, 'see')], [painted(1, 100)])).toEqual([]);
    expect(wordLatencies([{ text: 'see', endedAtMs: 0 }], [upsert(1, 'see')], [])).toEqual([]);
  });
});
