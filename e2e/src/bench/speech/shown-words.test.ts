import { describe, expect, it } from 'vitest';
import { wordsTakenBack } from './shown-words.ts';

describe('words that were taken back', () => {
  it('are all words after the common beginning of two texts, one after the other', () => {
    expect(wordsTakenBack(['a golden ring', 'a gold ring is', 'a gold ring is here']).bare).toBe(2);
    expect(wordsTakenBack(['one', 'one two', 'one two three'])).toEqual({ bare: 0, written: 0 });
  });

  it('are counted each time, also where they come back', () => {
    expect(wordsTakenBack(['one two', 'one', 'one two', 'one']).bare).toBe(2);
    expect(wordsTakenBack(['one two three', '']).bare).toBe(3);
  });

  it('are not those whose case or marks alone change, unless both are looked at', () => {
    expect(wordsTakenBack(['yes we can', 'Yes, we can.'])).toEqual({ bare: 0, written: 3 });
    expect(wordsTakenBack(['the budget, is', 'the budget is'])).toEqual({ bare: 0, written: 2 });
    expect(wordsTakenBack(['well – yes', 'well yes'])).toEqual({ bare: 0, written: 2 });
  });

  it('are not those to which only a mark is added at the end, however closely one looks', () => {
    expect(wordsTakenBack(['the budget', 'the budget, it is', 'the budget, it is.'])).toEqual({ bare: 0, written: 0 });
    expect(wordsTakenBack(['the storm', 'the storms']).written).toBe(1);
  });
});
