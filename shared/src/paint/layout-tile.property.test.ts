import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Cue } from '../cue/cue.ts';
import { TILE_MODES, TILE_THEMES, type TileMode, type TileTheme } from '../settings/tile-defaults.ts';
import type { TextMeasure } from './canvas-2d.ts';
import { cleanText, graphemesOf } from './clean-text.ts';
import { contrast, mix } from './colour.ts';
import { createLayoutMemo } from './layout-memo.ts';
import { layoutTile } from './layout-tile.ts';
import { MIN_CONTRAST } from './palette.ts';
import { measureLetters, scriptedCue, scriptedInput, scriptedLayout, words, type SceneChanges } from './testing/scripted-tile.ts';
import { fontOf } from './text-line.ts';
import type { Box, TileLayout } from './tile-layout.ts';

/** Enough to have met every fault that was put in on purpose. */
const RUNS = 150;
/** Each run lays out whole tiles of texts that nobody would write. */
const SLOW = { timeout: 60_000 };

const hostileText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 400 }),
  fc.string({ unit: 'grapheme', maxLength: 300 }),
  fc.lorem({ maxCount: 60 }),
  fc.constantFrom(
    'x'.repeat(5_000),
    `a${'\u0301'.repeat(10_000)}`,
    '\u202eabc\u202c',
    '\u200b\u2060\u3164\ufeff',
    '﷽'.repeat(40),
    '<b>hi</b><script>alert(1)</script>',
    '👨‍👩‍👧‍👦'.repeat(200),
    'שלום 12 abc '.repeat(40),
    '東京'.repeat(300),
    'สวัสดี'.repeat(100),
    '。」、'.repeat(100),
  ),
);
const hostileCueText = fc.record({ text: hostileText, stableLength: fc.oneof(fc.integer({ min: -5, max: 500 }), fc.constant(Number.NaN)) });
const hostileCue = fc.record({
  status: fc.constantFrom('partial', 'final' as const),
  speakerName: fc.option(hostileText),
  speakerLabel: fc.option(fc.oneof(hostileText, fc.constant('SPEAKER_03'))),
  sourceLanguage: fc.constantFrom('en', 'auto', 'ja', '', 'x'.repeat(300)),
  original: hostileCueText,
  translations: fc.dictionary(fc.constantFrom('es', 'ar', 'ja', 'pt-BR', '<i>'), hostileCueText, { maxKeys: 5 }),
  confidence: fc.option(fc.double()),
  shownAtMs: fc.double(),
  isContinued: fc.boolean(),
});

const hostileScene: fc.Arbitrary<SceneChanges & { readonly cues: readonly Cue[] }> = fc.record({
  cues: fc
    .array(hostileCue, { maxLength: 8 })
    .map((list) =>
      list.map(({ isContinued, ...changes }, index) =>
        scriptedCue(index, { ...changes, continuesCueId: isContinued ? `capture:${index - 1}` : null }),
      ),
    ),
  width: fc.integer({ min: 320, max: 1920 }),
  height: fc.integer({ min: 180, max: 1080 }),
  backdrop: fc.boolean(),
  marks: fc.record({
    status: fc.constantFrom('waiting', 'listening', 'another-language', 'no-sound', 'reconnecting', 'stopped', 'ended' as const),
    anotherLanguage: fc.option(fc.constantFrom('ru', 'pt-BR', '', '<i>', 'x'.repeat(300))),
    translation: fc.constantFrom('ok', 'off', 'failing' as const),
    targetLanguages: fc.option(fc.array(fc.constantFrom('es', 'en', 'en-GB', 'ar', ''), { maxLength: 4 })),
    engine: hostileText,
  }),
  settings: fc.record({
    mode: fc.constantFrom(...TILE_MODES),
    theme: fc.constantFrom(...TILE_THEMES),
    maxCues: fc.integer({ min: 1, max: 10 }),
    letterScale: fc.double({ min: 0.75, max: 1.5, noNaN: true }),
    backgroundOpacity: fc.double({ min: 0, max: 1, noNaN: true }),
    showSpeakerNames: fc.boolean(),
    showConfidence: fc.boolean(),
    showTimestamps: fc.boolean(),
  }),
});

/** Checks are gathered: one at a time would take most of the time. */
function expectInside(tile: TileLayout): void {
  const boxes = [...tile.boxes, ...tile.lines, ...tile.lines.flatMap((line) => line.runs.map((run) => ({ ...line, ...run })))];
  const isInside = ({ x, y, width, height }: Box): boolean =>
    x >= 0 && y >= 0 && width >= 0 && height >= 0 && x + width <= tile.width + 1e-6 && y + height <= tile.height + 1e-6;
  expect(boxes.filter((box) => !isInside(box))).toEqual([]);
}

const overlap = (a: Box, b: Box): boolean =>
  a.x < b.x + b.width - 1e-6 && b.x < a.x + a.width - 1e-6 && a.y < b.y + b.height - 1e-6 && b.y < a.y + a.height - 1e-6;

describe('for any text, size, mode, theme, letter scale and mark', SLOW, () => {
  it('nothing leaves the picture, no two lines overlap, and letters keep their shape', () => {
    fc.assert(
      fc.property(hostileScene, (scene) => {
        const tile = scriptedLayout(scene);
        expectInside(tile);
        const overlapping = tile.lines.flatMap((line, index) => tile.lines.slice(index + 1).filter((other) => overlap(line, other)));
        expect(overlapping).toEqual([]);
        // Only a single grapheme that is wider than its line is condensed.
        const condensed = tile.lines.filter(
          (line) => graphemesOf(line.text).length > 1 && measureLetters(line.text, fontOf(line)) > line.width + 1e-6,
        );
        expect(condensed).toEqual([]);
      }),
      { numRuns: RUNS },
    );
  });

  it('no grapheme is split, at the edge of a line or of what is settled', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme', minLength: 1, maxLength: 120 }),
        fc.nat(200),
        fc.constantFrom(...TILE_MODES),
        (text, stableLength, mode) => {
          const cues = [
            scriptedCue(0, { status: 'partial', original: words(text, stableLength), translations: { es: words(text, stableLength) } }),
          ];
          const solid = (part: string): readonly string[] => graphemesOf(part).filter((one) => one !== ' ');
          const expected = solid(cleanText({ text, stableLength }).text);
          const { lines } = scriptedLayout({ cues, settings: { mode } });
          for (const role of ['original', 'translation'] as const) {
            const shown = lines.filter((line) => line.role === role);
            for (const line of shown) expect(line.runs.flatMap((run) => graphemesOf(run.text))).toEqual(graphemesOf(line.text));
            // The end of the text, whole.
            const seen = shown.flatMap((line) => solid(line.text));
            expect(seen).toEqual(expected.slice(expected.length - seen.length));
          }
        },
      ),
      { numRuns: RUNS },
    );
  });

  it('cues keep their order, and each shows its original with every language of its block, or neither', () => {
    fc.assert(
      fc.property(hostileScene, (scene) => {
        const tile = scriptedLayout(scene);
        const order = tile.cues.map(({ cueId }) => cueId);
        expect(order).toEqual(scene.cues.map(({ cueId }) => cueId).filter((cueId) => order.includes(cueId)));
        const drawn = tile.lines.flatMap(({ cueId }) => (cueId === null ? [] : [cueId]));
        expect([...new Set(drawn)]).toEqual(order);
        for (const { cueId } of tile.cues) {
          const own = tile.lines.filter((line) => line.cueId === cueId);
          const original = own.filter(({ role, language }) => role === 'original' || (role === 'pending' && language === null));
          expect(original.length).toBeGreaterThan(0);
          const given = scene.cues.find((cue) => cue.cueId === cueId);
          const texts = Object.values(given?.translations ?? {}).map((one) => cleanText(one).text);
          const translated = texts.filter((text) => text !== '');
          const languages = new Set(own.filter(({ role }) => role === 'translation').map(({ language }) => language));
          if (translated.length > 0) expect(languages.size).toBeGreaterThan(0);
        }
      }),
      { numRuns: RUNS },
    );
  });

  it('is the same tile whether or not anything was laid out before', () => {
    const memo = createLayoutMemo(40);
    fc.assert(
      fc.property(hostileScene, (scene) => {
        const input = scriptedInput(scene);
        expect(layoutTile(input, measureLetters, memo)).toEqual(layoutTile(input, measureLetters));
      }),
      { numRuns: RUNS },
    );
    expect(memo.size).toBeLessThanOrEqual(40);
  });
});

const UNDER_A_BACKDROP = ['#000000', '#ffffff', '#808080', '#ff0000', '#00ff00', '#0000ff', '#ffff00'];

const covers = (box: Box, line: Box): boolean =>
  box.x <= line.x + 1e-6 &&
  box.y <= line.y + 1e-6 &&
  box.x + box.width >= line.x + line.width - 1e-6 &&
  box.y + box.height >= line.y + line.height - 1e-6;

/** Lines that stand half on a box, and runs with too little contrast against what can lie under them. */
function illegible(tile: TileLayout): readonly unknown[] {
  return tile.lines.flatMap((line) => {
    const under = tile.boxes.filter((box) => overlap(box, line));
    const grounds = (tile.background === null ? UNDER_A_BACKDROP : [tile.background]).map((ground) =>
      under.reduce((below, box) => mix(below, box.colour, box.opacity), ground),
    );
    return [
      ...under.filter((box) => !covers(box, line)).map((box) => ({ line, box })),
      ...line.runs.flatMap((run) =>
        grounds.filter((ground) => contrast(run.colour, ground) < MIN_CONTRAST).map((ground) => ({ line, ground })),
      ),
    ];
  });
}

function expectLegible(tile: TileLayout): void {
  expect(illegible(tile)).toEqual([]);
}

const colour = fc.integer({ min: 0, max: 0xff_ff_ff }).map((value) => `#${value.toString(16).padStart(6, '0')}`);

describe('every text can be read', SLOW, () => {
  it('in any mode and theme, at any opacity, over any picture: contrast is 7:1 or more', () => {
    fc.assert(
      fc.property(hostileScene, (scene) => expectLegible(scriptedLayout(scene))),
      { numRuns: RUNS },
    );
  });

  it("in any colours of a person's own", () => {
    const cues = [
      scriptedCue(0, { confidence: 0.5, status: 'partial', translations: { de: words('Guten Tag', 6), es: words('Buenos días', 7) } }),
    ];
    fc.assert(
      fc.property(
        fc.record({ background: colour, panel: colour, text: colour }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.boolean(),
        (colours, backgroundOpacity, backdrop) => {
          const tile = scriptedLayout({ cues, backdrop, settings: { theme: 'custom', colours, backgroundOpacity } });
          expectLegible(tile);
        },
      ),
      { numRuns: RUNS },
    );
  });

  it('in the very colours that a person chose, where those are legible', () => {
    const colours = { background: '#102030', panel: '#203040', text: '#ffeecc' };
    const tile = scriptedLayout({ cues: [scriptedCue(0)], settings: { theme: 'custom', colours, backgroundOpacity: 1 } });
    expect(tile.background).toBe('#102030');
    expect(tile.boxes[0]?.colour).toBe('#203040');
    expect(tile.lines.find(({ role }) => role === 'translation')?.runs[0]?.colour).toBe('#ffeecc');
  });

  it('over a camera: no background, and a panel under every text, of cues or not', () => {
    for (const cues of [[], [scriptedCue(0)]]) {
      for (const mode of TILE_MODES) {
        const tile = scriptedLayout({ cues, backdrop: true, settings: { mode, backgroundOpacity: 0 } });
        expect(tile.background).toBeNull();
        for (const line of tile.lines) expect(tile.boxes.some((box) => overlap(box, line) && box.opacity > 0.5)).toBe(true);
      }
    }
  });

  it('over a camera: the newest words alone reach into its upper part, where faces are', () => {
    const cues = Array.from({ length: 6 }, (_, index) => scriptedCue(index));
    for (const mode of TILE_MODES.filter((one) => one !== 'sidebar')) {
      const tops = scriptedLayout({ cues, backdrop: true, settings: { mode } })
        .lines.filter(({ cueId }) => cueId !== null && cueId !== 'capture:5')
        .map(({ y }) => y);
      for (const y of tops) expect(y).toBeGreaterThanOrEqual(0.4 * 720);
    }
  });
});

describe('what nobody should send', SLOW, () => {
  it.each([
    ['a word of 100,000 letters', 'x'.repeat(100_000)],
    ['a word of 100,000 ideographs', '字'.repeat(100_000)],
    ['100,000 letters of Thai', 'สวัสดี'.repeat(16_667)],
    ['10,000 marks on a letter', `a${'\u0301'.repeat(10_000)}`],
    ['overrides of direction', `\u202e${'abc \u2067'.repeat(300)}`],
    ['control characters', '\u0000\u0007\u001b[31m'.repeat(300)],
    ['HTML', '<img src=x onerror=alert(1)>'.repeat(50)],
    ['lone surrogates', '\ud800\udc00\ud800 '.repeat(300)],
    ['nothing but closing marks', '」。'.repeat(5_000)],
  ])('%s: bounded and inside the picture', (_name, text) => {
    for (const mode of TILE_MODES) {
      const cues = [scriptedCue(0, { speakerName: text, original: words(text), translations: { es: words(text), ja: words(text, 3) } })];
      const tile = scriptedLayout({ cues, settings: { mode }, width: 640, height: 360 });
      expectInside(tile);
      expect(tile.lines.length).toBeLessThan(60);
      for (const line of tile.lines) expect(line.text.length).toBeLessThan(1_500);
    }
  });

  it('a name of 500 characters ends in an ellipsis, and what stands beside it keeps its place', () => {
    const tile = scriptedLayout({ cues: [scriptedCue(0, { speakerName: 'N'.repeat(500), confidence: 0.5 })] });
    expect(tile.lines.find(({ role }) => role === 'name')?.text).toMatch(/^N{10,60}…$/u);
    expect(tile.lines.find(({ role }) => role === 'language')?.text).toBe('EN → ES');
  });

  it('50 speakers at once: the newest that fit, each whole', () => {
    const cues = Array.from({ length: 50 }, (_, index) => scriptedCue(index, { speakerLabel: `SPEAKER_${index}`, status: 'partial' }));
    for (const mode of TILE_MODES) {
      const tile = scriptedLayout({ cues, settings: { mode, maxCues: 10 } });
      expect(tile.cues.at(-1)?.cueId).toBe('capture:49');
      expect(tile.cues.length).toBeLessThanOrEqual(10);
      expectInside(tile);
    }
  });

  it('styles that have no meaning: the default instead, and no exception', () => {
    const nonsense = [Number.NaN, Infinity, -Infinity, -1, 1e9, '12', null, undefined, {}] as unknown as number[];
    for (const value of nonsense) {
      const tile = scriptedLayout({
        cues: [scriptedCue(0, { confidence: value, shownAtMs: value })],
        width: value,
        height: value,
        settings: {
          mode: value as unknown as TileMode,
          theme: value as unknown as TileTheme,
          maxCues: value,
          backgroundOpacity: value,
          letterScale: value,
          colours: value as unknown as null,
          showTimestamps: true,
        },
      });
      expectInside(tile);
      expect(Number.isInteger(tile.width) && tile.width >= 1).toBe(true);
      if (tile.width > 300 && tile.height > 170) expect(tile.cues).toHaveLength(1);
    }
    const colours = { background: 'red', panel: '#12345', text: 'javascript:' };
    expectLegible(scriptedLayout({ cues: [scriptedCue(0)], settings: { theme: 'custom', colours } }));
  });

  it('any picture from a single px on', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 400 }),
        fc.integer({ min: 1, max: 400 }),
        fc.constantFrom(...TILE_MODES),
        (width, height, mode) => {
          expectInside(scriptedLayout({ cues: [scriptedCue(0)], width, height, settings: { mode, letterScale: 1.5 } }));
        },
      ),
      { numRuns: RUNS },
    );
  });
});

describe('what it costs', SLOW, () => {
  const counting = (): { readonly measure: TextMeasure; calls: number; units: number } => {
    const count = {
      calls: 0,
      units: 0,
      measure: (text: string, font: string): number => {
        count.calls += 1;
        count.units += text.length;
        return measureLetters(text, font);
      },
    };
    return count;
  };

  it('measures a bounded number of letters, however many there are', () => {
    const monster = `${'x'.repeat(100_000)}${'\u0301'.repeat(10_000)}`;
    const cues = Array.from({ length: 10 }, (_, index) =>
      scriptedCue(index, { speakerName: monster, original: words(monster), translations: { es: words(monster) } }),
    );
    for (const mode of TILE_MODES) {
      const count = counting();
      layoutTile(scriptedInput({ cues, settings: { mode, maxCues: 10 } }), count.measure);
      expect(count.units, mode).toBeLessThan(1_000_000);
    }
  });

  it('measures a sentence that is shown for the first time some dozens of times, and nothing again in the next picture', () => {
    const said = 'The first point is the migration of the database, which we moved to the end of the month.';
    const cues = Array.from({ length: 3 }, (_, index) => scriptedCue(index, { original: words(said), translations: { es: words(said) } }));
    const count = counting();
    const memo = createLayoutMemo();
    layoutTile(scriptedInput({ cues }), count.measure, memo);
    expect(count.calls).toBeLessThan(60);
    const before = count.calls;
    layoutTile(scriptedInput({ cues, nowMs: 2_033 }), count.measure, memo);
    expect(count.calls).toBe(before);
    const grown = scriptedCue(2, { original: words(`${said} And`), translations: { es: words(said) } });
    layoutTile(scriptedInput({ cues: [...cues.slice(0, 2), grown] }), count.measure, memo);
    expect(count.calls - before).toBeLessThan(12);
  });

  it('remembers a bounded number of things through 100 cues a second', () => {
    const memo = createLayoutMemo(500);
    const cues: Cue[] = [];
    for (let index = 0; index < 300; index += 1) {
      cues.push(scriptedCue(index, { original: words(`cue ${index} ${'word '.repeat(index % 40)}`) }));
      layoutTile(scriptedInput({ cues: cues.slice(-50) }), measureLetters, memo);
    }
    expect(memo.size).toBeLessThanOrEqual(500);
  });
});
