import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { breakLines, truncate } from './break-lines.ts';
import { cleanText, graphemesOf } from './clean-text.ts';

/** Every grapheme is one wide. */
const width = (text: string): number => graphemesOf(text).length;
const texts = (text: string, maxWidth: number): readonly string[] =>
  breakLines(text, { maxWidth, maxColumns: Infinity, width }).map((line) => line.text);

describe('breaking lines', () => {
  it('breaks between words, as late as it can', () => {
    expect(texts('the quick brown fox', 10)).toEqual(['the quick', 'brown fox']);
  });

  it('breaks a word only where it is wider than a line, and never inside a grapheme', () => {
    expect(texts('ab abcdefghijkl cd', 5)).toEqual(['ab', 'abcde', 'fghij', 'kl cd']);
    expect(texts('👨‍👩‍👧‍👦👩🏽‍❤️‍💋‍👨🏻🇪🇸', 2)).toEqual(['👨‍👩‍👧‍👦👩🏽‍❤️‍💋‍👨🏻', '🇪🇸']);
  });

  it('breaks scripts without spaces between words, with closing marks kept on the line', () => {
    expect(texts('東京都に行きます。ありがとう', 5)).not.toContain('。');
    for (const line of texts('「東京都」に行きます。ありがとうございます、またね。', 6)) {
      expect(line).not.toMatch(/^[」。、]|「$/u);
    }
    expect(texts('สวัสดีตอนเช้าทุกคน', 8).length).toBeGreaterThan(1);
  });

  it('leaves full lines as they are when text is added at the end', () => {
    const before = texts('we looked at the figures of the last quarter', 14);
    const after = texts('we looked at the figures of the last quarter and found', 14);
    expect(after.slice(0, before.length - 1)).toEqual(before.slice(0, -1));
  });

  it('loses nothing, splits no grapheme and stays within the width, whatever the text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 200 }), fc.integer({ min: 1, max: 30 }), (raw, maxWidth) => {
        const { text } = cleanText({ text: raw, stableLength: 0 });
        const lines = breakLines(text, { maxWidth, maxColumns: Infinity, width });
        expect(lines.map((line) => line.text.replaceAll(' ', '')).join('')).toBe(text.replaceAll(' ', ''));
        expect(lines.flatMap((line) => graphemesOf(line.text)).filter((one) => one !== ' ')).toEqual(
          graphemesOf(text).filter((one) => one !== ' '),
        );
        for (const line of lines) {
          expect(width(line.text)).toBeLessThanOrEqual(maxWidth);
          expect(text.slice(line.start, line.start + line.text.length)).toBe(line.text);
        }
      }),
    );
  });
});

describe('truncating a label', () => {
  it('shows it whole, or as much as fits with an ellipsis, or nothing', () => {
    expect(truncate('Listening', 9, width)).toBe('Listening');
    expect(truncate('Listening', 5, width)).toBe('List…');
    expect(truncate('Listening', 0.5, width)).toBe('');
  });
});
