import { describe, expect, it } from 'vitest';
import { cutLoops, filterHallucination } from './hallucination-filter.ts';

const seconds = (count: number): number => count * 16_000;

describe('loops of a decoder', () => {
  it.each([
    ['thank you. thank you. Thank you! thank you', 'thank you.'],
    ['so the the the the the end', 'so the end'],
    [
      'and then we go to the shop and then we go to the shop and then we go to the shop and then we go to the shop',
      'and then we go to the shop',
    ],
    ['first la la la la then ha ha ha ha ha', 'first la then ha'],
  ])('are cut down to once: %s', (looped, cut) => {
    expect(cutLoops(looped)).toBe(cut);
  });

  it.each(['no no no', 'very very very good', 'it was, it was, it was fine', 'a b a b a b', ''])(
    'are not what people repeat: %s',
    (spoken) => {
      expect(cutLoops(spoken)).toBe(spoken);
    },
  );
});

describe('what an engine wrote', () => {
  it('is shown when somebody could have said it', () => {
    const text = 'The quick brown fox jumps over the lazy dog.';
    expect(filterHallucination(` ${text} `, seconds(3))).toBe(text);
  });

  it('is not shown when nobody could have said so much in that time', () => {
    const invented = 'one two three four five six seven eight nine ten eleven twelve';
    expect(filterHallucination(invented, seconds(1))).toBe('');
    expect(filterHallucination(invented, seconds(2))).toBe(invented);
  });

  it('may be a quick exclamation', () => {
    expect(filterHallucination('Oh my God!', seconds(0.3))).toBe('Oh my God!');
  });

  it('is nothing when it is no word', () => {
    for (const text of ['', ' ', '...', '♪ ♪', '- —']) expect(filterHallucination(text, seconds(2))).toBe('');
  });

  it('may be in any script', () => {
    for (const text of ['Привет, мир', '你好 世界', 'مرحبا']) expect(filterHallucination(text, seconds(2))).toBe(text);
  });
});
