import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DEFAULT_TILE_SETTINGS, TILE_MODES } from '../settings/tile-defaults.ts';
import { breakLines, type BrokenLine } from './break-lines.ts';
import { graphemesOf } from './clean-text.ts';
import { measureLetters, numberedWords, ofRole, scriptedCue, scriptedLayout, words } from './testing/scripted-tile.ts';
import { directionOf, drawnForGood } from './text-direction.ts';
import { paletteOf } from './theme-palettes.ts';
import type { TextLine, TileLayout } from './tile-layout.ts';

interface GoodRun {
  readonly text: string;
  /** Where it begins, px: from the left, or from the right of text that runs from there. */
  readonly edge: number;
  readonly y: number;
}

/** What is drawn for good in a theme in which that has colours of its own. */
function goodRuns(tile: TileLayout, role: TextLine['role']): readonly GoodRun[] {
  const palette = paletteOf(DEFAULT_TILE_SETTINGS);
  return tile.lines
    .filter((line) => line.role === role)
    .flatMap(({ runs, direction, y }) =>
      runs
        .filter(({ colour }) => colour === palette.text || colour === palette.original)
        .map(({ text, x, width }) => ({ text, y, edge: direction === 'rtl' ? x + width : x })),
    );
}

/** Whether a number is a sum of some of these, each any number of times. */
function isSumOf(wanted: number, parts: readonly number[]): boolean {
  return wanted === 0 || (wanted > 0 && parts.some((part) => isSumOf(wanted - part, parts)));
}

/** Words of one script, as a recogniser gives them one after another. */
const SCRIPTS = {
  latin: ['today', 'we', 'look', 'at', 'the', 'figures,', 'and', 'extraordinarily', 'a', 'few', 'others.', '2026'],
  hebrew: ['שלום', 'לכולם', 'היום', 'נדבר', 'על', 'iPhone', '15', 'Pro', 'ועוד', '(3.5%)', 'דברים'],
  arabic: ['مرحبا', 'بكم', 'اليوم', 'نتحدث', 'عن', 'Chrome', '156', 'والمزيد', 'من', 'الأمور،'],
  devanagari: ['नमस्ते', 'दुनिया', 'आज', 'हम', 'आंकड़े', 'देखते', 'हैं।', 'और', 'कुछ', 'नया'],
  korean: ['안녕하세요', '여러분', '오늘은', '새로운', '소식을', '전해', '드리겠습니다.', '감사합니다'],
  japanese: [
    '今日は',
    '東京',
    'に',
    '行きます',
    '。',
    '「',
    'ありがとう',
    '」',
    'と',
    'iPhone',
    'で',
    '言った',
    '、',
    'ちょっと',
    'コーヒー',
  ],
  chinese: ['今天', '我们', '讨论', '这个', '问题', '，', '《', '红楼梦', '》', '很', '好', '。', '2026', '年'],
  thai: ['สวัสดี', 'ทุกคน', 'วันนี้', 'เรา', 'จะ', 'พูดถึง', 'เรื่อง', 'ใหม่', 'ๆ', 'ที่', 'น่าสนใจ', ' ', 'ครับ'],
  mixed: ['Hello', 'שלום', 'world', '東京', 'สวัสดี', '123', 'नमस्ते', '👩🏽‍❤️‍💋‍👨🏻', '...', 'a-b-c', '(x)', '(', 'y)', '(שלום', 'עוד)'],
} as const;
type ScriptName = keyof typeof SCRIPTS;
const UNSPACED: ReadonlySet<ScriptName> = new Set(['japanese', 'chinese', 'thai']);
const LANGUAGES: Readonly<Partial<Record<ScriptName, string>>> = {
  hebrew: 'he',
  arabic: 'ar',
  devanagari: 'hi',
  korean: 'ko',
  japanese: 'ja',
  chinese: 'zh',
  thai: 'th',
};

interface Growth {
  readonly language: string;
  readonly before: string;
  readonly after: string;
  /** UTF-16 lengths of what is committed. */
  readonly stableBefore: number;
  readonly stableAfter: number;
}

const growths: fc.Arbitrary<Growth> = fc.constantFrom(...(Object.keys(SCRIPTS) as ScriptName[])).chain((script) => {
  const some = (maxLength: number): fc.Arbitrary<readonly string[]> => fc.array(fc.constantFrom<string>(...SCRIPTS[script]), { maxLength });
  const join = (parts: readonly string[]): string => parts.join(UNSPACED.has(script) ? '' : ' ');
  return fc
    .record({ solid: some(40), next: some(14), committed: fc.nat(14), tail: fc.oneof(some(6), fc.nat(6)) })
    .map(({ solid, next, committed, tail }) => ({
      language: LANGUAGES[script] ?? 'en',
      before: join([...solid, ...(typeof tail === 'number' ? next.slice(0, tail) : tail)]),
      after: join([...solid, ...next]),
      stableBefore: join(solid).length,
      stableAfter: join([...solid, ...next.slice(0, committed)]).length,
    }));
});

/** The parts of broken lines that are drawn for good. */
function settledLines(text: string, stableLength: number, language: string): readonly BrokenLine[] {
  const direction = directionOf({ text, stableLength, language });
  const settled = drawnForGood(text, stableLength, direction);
  return breakLines(text, { maxWidth: 30 * 20, maxColumns: 42, width: (part) => measureLetters(part, '400 30px x') })
    .map(({ text: line, start }) => ({ start, text: line.slice(0, Math.max(0, settled - start)).trimEnd() }))
    .filter((line) => line.text !== '');
}

/** Each run lays out whole tiles. */
const SLOW = { timeout: 60_000 };

describe('while text grows at its end', SLOW, () => {
  it('what is drawn for good stays in its line, in every script', () => {
    fc.assert(
      fc.property(growths, ({ language, before, after, stableBefore, stableAfter }) => {
        const is = settledLines(after, stableAfter, language);
        const was = settledLines(before, stableBefore, language);
        expect(is.length).toBeGreaterThanOrEqual(was.length);
        for (const [index, line] of was.entries()) {
          expect(is[index]?.start).toBe(line.start);
          expect(is[index]?.text.startsWith(line.text), JSON.stringify([line, is[index]])).toBe(true);
          // Only the last line is still filled.
          if (index < was.length - 1) expect(is[index]?.text).toBe(line.text);
        }
      }),
      { numRuns: 1_000 },
    );
  });

  it('what is drawn for good stays at its place across, and goes up by whole lines', () => {
    const tokens = (from: number, count: number): readonly string[] =>
      Array.from({ length: count }, (_, index) => `w${String(from + index).padStart(3, '0')}`);
    fc.assert(
      fc.property(
        fc.record({
          mode: fc.constantFrom(...TILE_MODES),
          size: fc.constantFrom({ width: 320, height: 180 }, { width: 640, height: 360 }, { width: 1280, height: 720 }),
          letterScale: fc.constantFrom(0.75, 1, 1.5),
          solid: fc.integer({ min: 2, max: 60 }),
          tail: fc.nat(12),
          more: fc.nat(20),
          committed: fc.nat(20),
          isRtl: fc.boolean(),
        }),
        ({ mode, size, letterScale, solid, tail, more, committed, isRtl }) => {
          const join = (count: number): string =>
            (isRtl ? tokens(0, count).map((token) => token.replace('w', 'ש')) : tokens(0, count)).join(' ');
          const at = (text: string, stableLength: number): TileLayout =>
            scriptedLayout({
              ...size,
              settings: { mode, letterScale },
              cues: [
                scriptedCue(0, { status: 'partial', original: words(text, stableLength), translations: { es: words(text, stableLength) } }),
              ],
            });
          const before = at(join(solid + tail), join(solid).length);
          const after = at(join(solid + tail + more), join(solid + Math.min(committed, tail + more)).length);
          for (const role of ['original', 'translation'] as const) {
            const good = goodRuns(before, role);
            const now = goodRuns(after, role);
            const shifts = new Set<number>();
            for (const run of good) {
              const same = now.find(({ text }) => text.includes(run.text.slice(0, 4)));
              if (same === undefined) {
                // Scrolled away: everything that is shown comes later.
                expect(now.every(({ text }) => Number(text.slice(1, 4)) > Number(run.text.slice(1, 4)))).toBe(true);
                continue;
              }
              expect(same.text.startsWith(run.text)).toBe(true);
              expect(same.edge).toBeCloseTo(run.edge, 5);
              shifts.add(run.y - same.y);
            }
            expect(shifts.size).toBeLessThanOrEqual(1);
            const lineHeights = new Set(
              before.lines
                .filter(({ cueId, role: of }) => cueId !== null && of !== 'name' && of !== 'note' && of !== 'language')
                .map(({ height }) => height),
            );
            for (const shift of shifts) expect(isSumOf(shift, [...lineHeights]), `${mode} moved by ${shift}`).toBe(true);
            // The newest block has its room, so that only its own scrolling moves it.
            if (mode !== 'sidebar')
              for (const shift of shifts) expect(shift % (before.lines.find((line) => line.role === role)?.height ?? 1)).toBe(0);
          }
        },
      ),
      { numRuns: 200 },
    );
  });

  it('does not turn round: the direction is that of the committed words, and of the language before there are any', () => {
    const directions = (text: string, stableLength: number, he: boolean): readonly string[] =>
      scriptedLayout({
        cues: [scriptedCue(0, { status: 'partial', translations: { [he ? 'he' : 'en']: words(text, stableLength) } })],
      })
        .lines.filter(({ role }) => role === 'translation')
        .map(({ direction }) => direction);
    expect(directions('Chrome שלום', 0, true)).toEqual(['rtl']);
    expect(directions('שלום Chrome', 5, true)).toEqual(['rtl']);
    expect(directions('Hello שלום', 6, false)).toEqual(['ltr']);
    expect(directions('Hello שלום', 0, false)).toEqual(['ltr']);
    expect(directions('שלום hello', 5, false)).toEqual(['rtl']);
  });

  it('scrolls by one line at a time, however long the monologue', () => {
    const said = numberedWords(120).split(' ');
    let last: readonly string[] = [];
    for (let count = 1; count <= said.length; count += 1) {
      const text = said.slice(0, count).join(' ');
      const lines = ofRole(
        scriptedLayout({ cues: [scriptedCue(0, { status: 'partial', translations: { es: words(text) } })] }),
        'translation',
      );
      if (last.length === 2 && !lines[0]?.startsWith(last[0] ?? '')) expect(lines[0]).toBe(last[1]);
      last = lines;
    }
    expect(last).toHaveLength(2);
  });

  it('splits no grapheme at the edge of what is committed', () => {
    const text = 'ab 👨‍👩‍👧‍👦👩🏽‍❤️‍💋‍👨🏻 cd';
    for (let stableLength = 0; stableLength <= text.length; stableLength += 1) {
      const tile = scriptedLayout({ cues: [scriptedCue(0, { status: 'partial', translations: { es: words(text, stableLength) } })] });
      const runs = tile.lines.filter(({ role }) => role === 'translation').flatMap((line) => line.runs.map((run) => run.text));
      expect(runs.flatMap(graphemesOf)).toEqual(graphemesOf(text));
    }
  });

  it('what may change of a translation is drawn so under a final original too, until its own final comes', () => {
    const good = (text: string, stableLength: number): string => {
      const translations = { es: words(text, stableLength) };
      const tile = scriptedLayout({ cues: [scriptedCue(0, { status: 'final', translations })] });
      expect(ofRole(tile, 'translation')).toEqual([text]);
      return goodRuns(tile, 'translation')
        .map((run) => run.text)
        .join('');
    };
    expect(good('Sí. Lo vemos', 0)).toBe('');
    expect(good('Sí. Lo vemos', 'Sí. '.length).trim()).toBe('Sí.');
    expect(good('Sí. Lo vemos', 'Sí. Lo vemos'.length)).toBe('Sí. Lo vemos');
  });
});
