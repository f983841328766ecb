import { describe, expect, it } from 'vitest';
import type { SttWord } from '@subcam/shared';
import { openGrowingSegment } from './growing-segment.ts';

const heard = (text: string, logProbability = -0.2): readonly SttWord[] =>
  text.split(' ').map((word, index) => ({ text: word, logProbability, tokens: [index] }));

const reading = (text: string, more: object = {}) => ({ words: heard(text), text, isEnding: false, mayStay: true, ...more });

describe('a segment that grows', () => {
  it('gives the next reading the words that are agreed on to begin with, and those of the last one as a guess', () => {
    const segment = openGrowingSegment(0);
    expect(segment.next).toEqual({ beginning: [], guess: [] });
    segment.read(reading('We meet at'));
    expect(segment.next).toEqual({ beginning: [], guess: heard('We meet at') });
    segment.read(reading('We meet at noon'));
    expect(segment.next).toEqual({ beginning: heard('We meet'), guess: heard('We meet at noon').slice(2) });
    expect(segment.told).toBe('We meet');
  });

  it('promises nothing of sound that may become the next segment’s, and shows it all the same', () => {
    const segment = openGrowingSegment(0);
    segment.read(reading('We meet at'));
    expect(segment.read(reading('We meet at noon on', { mayStay: false }))).toMatchObject({ text: 'We meet at noon on', stableLength: 0 });
    expect(segment.told).toBe('');
    expect(segment.next.beginning).toEqual(heard('We meet'));
  });

  it('knows how sure the engine is of words that follow what was held back at a cut', () => {
    const segment = openGrowingSegment(0);
    const words = [...heard('on her'), ...heard('fing', -2)];
    expect(segment.read(reading('', { words, text: 'a golden ring on her fing' })).text).toBe('a golden ring on her');
  });

  it('gives the engine no words to begin with that it did not give, where what it gave may not be shown', () => {
    const segment = openGrowingSegment(0);
    for (const text of ['Yes we meet', 'Yes we meet at']) segment.read(reading(text, { words: null }));
    expect(segment.next).toEqual({ beginning: [], guess: [] });
    expect(segment.told).toBe('Yes we meet');
  });
});
