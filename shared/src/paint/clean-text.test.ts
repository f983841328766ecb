import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cleanLabel, cleanText, graphemesOf, hasInk } from './clean-text.ts';

const whole = (text: string): { text: string; stableLength: number } => ({ text, stableLength: text.length });

describe('cleaning text', () => {
  it('keeps ordinary text of any script as it is', () => {
    for (const text of ['Buenos días, ¿qué tal?', 'שלום עולם 2.0', 'नमस्ते दुनिया', 'สวัสดีครับ', '日本語です。', '👩🏽‍❤️‍💋‍👨🏻 👨‍👩‍👧‍👦 🇪🇸']) {
      expect(cleanText(whole(text)).text).toBe(text);
    }
  });

  it('keeps the marks of direction that a translator set between signs, each once', () => {
    const text = 'השפה היא C++\u200e, לא C\u061c';
    expect(cleanText(whole(text)).text).toBe(text);
    expect(cleanText(whole(`C${'\u200f'.repeat(900)}`)).text).toBe('C\u200f');
    expect(hasInk('\u200e\u200f\u061c')).toBe(false);
  });

  it('takes out control characters and overrides of direction, and makes one space of any blank', () => {
    expect(cleanText(whole('a\u0000b\u0007\u202ec\u2066d\u2069 \t\n\u2028 e\u00a0f\ufeff')).text).toBe('abcd e f');
  });

  it('leaves one space where it takes out what stands between two blanks', () => {
    for (const between of ['\u0000', '\u200b', '\u0301', '\u202e\u0301', '\u0000 \u0301'])
      expect(cleanText({ text: `a ${between} b`, stableLength: 0 }).text).toBe('a b');
    expect(cleanText({ text: 'a\t\u0000\tbc', stableLength: 5 })).toEqual({ text: 'a bc', stableLength: 3 });
  });

  it('takes out letters without ink, and knows when nothing is left to see', () => {
    expect(cleanText(whole('a\u3164b\u115fc\u034fd')).text).toBe('abcd');
    for (const text of ['', ' \t', '\u200b\ufeff', '\u3164\u00ad', '\u202e\u0301']) {
      expect(hasInk(text)).toBe(false);
      expect(cleanText(whole(text)).text).toBe('');
    }
    for (const text of ['.', '字', '👍', ' x ']) expect(hasInk(text)).toBe(true);
  });

  it('leaves a letter no more than four marks', () => {
    const { text } = cleanText(whole(`x${'\u0301\u0316'.repeat(5_000)}y`));
    expect(text.length).toBeLessThanOrEqual(6);
    expect(text.startsWith('x')).toBe(true);
  });

  it('gives marks and joiners that stand alone no place', () => {
    expect(cleanText(whole('\u0301\u200da \u0301b')).text).toBe('a b');
  });

  it('keeps the end of a text that is too long, and cuts it in steps', () => {
    const text = Array.from({ length: 1_000 }, (_, index) => `w${index}`).join(' ');
    const kept = cleanText(whole(text)).text;
    expect(text.endsWith(kept)).toBe(true);
    expect(kept.length).toBeGreaterThan(700);
    expect(kept.length).toBeLessThanOrEqual(1_200);
    const longer = cleanText(whole(`${text} x`)).text;
    expect(longer).toBe(`${kept} x`);
  });

  it('counts the settled part in the cleaned text, on the edge of a grapheme', () => {
    expect(cleanText({ text: 'a\u0000b\u0000cd', stableLength: 3 })).toEqual({ text: 'abcd', stableLength: 2 });
    expect(cleanText({ text: 'a 👨‍👩‍👧 b', stableLength: 4 })).toEqual({ text: 'a 👨‍👩‍👧 b', stableLength: 2 });
    expect(cleanText({ text: 'ab', stableLength: 99 })).toEqual({ text: 'ab', stableLength: 2 });
  });

  it('is bounded and well formed for anything', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 3_000 }), fc.nat(3_000), (text, stableLength) => {
        const cleaned = cleanText({ text, stableLength });
        expect(cleaned.text.isWellFormed()).toBe(true);
        // Composing (NFC) may lengthen a character threefold, never more.
        expect(cleaned.text.length).toBeLessThanOrEqual(3_600);
        expect(cleaned.text).not.toMatch(/\p{Cc}|[\u202a-\u202e\u2066-\u2069]|^ | $| {2}/u);
        expect(cleaned.stableLength).toBeLessThanOrEqual(cleaned.text.length);
        expect(graphemesOf(cleaned.text).every((one) => one.length <= 24)).toBe(true);
      }),
    );
  });

  it('shortens a label with an ellipsis', () => {
    expect(cleanLabel('Ana García', 20)).toBe('Ana García');
    expect(cleanLabel('N'.repeat(500), 10)).toBe('NNNNNNNNN…');
  });
});
