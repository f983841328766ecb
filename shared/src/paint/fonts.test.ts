import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { HAN_SCRIPT_FILES, hanBitmap } from '../../fonts/han-bitmap.ts';
import { codePointsOf, readWoff2, writeWoff2 } from '../../fonts/woff2.ts';
import { cssFont, FIRST_FONTS, scriptsOf, TILE_FONTS } from './fonts.ts';
import { HAN_BITMAPS } from './han-bitmaps.ts';

const FONTS = new URL('../../fonts/', import.meta.url);
const readFont = (file: string): Buffer => readFileSync(new URL(file, FONTS));
const OURS = '@subcam/shared/fonts/';
const ourFiles = TILE_FONTS.filter(({ file }) => file.startsWith(OURS)).map(({ script, file }) => ({
  script,
  name: file.slice(OURS.length),
}));

describe('the fonts kept in the repository', () => {
  it('are the files that the readme names, byte for byte', () => {
    const readme = readFileSync(new URL('README.md', FONTS), 'utf8');
    const sums = new Map(
      [...readme.matchAll(/^\| (\S+\.woff2)\s+\| (\S+@\d\S+)\s+\| ([0-9a-f]{64}) \|$/gmu)].map((row) => [row[1], row[3]]),
    );
    const files = readdirSync(FONTS).filter((name) => name.endsWith('.woff2'));
    expect(files.toSorted()).toEqual(ourFiles.map(({ name }) => name).toSorted());
    expect(Object.fromEntries(sums)).toEqual(
      Object.fromEntries(files.map((name) => [name, createHash('sha256').update(readFont(name)).digest('hex')])),
    );
  });

  it('add at most 8 MB to the extension', () => {
    expect(ourFiles.reduce((bytes, { name }) => bytes + readFont(name).length, 0)).toBeLessThan(8_000_000);
  });

  it('have the characters that the bitmaps say, neither more nor fewer', () => {
    for (const [script, files] of Object.entries(HAN_SCRIPT_FILES)) {
      expect(ourFiles.filter((one) => one.script === script).map(({ name }) => name)).toEqual(files);
      expect(Reflect.get(HAN_BITMAPS, script) === hanBitmap(files.map(readFont)), script).toBe(true);
    }
  });

  it('have every class of glyph that their scripts are written with', () => {
    const range = (first: number, last: number): number[] => Array.from({ length: last - first + 1 }, (_, index) => first + index);
    const characters = (text: string): number[] => Array.from(text, (character) => character.codePointAt(0) ?? 0);
    const needed: Readonly<Record<string, readonly number[]>> = {
      'simplified-chinese': characters('的一是不了人我在有他这中大来上国们到说时要就出会可也你对能下过子那得着，。？！：；（）《》、「」'),
      'traditional-chinese': characters(
        '的一是不了人我在有他這中大來上國們到說時要就出會可也你對能下過子那得著體驗臺灣，。？！（）：、「」',
      ),
      japanese: [...range(0x3041, 0x3093), ...range(0x30a1, 0x30f6), ...characters('日本語字幕会議時間翻訳開始々ー、。「」！？・')],
      korean: range(0xac00, 0xd7a3),
      emoji: [...characters('😀😂🙏👍👎❤🎉🔥✅🇪🇸'), ...range(0x1f3fb, 0x1f3ff), 0x200d, 0x20e3],
    };
    for (const [script, points] of Object.entries(needed)) {
      const files = ourFiles.filter((one) => one.script === script);
      const covered = new Set(files.flatMap(({ name }) => [...codePointsOf(readFont(name))]));
      expect(
        points.filter((point) => !covered.has(point)).map((point) => String.fromCodePoint(point)),
        script,
      ).toEqual([]);
    }
  });

  it('keep their pictures of emoji as layers of colour and not as SVG documents too', () => {
    const tags = readWoff2(readFont('noto-color-emoji-400-without-svg.woff2')).map(({ tag }) => tag);
    expect(tags).toContain('COLR');
    expect(tags).not.toContain('SVG ');
  });

  it('come out of a rewriting of their file with the same tables', () => {
    const tables = readWoff2(readFont('noto-sans-tc-118-600-normal.woff2'));
    expect(readWoff2(writeWoff2(tables))).toEqual(tables);
  });
});

describe('scriptsOf', () => {
  it.each([
    ['Hello, señoría – 12 €', 'en', ['latin']],
    ['Őrült', 'hu', ['latin', 'latin-ext']],
    ['Tiếng Việt', 'vi', ['latin', 'vietnamese']],
    ['Жизнь', 'ru', ['cyrillic']],
    ['Καλημέρα ἀρχή', 'el', ['greek', 'greek-ext']],
    ['नमस्ते', 'hi', ['devanagari']],
    ['مرحبا 123', 'ar', ['arabic']],
    ['שלום', 'he', ['hebrew']],
    ['สวัสดี', 'th', ['thai']],
    ['你好，世界。', 'zh', ['simplified-chinese']],
    ['你好，世界。', 'zh-TW', ['traditional-chinese']],
    ['你好，世界。', 'zh-Hant-HK', ['traditional-chinese']],
    ['日本語の字幕', 'ja', ['japanese']],
    ['日本語', null, ['simplified-chinese']],
    ['안녕하세요', 'ko', ['korean']],
    ['漢字 한자', 'ko', ['traditional-chinese', 'korean']],
    ['👍🏽 1️⃣ 🇪🇸 👨‍👩‍👧 ❤️', null, ['emoji']],
    ['♪ la la ♪ →', 'en', ['latin', 'symbols']],
    ['a ≤ b ★', 'en', ['latin', 'mathematics']],
    ['12:30 – 50 % … #1 * ©®™', 'en', []],
    ['শুভ সকাল', 'bn', ['bengali']],
    ['გამარჯობა', 'ka', ['georgian']],
    ['བཀྲ་ཤིས', 'bo', ['tibetan']],
    ['\u{e000} ᠠ \u0000', null, []],
  ] as const)('says what %s in %s is written with', (text, locale, scripts) => {
    expect(scriptsOf(text, locale)).toEqual(scripts);
  });

  it('names another font for a character that the language’s own font lacks', () => {
    // 俤 was made in Japan: no Chinese font of ours has it.
    expect(scriptsOf('体俤', 'zh')).toEqual(['simplified-chinese', 'japanese']);
  });

  it('bears any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), fc.option(fc.string({ maxLength: 12 })), (text, locale) => {
        const scripts = scriptsOf(text, locale);
        expect(new Set(scripts).size).toBe(scripts.length);
      }),
    );
  });
});

describe('cssFont', () => {
  const families = (font: string): string[] => [...font.matchAll(/"Subcam ([^"]+)"/gu)].map((match) => match[1] ?? '');

  it('lists every family once, Latin first, and the system’s own last', () => {
    for (const locale of [null, 'ja', 'zh-TW', 'nonsense !!']) {
      const font = cssFont(20, 600, locale);
      expect(font).toMatch(/^600 20px "Subcam latin", .*, sans-serif$/u);
      expect(families(font).toSorted()).toEqual([...new Set(TILE_FONTS.map(({ family }) => family.slice('Subcam '.length)))].toSorted());
    }
  });

  it('puts the Chinese characters of the language first', () => {
    const firstHan = (locale: string | null): string | undefined =>
      families(cssFont(20, 400, locale)).find((name) => /chinese|japanese/u.test(name));
    expect(firstHan('ja-JP')).toBe('japanese');
    for (const locale of ['zh-TW', 'zh-Hant', 'zh-HK', 'ko', 'yue']) expect(firstHan(locale), locale).toBe('traditional-chinese');
    for (const locale of ['zh', 'zh-CN', 'zh-Hans', 'en', null]) expect(firstHan(locale), `${locale}`).toBe('simplified-chinese');
  });
});

describe('FIRST_FONTS', () => {
  it('are Latin and an arrow in both weights', () => {
    expect(FIRST_FONTS.map(({ script, weight }) => `${script} ${weight}`)).toEqual([
      'latin 400',
      'latin 600',
      'latin-ext 400',
      'latin-ext 600',
      'symbols 400',
      'symbols 600',
    ]);
  });
});
