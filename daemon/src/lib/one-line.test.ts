// What services call themselves, in one line.
import { describe, expect, it } from 'vitest';
import { oneLine, oneLineName } from './one-line.ts';

describe('what a service says', () => {
  it.each([
    ['nllb-200', 'nllb-200'],
    ['  facebook/nllb\r\n200\t\u0000 large ', 'facebook/nllb 200 large'],
    ['\u001B[31mred\u0007', '[31mred'],
    ['a\u2028b\u2029c\u0085d', 'a b c d'],
    ['\u202Elarge\u2066 model', 'large model'],
    ['模型 🏠', '模型 🏠'],
    ['', ''],
    ['\n\u0000', ''],
  ])('%j is one line: %j', (said, line) => {
    expect(oneLineName(said)).toBe(line);
  });

  it('has a hundred characters at most, of which none is cut in two', () => {
    expect(oneLineName('m'.repeat(100))).toBe('m'.repeat(100));
    expect(oneLineName('m'.repeat(101))).toBe(`${'m'.repeat(99)}…`);
    expect(oneLineName('🏠'.repeat(1_000_000))).toBe(`${'🏠'.repeat(99)}…`);
    expect(oneLine('abcdef', 4)).toBe('abc…');
  });
});
