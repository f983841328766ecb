// What a model wrote -> the translation in it, in whichever form that came.
import { describe, expect, it } from 'vitest';
import { translationIn } from './prompt.ts';

describe('the translation in an answer', () => {
  it.each([
    ['{"translation": " La casa. "}', 'La casa.'],
    ['{"translation": "La casa.", "note": "literal"}', 'La casa.'],
    ['```json\n{"translation": "La casa."}\n```', 'La casa.'],
    ['```  {"translation": "La casa."}```', 'La casa.'],
    ['<think>\nHm.\n</think>\n\n{"translation": "La casa."}', 'La casa.'],
    ['« La casa. »', 'La casa.'],
    ['"La casa."', 'La casa.'],
    ['La casa.', 'La casa.'],
    ['```', '```'],
    ['{"text": "La casa."}', null],
    ['{"translation": "La ca', null],
  ])('%j is %j', (content, translation) => {
    expect(translationIn(content, 'The house.')).toBe(translation);
  });

  // A model that repeats itself writes blanks until its limit; no pattern may try each way to divide them.
  it.each([
    ['a code fence', '```'],
    ['a quotation mark', '«'],
  ])('is looked for once, however many blanks follow %s', (_, sign) => {
    const startedMs = performance.now();
    translationIn(`${sign}${' '.repeat(5_000)}x`, 'The house.');
    expect(performance.now() - startedMs).toBeLessThan(1_000);
  });
});
