import { describe, expect, it } from 'vitest';
import type { Conversation } from '../../mock-meet/index.ts';
import { referenceOf } from './reference.ts';

const conversation: Conversation = {
  speakers: [
    { speakerId: 'a', name: 'Ann' },
    { speakerId: 'b', name: 'Bea' },
  ],
  utterances: [
    {
      speakerId: 'a',
      name: 'Ann',
      startMs: 1000,
      endMs: 2000,
      text: 'Good morning.',
      language: 'en',
      words: [
        { text: 'Good', startMs: 1000, endMs: 1400 },
        { text: 'morning', startMs: 1400, endMs: 2000 },
      ],
    },
    {
      speakerId: 'b',
      name: 'Bea',
      startMs: 3000,
      endMs: 4000,
      text: 'Buenos días.',
      words: [
        { text: 'Buenos', startMs: 3000, endMs: 3500 },
        { text: 'días', startMs: 3500, endMs: 4000 },
      ],
    },
  ],
  wordTimes: 'exact',
  durationMs: 5000,
  audioPath: '/none.ogg',
};

const recorded = (lengthMs: number) => ({ startedAtMs: 100_000, endedAtMs: 100_000 + lengthMs });

describe('what was said while it was recorded', () => {
  it('has the instants of the wall clock, from where the conversation was begun', () => {
    const { text, spoken, utterances } = referenceOf(conversation, recorded(5000), { fromMs: 500, language: 'es' });
    expect(text).toBe('Good morning Buenos días');
    expect(spoken.map(({ endedAtMs }) => endedAtMs)).toEqual([100_900, 101_500, 103_000, 103_500]);
    expect(utterances).toMatchObject([
      { language: 'en', isWhole: true, startedAtMs: 100_500, endedAtMs: 101_500, text: 'Good morning.' },
      { language: 'es', isWhole: true, startedAtMs: 102_500, endedAtMs: 103_500, words: [{ text: 'Buenos' }, { text: 'días' }] },
    ]);
  });

  it('leaves out the words and marks the utterances that its beginning or its end cut', () => {
    const { text, utterances } = referenceOf(conversation, recorded(2400), { fromMs: 1200, language: null });
    expect(text).toBe('morning Buenos');
    expect(utterances).toMatchObject([
      { language: 'en', isWhole: false },
      { language: null, isWhole: false },
    ]);
    expect(referenceOf(conversation, recorded(1500), { fromMs: 0, language: 'es' }).utterances).toMatchObject([{ isWhole: false }]);
    expect(referenceOf(conversation, recorded(1500), { fromMs: 2500, language: 'es' }).utterances).toMatchObject([{ isWhole: true }]);
  });

  it('has no instants of words where these are estimates, and nothing at all without a transcript', () => {
    const estimated = referenceOf({ ...conversation, wordTimes: 'estimated' }, recorded(5000), { fromMs: 0, language: 'en' });
    expect(estimated).toMatchObject({ text: 'Good morning Buenos días', spoken: [], utterances: [{ words: [] }, { words: [] }] });
    const unknown = referenceOf({ ...conversation, utterances: [], wordTimes: null }, recorded(5000), { fromMs: 0, language: 'en' });
    expect(unknown).toEqual({ text: null, spoken: [], utterances: [] });
  });
});
