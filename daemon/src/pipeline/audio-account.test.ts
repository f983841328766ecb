// Every sample is counted once.
import { describe, expect, it } from 'vitest';
import { audioAccount } from './audio-account.ts';

describe('an audio account', () => {
  it('has lost nothing when everything is committed', () => {
    expect(audioAccount({ capturedSamples: 100, committedThrough: 100, ackedThrough: 90, gaps: [] })).toEqual({
      capturedSamples: 100,
      committedSamples: 100,
      ackedSamples: 90,
      lostSamples: 0,
      gaps: [],
    });
  });

  it('counts what is neither committed nor explained as lost', () => {
    const gaps = [{ firstSample: 80, sampleCount: 5, reason: 'client-lost' }] as const;
    expect(audioAccount({ capturedSamples: 100, committedThrough: 70, ackedThrough: 60, gaps })).toMatchObject({
      committedSamples: 70,
      lostSamples: 25,
    });
  });

  it('counts samples of overlapping gaps once and not as committed', () => {
    const gaps = [
      { firstSample: 20, sampleCount: 20, reason: 'source-gap' },
      { firstSample: 10, sampleCount: 20, reason: 'buffer-evicted' },
      { firstSample: 90, sampleCount: 30, reason: 'client-lost' },
    ] as const;
    expect(audioAccount({ capturedSamples: 100, committedThrough: 90, ackedThrough: 90, gaps })).toMatchObject({
      committedSamples: 60,
      lostSamples: 0,
    });
  });
});
