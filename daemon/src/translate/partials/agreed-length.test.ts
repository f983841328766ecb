// What two translations agree on.
import { describe, expect, it } from 'vitest';
import { agreedLength } from './agreed-length.ts';

const agreed = (before: string, text: string): string => text.slice(0, agreedLength(before, text));

describe('what two translations agree on', () => {
  it('is the whole words that both begin with', () => {
    expect(agreed('buenos días a', 'buenos días a todos')).toBe('buenos días a');
    expect(agreed('la casa', 'las casas')).toBe('');
    expect(agreed('la casa', 'la casada')).toBe('la');
  });

  it('is nothing without a translation before', () => {
    expect(agreed('', 'buenos días')).toBe('');
  });

  it('is not lost to a capital or to punctuation, which may still change', () => {
    expect(agreed('Buenos días.', 'buenos días, todos')).toBe('buenos días');
  });

  it('leaves out the punctuation after the last agreed word', () => {
    expect(agreed('¿qué es?', '¿qué es?')).toBe('¿qué es');
  });

  it('counts signs that stand alone', () => {
    expect(agreed('5 % más', '5 % menos')).toBe('5 %');
  });

  it('shrinks when the newer one begins otherwise', () => {
    expect(agreed('él va', 'ella va a casa')).toBe('');
  });

  it('is an offset into the text also after wide spaces', () => {
    expect(agreed('a b', 'a  b c')).toBe('a  b');
  });
});
