import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Cue } from '../cue/cue.ts';
import { DEFAULT_TILE_SETTINGS, TILE_MODES } from '../settings/tile-defaults.ts';
import { breakLines, type BrokenLine } from './break-lines.ts';
import { graphemesOf } from './clean-text.ts';
import { columnsOf } from './columns.ts';
import { paletteOf } from './palette.ts';
import { measureLetters, ofRole, scriptedCue, scriptedLayout, words } from './scripted-tile.ts';
import { directionOf, drawnForGood } from './text-direction.ts';
import type { TextLine, TileLayout } from './tile-layout.ts';

const FREE = ['sidebar'] as const;
const LIMITED = TILE_MODES.filter((mode) => !FREE.some((free) => free === mode));

const long = (count: number, word = 'word'): string => Array.from({ length: count }, (_, index) => `${word}${index}`).join(' ');

/** Cues of one speaker, each continuing the one before it. */
function monologue(texts: readonly { readonly original: string; readonly es?: string; readonly fr?: string }[]): readonly Cue[] {
  return texts.map(({ original, es, fr }, index) =>
    scriptedCue(index, {
      speakerName: 'Ana',
      speakerLabel: 'SPEAKER_00',
      continuesCueId: index === 0 ? null : `capture:${index - 1}`,
      original: words(original),
      translations: { ...(es === undefined ? {} : { es: words(es) }), ...(fr === undefined ? {} : { fr: words(fr) }) },
    }),
  );
}

const subtitles = (tile: TileLayout): readonly TextLine[] =>
  tile.lines.filter(({ role }) => role === 'original' || role === 'translation' || role === 'pending');

describe('what a block shows', () => {
  it.each(LIMITED)('%s: at most two lines of at most 42 columns in each language, the latest', (mode) => {
    for (const text of [long(60), '東京都に行きます。'.repeat(12), 'สวัสดีตอนเช้าทุกคน'.repeat(12)]) {
      const tile = scriptedLayout({
        cues: [scriptedCue(0, { original: words(text), translations: { es: words(text) } })],
        settings: { mode },
      });
      for (const role of ['original', 'translation'] as const) {
        const lines = ofRole(tile, role);
        expect(lines.length).toBeGreaterThan(0);
        expect(lines.length).toBeLessThanOrEqual(2);
        expect(text.endsWith(lines.at(-1) ?? '?')).toBe(true);
        for (const line of lines) expect(columnsOf(line)).toBeLessThanOrEqual(42);
      }
    }
  });

  it('the sidebar wraps freely: as many lines as there is room for', () => {
    const tile = scriptedLayout({
      cues: [scriptedCue(0, { original: words(long(60)), translations: { es: words(long(60)) } })],
      settings: { mode: 'sidebar' },
    });
    for (const role of ['original', 'translation'] as const) {
      expect(ofRole(tile, role).length).toBeGreaterThan(3);
      expect(ofRole(tile, role).at(-1)).toMatch(/word59$/u);
    }
  });

  it('joins cues that continue one another under one name, each on a line of its own', () => {
    const tile = scriptedLayout({
      cues: monologue([
        { original: 'one', es: 'uno' },
        { original: 'two', es: 'dos' },
      ]),
    });
    expect(ofRole(tile, 'name')).toEqual(['Ana']);
    expect(ofRole(tile, 'original')).toEqual(['one', 'two']);
    expect(ofRole(tile, 'translation')).toEqual(['uno', 'dos']);
    expect(tile.cues.map(({ cueId }) => cueId)).toEqual(['capture:0', 'capture:1']);
  });

  it('counts a monologue as one, whatever cues it joins, when cues are limited', () => {
    const cues = [
      scriptedCue(9),
      ...monologue([
        { original: 'one', es: 'uno' },
        { original: 'two', es: 'dos' },
      ]),
    ];
    expect(ofRole(scriptedLayout({ cues, settings: { maxCues: 1 } }), 'original')).toEqual(['one', 'two']);
  });

  it('does not join what another speaker has interrupted', () => {
    const [one, two] = monologue([
      { original: 'one', es: 'uno' },
      { original: 'two', es: 'dos' },
    ]) as [Cue, Cue];
    expect(ofRole(scriptedLayout({ cues: [one, scriptedCue(5), two], settings: { mode: 'split' } }), 'name')).toEqual([
      'Ana',
      'Speaker 5',
      'Ana',
    ]);
  });

  it('parts a block where a cue turns out to be of someone else', () => {
    const [one, two] = monologue([
      { original: 'one', es: 'uno' },
      { original: 'two', es: 'dos' },
    ]) as [Cue, Cue];
    const corrected = { ...two, speakerName: 'Jonas', speakerLabel: 'SPEAKER_01' };
    expect(ofRole(scriptedLayout({ cues: [one, corrected], settings: { mode: 'split' } }), 'name')).toEqual(['Ana', 'Jonas']);
  });

  it('moves nothing sideways and wraps nothing again when the head of a monologue goes', () => {
    const cues = monologue([
      { original: 'one', es: 'uno' },
      { original: long(9), es: long(9) },
    ]);
    const [before, after] = [scriptedLayout({ cues }), scriptedLayout({ cues: cues.slice(1) })];
    const tail = (tile: TileLayout): readonly unknown[] =>
      subtitles(tile)
        .filter(({ cueId }) => cueId === 'capture:1')
        .map(({ text, x, y }) => [text, x, y]);
    expect(tail(after)).toEqual(tail(before));
  });

  it('leaves the row of an older cue blank that has scrolled away in another language', () => {
    const cues = monologue([
      { original: 'one', es: 'uno' },
      { original: long(10), es: 'dos' },
    ]);
    const tile = scriptedLayout({ cues });
    expect(ofRole(tile, 'original')).toHaveLength(2);
    expect(ofRole(tile, 'translation')).toEqual(['dos']);
    expect(tile.cues.map(({ cueId }) => cueId)).toEqual(['capture:1']);
    const [two] = tile.lines.filter(({ role }) => role === 'translation');
    const [both] = scriptedLayout({
      cues: monologue([
        { original: 'one', es: 'uno' },
        { original: 'two', es: 'dos' },
      ]),
    }).lines.filter(({ text }) => text === 'dos');
    expect(two?.y).toBe(both?.y);
  });

  it('has the room of the newest block from its first word on: translations that come, and a second language, move nothing', () => {
    const older = scriptedCue(0, { translations: { es: words('uno'), fr: words('un') } });
    const before = scriptedLayout({ cues: [older, scriptedCue(1, { original: words('two'), translations: {} })] });
    const after = scriptedLayout({
      cues: [older, scriptedCue(1, { original: words(long(14)), translations: { es: words(long(14)), fr: words(long(14)) } })],
    });
    const places = (tile: TileLayout): readonly unknown[] =>
      tile.lines.filter(({ cueId }) => cueId === 'capture:0').map(({ text, x, y }) => [text, x, y]);
    expect(places(after)).toEqual(places(before));
    expect(ofRole(before, 'pending')).toEqual(['…', '…']);
  });

  it('lets whole blocks go from the top when the room runs out, and keeps the newest at the foot', () => {
    const cues = Array.from({ length: 9 }, (_, index) => scriptedCue(index));
    const tile = scriptedLayout({ cues, settings: { maxCues: 10 } });
    expect(tile.cues.length).toBeLessThan(9);
    expect(tile.cues.at(-1)?.cueId).toBe('capture:8');
    expect(new Set(subtitles(tile).map(({ cueId }) => cueId)).size).toBe(tile.cues.length);
    const bottom = (shown: TileLayout): number => Math.max(...shown.boxes.map(({ y, height }) => y + height));
    expect(bottom(tile)).toBe(bottom(scriptedLayout({ cues: cues.slice(8) })));
  });

  it('gives up rows, then names, before it gives up a language, in a picture that is too small', () => {
    const texts = Object.fromEntries(['de', 'es', 'fr', 'it'].map((language) => [language, words(long(20, language))]));
    const tile = scriptedLayout({ cues: [scriptedCue(0, { original: words(long(20)), translations: texts })], width: 320, height: 180 });
    expect(tile.lines.filter(({ role }) => role === 'translation').map(({ language }) => language)).toEqual(['de', 'es', 'fr', 'it']);
  });
});

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
  /** Whether all of `before` is the beginning of `after`. */
  readonly isGrowth: boolean;
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
      isGrowth: typeof tail === 'number',
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
    const said = long(120).split(' ');
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
});
