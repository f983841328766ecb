// How much of Whisper's 30 s is worked out for a sound, and how many tokens a reading of it may have.
import { describe, expect, it } from 'vitest';
import { SAMPLE_RATE_HZ } from '@subcam/shared';
import { audioContextOf, FULL_AUDIO_CONTEXT, mostTokens, mostTokensOfPartial } from './audio-context.ts';

const seconds = (count: number): number => count * SAMPLE_RATE_HZ;

describe('the audio context', () => {
  it('is a place for each 20 ms and 256 more, and never more than there are', () => {
    expect(audioContextOf(seconds(3))).toBe(150 + 256);
    expect(audioContextOf(seconds(3), 16)).toBe(166);
    expect(audioContextOf(seconds(29))).toBe(FULL_AUDIO_CONTEXT);
    expect(audioContextOf(seconds(300))).toBe(FULL_AUDIO_CONTEXT);
  });
});

describe('the tokens of a reading', () => {
  it('are as many as anybody can say in the time, and half of the decoder’s context at most', () => {
    expect(mostTokens(seconds(3), 'en')).toBe(32);
    expect(mostTokens(seconds(3), 'zh')).toBe(80);
    expect(mostTokens(seconds(30), 'ja')).toBe(220);
  });

  it('of what is still being said are fewer than whisper.cpp looks for a loop in, as long as that may be enough', () => {
    for (const length of [0.5, 1, 3, 4, 6]) expect(mostTokensOfPartial(seconds(length), 'es')).toBeLessThan(32);
    expect(mostTokensOfPartial(seconds(12), 'en')).toBe(60);
    expect(mostTokensOfPartial(seconds(1), 'en')).toBe(mostTokens(seconds(1), 'en'));
    expect(mostTokensOfPartial(seconds(3), 'zh')).toBe(mostTokens(seconds(3), 'zh'));
  });
});
