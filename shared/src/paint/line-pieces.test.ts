import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cleanText, graphemesOf } from './clean-text.ts';
import { columnsOf } from './columns.ts';
import { piecesOf, settledLength } from './line-pieces.ts';

const pieces = (text: string): readonly string[] => piecesOf(text).map((piece) => piece.text);

describe('where lines may break', () => {
  it('between words where they are spaced, Korean too', () => {
    expect(pieces('state-of-the-art ideas, 3.5 %')).toEqual(['state-of-the-art', 'ideas,', '3.5', '%']);
    expect(pieces('안녕하세요 여러분')).toEqual(['안녕하세요', '여러분']);
    expect(pieces('नमस्ते दुनिया')).toEqual(['नमस्ते', 'दुनिया']);
  });

  it('between ideographs and kana, never before what closes and after what opens', () => {
    expect(pieces('「東京」へ、行った。')).toEqual(['「東', '京」', 'へ、', '行っ', 'た。']);
    expect(pieces('コーヒー')).toEqual(['コー', 'ヒー']);
    expect(pieces('《红楼梦》，好！')).toEqual(['《红', '楼', '梦》，', '好！']);
  });

  it('keeps Latin words and numbers whole among ideographs', () => {
    expect(pieces('2026年にiPhoneを￥500で')).toEqual(['2026', '年', 'に', 'iPhone', 'を', '￥500', 'で']);
  });

  it('between the words of Thai, Lao, Khmer and Burmese, which set no spaces', () => {
    expect(pieces('สวัสดีตอนเช้า')).toEqual(['สวัสดี', 'ตอน', 'เช้า']);
    expect(pieces('เรื่องใหม่ๆ').at(-1)).toMatch(/ๆ$/u);
    for (const text of ['ສະບາຍດີຕອນເຊົ້າ', 'សួស្តីពិភពលោក', 'မင်္ဂလာပါကမ္ဘာ']) expect(pieces(text).length).toBeGreaterThan(1);
  });

  it('loses nothing and splits no grapheme, whatever the text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 100 }), (raw) => {
        const { text } = cleanText({ text: raw, stableLength: 0 });
        const found = piecesOf(text);
        expect(found.map((piece) => piece.text).join('')).toBe(text.replaceAll(' ', ''));
        expect(found.flatMap((piece) => graphemesOf(piece.text))).toEqual(graphemesOf(text).filter((one) => one !== ' '));
        for (const piece of found) expect(text.slice(piece.start, piece.start + piece.text.length)).toBe(piece.text);
      }),
    );
  });
});

describe('how much of a growing text is settled', () => {
  it('whole words, once something stable follows them', () => {
    expect(settledLength('Buenos días a todos', 9)).toBe('Buenos '.length);
    expect(settledLength('Buenos días a todos', 6)).toBe(0);
    expect(settledLength('Buenos días a todos', 7)).toBe(7);
    expect(settledLength('Buenos', 6)).toBe(0);
  });

  it('ideographs but for the last, which a closing mark may join', () => {
    expect(settledLength('東京に行', 3)).toBe(2);
    expect(settledLength('東京。', 3)).toBe(1);
  });

  it('Thai as far as its words can no longer be divided otherwise', () => {
    const text = 'สวัสดีตอนเช้าทุกคน'.repeat(4);
    const settled = settledLength(text, text.length);
    expect(settled).toBeGreaterThan(text.length / 3);
    expect(settled).toBeLessThan(text.length - 10);
  });

  it('pieces within it stay as they are, whatever follows', () => {
    const parts = fc.constantFrom('สวัสดี', 'ตอน', 'เช้า', 'ๆ', '東', '。', '「', 'ab', ' ', '1', 'ー', 'กก', 'า', 'ສະບາຍດີ', 'សួស្តី');
    fc.assert(
      fc.property(
        fc.array(parts, { maxLength: 40 }),
        fc.array(parts, { maxLength: 20 }),
        fc.array(parts, { maxLength: 20 }),
        (stable, one, other) => {
          const stableText = cleanText({ text: stable.join(''), stableLength: 0 }).text;
          const settled = settledLength(stableText, stableText.length);
          const within = (more: readonly string[]): readonly string[] =>
            piecesOf(stableText + more.join(''))
              .filter(({ start, text }) => start + text.length <= settled)
              .map(({ text }) => text);
          expect(within(one)).toEqual(within(other));
          expect(within(one).join('')).toBe(stableText.slice(0, settled).replaceAll(' ', ''));
        },
      ),
      { numRuns: 1_000 },
    );
  });
});

describe('columns', () => {
  it('counts letters as one, ideographs and emoji as two, marks as none', () => {
    const expected: Readonly<Record<string, number>> = {
      abc: 3,
      ñandú: 5,
      東京: 4,
      한국: 4,
      ｱ: 1,
      Ａ: 2,
      สวัสดี: 4,
      '👩🏽‍❤️‍💋‍👨🏻': 2,
      '❤️': 2,
      '🇪🇸!': 3,
      שלום: 4,
      'e\u0301': 1,
    };
    for (const [text, columns] of Object.entries(expected)) expect(columnsOf(text), text).toBe(columns);
  });
});
